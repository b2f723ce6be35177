"""Quelle réponse l'emporte, quelle question se pose : sans la base."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from dossiersco.campagnes.models import Question
from dossiersco.dossiers.questions import Dite, en_mots, retenue, se_pose

JUIN = datetime(2026, 6, 1, tzinfo=UTC)
IMAGE = Question(nature="image", sorte="oui_non")
SORTIR = Question(
    nature="regime_sortie",
    sorte="choix",
    choix=[{"nom": nom, "description": ""} for nom in ("strict", "moyen", "libre")],
)
LIBRE = Question(nature="question", sorte="texte")


def dite(valeur, signee="", *, personne=1, jours=0):
    return Dite(personne, valeur, JUIN, signee, JUIN + timedelta(days=jours) if signee else None)


@pytest.mark.parametrize(
    ("dites", "attendue"),
    [
        ([], ""),
        ([dite("oui")], ""),
        ([dite("oui", "oui")], "oui"),
        ([dite("oui", "oui"), dite("non", "non", personne=2)], "non"),
        # Un refus vaut sans attendre la signature, un accord non.
        ([dite("non", "oui")], "non"),
        ([dite("oui", "non")], "non"),
        ([dite("oui", "oui"), dite("non", personne=2)], "non"),
        ([dite("", "oui")], "oui"),
    ],
)
def test_pour_une_photo_un_seul_non_suffit(dites, attendue):
    assert retenue(IMAGE, dites) == attendue


@pytest.mark.parametrize(
    ("dites", "attendue"),
    [
        ([dite("libre")], ""),
        ([dite("libre", "libre")], "libre"),
        ([dite("libre", "libre", jours=9), dite("moyen", "moyen", personne=2)], "moyen"),
        ([dite("strict", "libre")], "strict"),
        ([dite("libre", "moyen")], "moyen"),
        ([dite("ancien", "ancien")], ""),
    ],
)
def test_du_regime_de_sortie_le_plus_strict_l_emporte(dites, attendue):
    assert retenue(SORTIR, dites) == attendue


def test_d_une_question_la_derniere_signee_l_emporte():
    dites = [dite("a", "a", jours=2), dite("b", "b", personne=2, jours=1), dite("c", personne=3)]
    assert retenue(LIBRE, dites) == "a"


SIXIEME = SimpleNamespace(code_mef="10010012110", code_regime="2", nouveau=True)


@pytest.mark.parametrize(
    ("valeurs", "attendu"),
    [
        ({}, True),
        ({"codes_mef": ["10010012110"]}, True),
        ({"codes_mef": ["10110001110"]}, False),
        ({"codes_regime": ["0"]}, False),
        ({"condition": "nouveaux"}, True),
        ({"si_question_id": 7, "si_reponse": "oui"}, True),
        ({"si_question_id": 7, "si_reponse": "non"}, False),
        ({"si_question_id": 8, "si_reponse": "oui"}, False),
        ({"sorte": "choix", "choix": [{"nom": "seul", "description": ""}]}, False),
    ],
)
def test_une_question_ne_se_pose_qu_a_qui_elle_regarde(valeurs, attendu):
    assert se_pose(Question(**valeurs), SIXIEME, {7: "oui"}) is attendu


@pytest.mark.parametrize(
    ("sorte", "valeur", "mots"),
    [
        ("oui_non", "oui", "Oui"),
        ("date", "2026-09-01", "01/09/2026"),
        ("commune", "59350", "Lille"),
        ("texte", "oui", "oui"),
        ("choix", "", ""),
    ],
)
def test_une_reponse_se_lit_en_francais(sorte, valeur, mots):
    assert en_mots(sorte, valeur) == mots
