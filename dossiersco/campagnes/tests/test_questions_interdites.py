"""Ce que la loi interdit de demander se reconnaît ; ce qui y ressemble passe."""

import pytest

from dossiersco.campagnes.questions_interdites import INTERDITS, alertes


@pytest.mark.parametrize(
    ("question", "sujet"),
    [
        ("Votre enfant a-t-il des ALLERGIES ?", "la santé"),
        ("Suit-il un traitement médical ?", "la santé"),
        ("Bénéficie-t-il d’un PAI ?", "la santé"),
        ("Est-il à jour de ses vaccins ?", "la santé"),
        ("Menu halal à la cantine ?", "la religion"),
        ("Quelle est votre religion ?", "la religion"),
        ("Quelles sont vos origines ?", "l’origine ou l’opinion"),
        ("Votre numéro de sécurité sociale", "le numéro de sécurité sociale"),
        ("N° de Sécu du responsable", "le numéro de sécurité sociale"),
        ("Son NIR", "le numéro de sécurité sociale"),
        ("A-t-il un dossier MDPH ?", "le handicap"),
        ("Êtes-vous marié ou divorcé ?", "la situation de famille"),
    ],
)
def test_une_question_interdite_se_reconnait(question, sujet):
    assert [alerte.interdit.sujet for alerte in alertes([question])] == [sujet]


@pytest.mark.parametrize(
    "question",
    [
        "Un menu sans porc, à la cantine ?",
        "Quelles langues parlez-vous à la maison ?",
        "L’élève peut-il sortir de l’enceinte du collège ?",
        "Paiement en plusieurs fois ?",
        "Viendra-t-il du collège Jean-Baptiste-Clément ?",
        "Peut-on finir plus tôt le vendredi ?",
        "Dans quelle commune prend-il le car ?",
        "Qui vient chercher l’élève s’il est malade ?",
        "Le traitement des images dure un an.",
        "Son frère est-il déjà au collège ?",
    ],
)
def test_une_question_permise_ne_l_alerte_pas(question):
    assert alertes([question]) == []


def test_l_explication_et_les_choix_comptent_aussi():
    assert alertes(["Le menu ?", "", "classique", "casher"])


def test_la_phrase_dit_pourquoi_et_quoi_demander_a_la_place():
    (alerte,) = alertes(["Des Allergies ?"])
    assert "« allergies »" in alerte.phrase.replace("\N{NO-BREAK SPACE}", " ")
    assert "DossierSCO n’en garde aucune" in alerte.phrase
    assert "enveloppe fermée" in alerte.phrase


def test_on_ne_passe_outre_ni_sante_ni_religion_ni_origine_ni_numero():
    assert [i.sujet for i in INTERDITS if not i.absolu] == [
        "le handicap",
        "la situation de famille",
    ]
