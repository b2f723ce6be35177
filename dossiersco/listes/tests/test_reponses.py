"""Les listes des sorties, des refus d'image, des questions : ce qui vaut, et pour qui."""

import csv
import io

import pytest

from dossiersco.campagnes.models import Campagne, FormationSuivante
from dossiersco.dossiers.tests.factories import (
    MEF_5E,
    AgentFactory,
    QuestionFactory,
    ReponseFactory,
    famille_diallo,
    famille_martin,
)
from dossiersco.listes.actions import demander
from dossiersco.listes.models import Extraction
from dossiersco.listes.reponses import interdites, nom_de
from dossiersco.listes.sortes import SORTES, completer, permises

pytestmark = pytest.mark.django_db


@pytest.fixture
def martin():
    return famille_martin()


@pytest.fixture
def agent(martin):
    return AgentFactory(etablissement=martin.campagne.etablissement)


@pytest.fixture
def lire(martin, agent):
    def geste(nom, par=None):
        par = par or agent
        sorte = completer(SORTES[nom], martin.campagne, par.role)
        demander(martin.campagne, sorte, colonnes=[], en="csv", par=par)
        with Extraction.objects.latest("pk").fichier.open("rb") as fichier:
            texte = fichier.read().decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(texte), delimiter=";"))

    return geste


def repondre(famille, question, **dites):
    for qui, valeur in dites.items():
        personne = getattr(famille, qui)
        ReponseFactory(dossier=famille.dossier, question=question, personne=personne, valeur=valeur)


def test_la_liste_des_sorties_dit_le_plus_strict(martin, lire):
    regime = QuestionFactory(
        campagne=martin.campagne,
        nature="regime_sortie",
        intitule="Régime",
        choix=["Jamais seul", "Libre"],
    )
    theatre = QuestionFactory(campagne=martin.campagne, nature="sortie", intitule="Théâtre")
    repondre(martin, regime, mere="Libre", pere="Jamais seul")
    repondre(martin, theatre, mere="oui")
    (ligne,) = lire("sorties")
    assert ligne["Régime"].startswith("Jamais seul (")
    assert ligne["Théâtre"] == "Oui"


def test_les_refus_d_image_taisent_qui_a_tout_permis(martin, lire):
    photo = QuestionFactory(campagne=martin.campagne, nature="image", intitule="Photo")
    diallo = famille_diallo(martin.campagne)
    repondre(martin, photo, mere="oui", pere="non")
    repondre(diallo, photo, mere="oui")
    (ligne,) = lire("images")
    assert (ligne["Nom"], ligne["Photo"]) == (martin.dossier.eleve.nom_de_famille, "Non")


def test_sans_reponse_l_image_est_refusee_et_cela_se_voit(martin, lire):
    QuestionFactory(campagne=martin.campagne, nature="image", intitule="Photo")
    assert [ligne["Photo"] for ligne in lire("images")] == ["Non (pas de réponse)"]


def test_deux_reponses_differentes_disent_qui_a_dit_quoi(martin, lire):
    langue = QuestionFactory(campagne=martin.campagne, sorte="texte", intitule="Langue")
    repondre(martin, langue, mere="=1+1", pere="wolof")
    (ligne,) = lire("questions")
    assert ligne["Langue"] == "wolof (Camille MARTIN\N{NO-BREAK SPACE}: =1+1\N{NO-BREAK SPACE};" + (
        " Nicolas BERNARD\N{NO-BREAK SPACE}: wolof)"
    )


def test_une_question_qui_ne_se_pose_pas_reste_vide(martin, lire):
    QuestionFactory(
        campagne=martin.campagne, nature="sortie", intitule="Latinistes", codes_mef=["1"]
    )
    assert [ligne["Latinistes"] for ligne in lire("sorties")] == [""]


def test_un_role_ne_voit_que_les_questions_qui_lui_sont_ouvertes(martin, agent, lire):
    QuestionFactory(campagne=martin.campagne, intitule="A", lecteurs=["gestion"])
    ouverte = QuestionFactory(campagne=martin.campagne, intitule="B", lecteurs=["secretariat"])
    assert set(lire("questions")[0]) == {"Classe", "Nom", "Prénom", "B"}
    assert not interdites(martin.campagne, [nom_de(ouverte)], agent.role)
    assert interdites(martin.campagne, [nom_de(ouverte)], "gestion")


def test_sans_question_lisible_la_liste_ne_se_propose_pas(martin, agent):
    QuestionFactory(campagne=martin.campagne, lecteurs=["gestion"])
    assert "questions" not in {sorte.nom for sorte in permises(martin.campagne, agent)}


def test_les_lectures_ne_dependent_pas_du_nombre_d_eleves(
    martin, lire, django_assert_max_num_queries
):
    """Même s'il faut lire où mène chaque formation : une fois, pour tous."""
    Campagne.objects.update(mef_de_la_rentree=False)
    FormationSuivante.objects.create(
        campagne=martin.campagne, code_mef=MEF_5E, code_mef_suivant="10210001110"
    )
    photo = QuestionFactory(
        campagne=martin.campagne, nature="image", intitule="Photo", codes_mef=["10210001110"]
    )
    for _ in range(5):
        repondre(famille_martin(martin.campagne), photo, mere="non")
    with django_assert_max_num_queries(24) as requetes:
        assert len(lire("images")) == 6
    assert sum("campagnes_formationsuivante" in r["sql"] for r in requetes) == 2
    assert sum("dossiers_reponse" in requete["sql"] for requete in requetes) == 1
