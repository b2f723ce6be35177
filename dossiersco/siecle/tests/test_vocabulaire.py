"""Le vocabulaire contient toutes les balises de SIECLE, et seulement elles."""

import re
from pathlib import Path

import pytest
from lxml import etree

from dossiersco.siecle.vocabulaire import BALISES, BOOLEENS, DATES, NOMS_DE_PERSONNE

SIECLE = Path(__file__).resolve().parents[4] / "shared" / "siecle"
ABSENT = "Absent : les documents de SIECLE ne sont pas à côté du dépôt."
pose_ici = pytest.mark.skipif(not SIECLE.is_dir(), reason=ABSENT)


def balises_des_schemas() -> set[str]:
    trouvees: set[str] = set()
    for schema in SIECLE.glob("xsd/*.xsd"):
        for noeud in etree.parse(schema).iter("{*}element", "{*}attribute"):
            if noeud.get("name"):
                trouvees.add(noeud.get("name"))
    return trouvees


def balises_des_exemples() -> set[str]:
    trouvees: set[str] = set()
    for exemple in SIECLE.glob("exemples/*.xml"):
        for noeud in etree.parse(exemple).iter():
            trouvees.update([noeud.tag, *noeud.keys()])
    return trouvees


@pose_ici
def test_les_balises_des_schemas_d_import_y_sont():
    assert len(balises_des_schemas()) > 80
    assert balises_des_schemas() - BALISES == set()


@pose_ici
def test_les_balises_de_la_vraie_nomenclature_y_sont():
    assert len(balises_des_exemples()) > 60
    assert balises_des_exemples() - BALISES == set()


@pose_ici
def test_rien_d_autre_n_y_est():
    texte = (SIECLE / "format.md").read_text(encoding="utf-8")
    cites = set(re.findall(r"\b[A-Z][A-Z0-9_]+\b", texte))
    cites |= {f"LIGNE{n}_ADRESSE" for n in "1234"} | {"MEL_1", "MEL_2"}
    assert BALISES - cites - balises_des_schemas() - balises_des_exemples() == set()


def test_les_familles_de_balises_sont_du_vocabulaire():
    assert BALISES >= DATES | BOOLEENS | NOMS_DE_PERSONNE


def test_une_balise_est_en_capitales():
    assert all(re.fullmatch(r"[A-Z][A-Z0-9_]*", balise) for balise in BALISES)
