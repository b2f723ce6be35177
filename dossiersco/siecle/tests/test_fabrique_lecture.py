"""Ce que les lecteurs rendent est ce que la fabrique a mis."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiersco.siecle import communs, eleves, nomenclature, responsables, structures
from dossiersco.siecle.anomalies import CodeAnomalie
from dossiersco.siecle.export import Export, ouvrir
from dossiersco.siecle.fabrique import College, ecrire, ecrire_flux, fabriquer
from dossiersco.siecle.lus import EXPORTS_XML, Anomalie, TypeExport


@pytest.fixture(scope="module")
def college() -> College:
    return fabriquer(uai="0590181B", annee=2026, eleves=600, graine=1, incomplets=False)


@pytest.fixture(scope="module")
def exports(college: College, tmp_path_factory: pytest.TempPathFactory) -> list[Export]:
    chemins: list[Path] = ecrire(college, tmp_path_factory.mktemp("siecle"))
    return [ouvrir(chemin, chemin.name) for chemin in chemins]


def lu(lire: Callable, export: Export) -> tuple:
    """Ce qui est lu, et les anomalies dites en chemin."""
    dites: list[Anomalie] = []
    rendu = lire(export, dites.append)
    return (rendu if hasattr(rendu, "__dataclass_fields__") else list(rendu)), dites


def test_l_en_tete_est_celui_du_college(exports):
    assert [export.entete.type for export in exports] == list(EXPORTS_XML)
    for export in exports:
        assert (export.entete.uaj, export.entete.annee_scolaire) == ("0590181B", "2026")
        assert not export.avis


def test_la_nomenclature_lue_est_la_nomenclature_fabriquee(college, exports):
    assert lu(nomenclature.lire, exports[0]) == (college.nomenclature, [])


def test_les_divisions_lues_sont_les_divisions_fabriquees(college, exports):
    assert lu(structures.lire, exports[1]) == (list(college.divisions), [])


def test_les_communs_lus_sont_les_communs_fabriques(college, exports):
    assert lu(communs.lire, exports[2]) == (college.communs, [])


def test_les_eleves_lus_sont_les_eleves_fabriques(college, exports):
    lus, dites = lu(eleves.lire, exports[3])
    assert [(e.eleve_id, e.photo) for e in lus] == [(e.eleve_id, e.photo) for e in college.eleves]
    assert dites == []


def test_les_personnes_lues_sont_les_personnes_fabriquees(college, exports):
    lues, dites = lu(responsables.lire_personnes, exports[4])
    fabriquees = [(p.personne_id, p.photo) for p in college.personnes]
    assert [(p.personne_id, p.photo) for p in lues] == fabriquees
    assert dites == []


def test_les_liens_lus_sont_les_liens_fabriques(college, exports):
    lus, dites = lu(responsables.lire_liens, exports[4])
    fabriques = [(li.eleve_id, li.personne_id, li.photo) for li in college.liens]
    assert [(li.eleve_id, li.personne_id, li.photo) for li in lus] == fabriques
    assert dites == []


@settings(max_examples=40)
@given(effectif=st.integers(1, 12), graine=st.integers())
def test_quel_que_soit_le_college_les_eleves_lus_sont_ceux_fabriques(effectif, graine):
    college = fabriquer(eleves=effectif, graine=graine)
    flux = BytesIO()
    ecrire_flux(college, TypeExport.ELEVES, flux)
    flux.seek(0)
    lus, dites = lu(eleves.lire, ouvrir(flux, "eleves.xml"))
    assert [(e.eleve_id, e.photo) for e in lus] == [(e.eleve_id, e.photo) for e in college.eleves]
    # Dans un très petit collège, il arrive qu'aucun élève n'ait d'adresse.
    assert {dite.code for dite in dites} <= {CodeAnomalie.SANS_ADRESSES}
