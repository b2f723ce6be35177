"""La commande verifier_retour : ce qu'elle dit, et ses statuts."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from dossiersco.campagnes.models import Campagne
from dossiersco.echanges import retour as echanges_retour
from dossiersco.echanges.retour import PlanRetour
from dossiersco.siecle.retour import RetourInvalide, zipper
from dossiersco.siecle.schema_import import Schema
from dossiersco.siecle.tests.test_banc import _fichier

NOM = "0590001APRIVE2026260703090500"


def _verifier(chemin: Path, *options: str) -> tuple[int, str]:
    """Le statut et la sortie. Aucune base n'est ouverte : le test n'en a pas."""
    sortie = StringIO()
    try:
        call_command("verifier_retour", str(chemin), *options, stdout=sortie)
    except SystemExit as fin:
        return int(fin.code or 0), sortie.getvalue()
    return 0, sortie.getvalue()


def _deposer(dossier: Path, xml: bytes) -> Path:
    chemin = dossier / f"{NOM}.zip"
    chemin.write_bytes(zipper(NOM, xml))
    return chemin


@pytest.mark.parametrize("schema", Schema)
def test_un_fichier_juste_sort_0(tmp_path: Path, schema: Schema) -> None:
    chemin = _deposer(tmp_path, _fichier(schema))
    statut, sortie = _verifier(chemin, "--schema", str(schema))
    assert statut == 0
    assert sortie.strip().endswith(
        "(schéma " + schema + ", 1 élève(s), 1 personne(s)) peut être déposé."
    )


def test_un_fichier_qui_abimerait_sort_1_et_dit_ou(tmp_path: Path) -> None:
    xml = _fichier(Schema.V3_1).replace(b"<CODE_PARENTE>10<", b"<CODE_PARENTE>1<")
    statut, sortie = _verifier(_deposer(tmp_path, xml))
    assert statut == 1
    assert "dégât [PAREN] ligne " in sortie
    assert "/CODE_PARENTE" in sortie
    assert "ne doit pas être déposé" in sortie


def test_en_json_chaque_faute_a_son_element_sa_ligne_et_sa_regle(tmp_path: Path) -> None:
    xml = _fichier(Schema.V3_1).replace(b"<CODE_SEXE>2</CODE_SEXE>", b"")
    statut, sortie = _verifier(_deposer(tmp_path, xml), "--json")
    rapport = json.loads(sortie)
    assert statut == 1
    assert rapport["deposable"] is False
    (faute,) = rapport["fautes"]
    assert (faute["gravite"], faute["element"], faute["regle"]) == (
        "refus",
        "CODE_SEXE",
        "obligatoire",
    )
    assert faute["ligne"] and faute["message"]


def test_un_xml_nu_se_verifie_aussi(tmp_path: Path) -> None:
    chemin = tmp_path / f"{NOM}.xml"
    chemin.write_bytes(_fichier(Schema.V3_1))
    assert _verifier(chemin)[0] == 0


def test_un_fichier_absent_est_un_mauvais_usage(tmp_path: Path) -> None:
    """`manage.py` en fait un statut 2, celui d'argparse."""
    with pytest.raises(CommandError, match="n’est pas un fichier"):
        _verifier(tmp_path / "rien.zip")


def test_nos_envois_passent_le_meme_controle() -> None:
    juste = _fichier(Schema.V3_1)
    plan = PlanRetour(Campagne(), Schema.V3_1)
    echanges_retour._relire(zipper(NOM, juste), f"{NOM}.zip", plan)
    for avant, apres in (
        (b"<CODE_PARENTE>10<", b"<CODE_PARENTE>1<"),
        (b"<CODE_PROFESSION>43<", b"<CODE_PROFESSION>73<"),
        (b"<CODE_SEXE>2</CODE_SEXE>", b""),
        # Sans dommage dans le fichier d'un autre ; dans le nôtre, cela n'a rien à faire.
        (b"<PRENOM>", b"<PRENOM> "),
    ):
        abime = zipper(NOM, juste.replace(avant, apres))
        with pytest.raises(RetourInvalide):
            echanges_retour._relire(abime, f"{NOM}.zip", plan)
