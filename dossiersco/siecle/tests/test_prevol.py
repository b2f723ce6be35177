"""Le pré-vol connaît les codes de SIECLE, et dit que faire et où."""

import re
from pathlib import Path

import pytest

from dossiersco.siecle import prevol_regles, regles
from dossiersco.siecle.prevol import Gravite, Sorte, annoncer, annoncer_la_preparation
from dossiersco.siecle.tests.test_preparation_exemples import (
    CONTEXTE,
    lien,
    preparer_eleve,
    preparer_personne,
)

RACINE = Path(__file__).resolve().parents[3]
FORMAT = RACINE.parent / "shared" / "siecle" / "format.md"
# Ce ne sont pas des règles : ce que le fichier dit de chaque élève (sections 7 et 8).
MARQUES = frozenset({"MODIF", "AJOUT", "ABSEN"})


def test_tous_les_codes_du_compte_rendu_sont_connus() -> None:
    if not FORMAT.exists():
        pytest.skip("absent : format.md n’est pas à côté du dépôt (dossier shared/siecle)")
    section = FORMAT.read_text(encoding="utf-8").partition("## 12.")[2].partition("## 13.")[0]
    codes = set(re.findall(r"\b(?:[A-Z]{3,6}_)?[A-Z]{5,6}_[A-Z]_[0-9]{2}\b", section))
    groupes = {code for code in codes if "GROUPE" in code or code.startswith("ELEGRP")}
    assert len(codes - groupes) > 15
    assert codes - groupes - prevol_regles.REGLES.keys() == set()


def test_chaque_regle_dit_ce_qui_arriverait_et_que_faire() -> None:
    for code, regle in prevol_regles.REGLES.items():
        assert "{qui}" in regle.message, code
        assert regle.message.endswith("."), code
        assert regle.que_faire.endswith("."), code
        assert regle.gravite not in {Gravite.BLOCAGE, Gravite.PERTE}, code


def test_ce_qui_se_perd_est_dit_d_avis_qui_existent() -> None:
    assert regles.PERDUES.keys() <= regles.AVIS.keys()


def test_un_envoi_juste_n_annonce_rien() -> None:
    assert annoncer([preparer_personne().bloc], [preparer_eleve(lien()).bloc], CONTEXTE) == ()


def test_une_annonce_dit_qui_quoi_et_ou() -> None:
    personne = {**preparer_personne().bloc, "TEL_PORTABLE": "liste rouge"}
    (annonce,) = annoncer([personne], [preparer_eleve(lien()).bloc], CONTEXTE)
    assert (annonce.code, annonce.sorte, annonce.id_prv) == ("TELEP_E_02", Sorte.PERSONNE, "1")
    assert annonce.message == (
        "SIECLE ne reconnaîtra pas le portable « liste rouge » de DIALLO Aïssata ; "
        "il le gardera tel quel."
    )
    assert (annonce.gravite, annonce.etape) == (Gravite.ANOMALIE, regles.Etape.DOSSIER)


def test_ce_qui_bloque_et_ce_qui_ne_part_pas_s_annoncent_aussi() -> None:
    bloquee = preparer_personne(CODE_PROFESSION="73")
    (annonce,) = annoncer_la_preparation(Sorte.PERSONNE, 1, "DIALLO Aïssata", bloquee)
    assert (annonce.code, annonce.gravite) == ("PEPCS", Gravite.BLOCAGE)
    sans_usage = preparer_personne(NOM_USAGE="DIALLO")
    (annonce,) = annoncer_la_preparation(Sorte.PERSONNE, 1, "DIALLO Aïssata", sans_usage)
    assert (annonce.code, annonce.gravite) == ("PUSAG", Gravite.PERTE)
    assert annonce.perdues == {"NOM_USAGE"}
