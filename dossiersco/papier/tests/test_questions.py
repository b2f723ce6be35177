"""Ce qui se demande à l'écran se demande sur le papier : les autorisations, les questions."""

import pytest

from dossiersco.dossiers.tests.factories import QuestionFactory
from dossiersco.espace_agent.tests.donnees import creer_dossier
from dossiersco.papier.actions import demander_un_dossier


@pytest.fixture
def imprime(campagne, agent, lire):
    def faire():
        dossier = creer_dossier(campagne)
        demande = demander_un_dossier(dossier, codes_neufs=False, par=agent)
        return " ".join(lire(demande).texte.split())

    return faire


def test_les_autorisations_et_les_questions_s_impriment(campagne, imprime):
    QuestionFactory(campagne=campagne, nature="image", intitule="Photo de classe")
    bus = QuestionFactory(campagne=campagne, intitule="Quel bus ?", choix=["Ligne 1", "Ligne 2"])
    QuestionFactory(
        campagne=campagne,
        intitule="Quel arrêt ?",
        sorte="texte",
        si_question=bus,
        si_reponse="Ligne 2",
    )
    texte = imprime()
    assert "Autorisations Photo de classe (sans réponse, c’est non) Oui Non" in texte
    assert "Quel bus ? (facultatif) Ligne 1 Ligne 2" in texte
    assert "Si « Quel bus ? » : Ligne 2. Quel arrêt ?" in texte


def test_une_longue_description_ne_sort_pas_de_la_page(campagne, imprime):
    longue = "L’élève quitte le collège dès son dernier cours, même si un professeur est absent"
    QuestionFactory(
        campagne=campagne,
        nature="regime_sortie",
        intitule="Régime de sortie",
        sorte="choix",
        obligatoire=True,
    )
    campagne.questions.update(
        choix=[{"nom": "Vert", "description": longue}, {"nom": "Rouge", "description": ""}]
    )
    assert f"Régime de sortie Vert ({longue}) Rouge" in imprime()


def test_ni_une_question_retiree_ni_celle_d_une_autre_formation(campagne, imprime):
    QuestionFactory(campagne=campagne, intitule="Pour d’autres", codes_mef=["10310019110"])
    QuestionFactory(intitule="Du collège d’à côté")
    texte = imprime()
    assert "Pour d’autres" not in texte and "à côté" not in texte
    assert "Questions du collège" not in texte


def test_ce_que_la_campagne_ne_demande_pas_ne_s_imprime_pas(campagne, imprime):
    QuestionFactory(campagne=campagne, nature="image", intitule="Photo de classe")
    campagne.blocs = {"autorisations": "personne"}
    campagne.save()
    assert "Photo de classe" not in imprime()
