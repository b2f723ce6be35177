"""Régler les autorisations et les questions, et en lire les réponses dans un dossier."""

import pytest
from django.urls import reverse

from dossiersco.campagnes.models import Campagne, Question
from dossiersco.dossiers.tests.factories import QuestionFactory, ReponseFactory
from dossiersco.espace_agent.tests.donnees import (
    client_de,
    creer_agent,
    creer_dossier,
    extraction_prete,
    responsables,
)
from dossiersco.etablissements.droits import Role
from dossiersco.listes.reponses import nom_de

LISTE = reverse("espace_agent:questions")
NOUVELLE = reverse("espace_agent:question_nouvelle")


@pytest.fixture
def poser(secretaire):
    def geste(nature="question", **envoi):
        base = {
            "intitule": "Prend-il le car ?",
            "sorte": "oui_non",
            "condition": "tous",
            "lecteurs": ["secretariat"],
        }
        return secretaire.post(f"{NOUVELLE}?nature={nature}", base | envoi, follow=True)

    return geste


def test_poser_une_question(poser, campagne):
    poser(sorte="choix", choix="Ligne 1\r\n\r\nLigne 2", obligatoire="on", condition="nouveaux")
    (question,) = campagne.questions.all()
    assert question.reponses_permises == ["Ligne 1", "Ligne 2"]
    assert (question.obligatoire, question.condition) == (True, "nouveaux")
    assert question.lecteurs == ["secretariat"]
    # Le point d'interrogation ne reste pas seul au bout d'une ligne de téléphone.
    assert question.intitule == "Prend-il le car\N{NO-BREAK SPACE}?"


def test_decrire_les_regimes_de_sortie(poser, secretaire, campagne):
    poser("regime_sortie", choix="Strict\r\nReste **toujours**.\r\n\r\nLibre")
    (question,) = campagne.questions.all()
    assert question.choix == [
        {"nom": "Strict", "description": "Reste **toujours**."},
        {"nom": "Libre", "description": ""},
    ]
    assert "Décrire les régimes" not in secretaire.get(LISTE).content.decode()
    page = secretaire.get(reverse("espace_agent:question", args=[question.pk])).content.decode()
    assert "Strict\nReste **toujours**.\n\nLibre" in page.replace("\r\n", "\n")


def test_les_regimes_de_sortie_ne_se_decrivent_qu_une_fois(poser, campagne):
    for intitule in ("Régime", "Autre régime"):
        reponse = poser("regime_sortie", intitule=intitule, choix="A\n\nB")
    assert reponse.status_code == 422
    assert "sont déjà décrits" in reponse.content.decode()
    assert campagne.questions.count() == 1


def test_la_meme_question_ne_se_pose_pas_deux_fois(poser, campagne):
    poser()
    assert "déjà posée" in poser().content.decode()
    assert campagne.questions.count() == 1


def test_une_autorisation_d_image_est_un_oui_ou_non(poser, campagne):
    poser("image", intitule="Photo de classe", sorte="texte")
    assert campagne.questions.get().sorte == "oui_non"


def test_une_nature_inconnue_n_existe_pas(secretaire):
    assert secretaire.get(f"{NOUVELLE}?nature=sante").status_code == 404


@pytest.mark.parametrize(
    "intitule", ["A-t-il des allergies ?", "Sa religion ?", "Ses origines ?", "Son NIR ?"]
)
def test_ce_que_la_loi_interdit_ne_passe_pas_meme_confirme(poser, campagne, intitule):
    reponse = poser(intitule=intitule, assume="on")
    assert reponse.status_code == 422
    assert "Ce texte parle de" in reponse.content.decode()
    assert not campagne.questions.exists()


def test_le_handicap_et_la_situation_de_famille_se_confirment(poser, campagne):
    reponse = poser(intitule="Quel trouble des apprentissages ?")
    assert reponse.status_code == 422
    assert "Demandez le besoin" in reponse.content.decode()
    assert "Je l’ai vérifié" in reponse.content.decode()
    poser(intitule="Quel trouble des apprentissages ?", assume="on")
    assert campagne.questions.exists()


@pytest.mark.parametrize(
    ("choix", "message"),
    [("Un seul", "au moins deux"), ("A\nA", "le même nom"), ("A\n" * 13, "Pas plus de 12")],
)
def test_de_mauvais_choix_se_disent(poser, campagne, choix, message):
    assert message in poser(sorte="choix", choix=choix).content.decode()
    assert not campagne.questions.exists()


def test_sans_lecteur_une_question_ne_se_pose_pas(poser):
    assert "Cochez au moins un rôle" in poser(lecteurs=[]).content.decode()


def test_une_suite_vise_une_reponse(poser, campagne):
    car = QuestionFactory(campagne=campagne, intitule="Car ?")
    poser(intitule="Quelle ligne ?", sorte="texte", si=f"{car.pk}:0")
    ligne = campagne.questions.get(si_question=car)
    assert (ligne.si_question, ligne.si_reponse) == (car, "oui")


@pytest.fixture
def repondue(campagne):
    question = QuestionFactory(campagne=campagne, choix=["A", "B"], intitule="Laquelle ?")
    dossier = creer_dossier(campagne)
    mere = responsables(dossier)[0]
    ReponseFactory(dossier=dossier, question=question, personne=mere, valeur="A")
    return question


def test_une_question_repondue_garde_ses_reponses_possibles(secretaire, repondue):
    adresse = reverse("espace_agent:question", args=[repondue.pk])
    envoi = {"intitule": "Laquelle ?", "condition": "tous", "lecteurs": ["direction"]}
    reponse = secretaire.post(adresse, {**envoi, "sorte": "choix", "choix": "A\nC"})
    assert reponse.status_code == 422
    assert "ont déjà répondu" in reponse.content.decode()
    assert secretaire.post(adresse, {**envoi, "sorte": "choix", "choix": "A\nB"}).status_code == 302
    repondue.refresh_from_db()
    assert repondue.lecteurs == ["direction"]


def test_une_question_repondue_se_retire_sans_s_effacer(secretaire, repondue):
    secretaire.post(reverse("espace_agent:question_retirer", args=[repondue.pk]))
    repondue.refresh_from_db()
    assert repondue.retiree_le
    assert "Plus posées" in secretaire.get(LISTE).content.decode()


def test_une_question_sans_reponse_s_efface(secretaire, campagne):
    question = QuestionFactory(campagne=campagne)
    secretaire.post(reverse("espace_agent:question_retirer", args=[question.pk]))
    assert not campagne.questions.exists()


def test_monter_ne_melange_pas_les_blocs(secretaire, campagne):
    natures = ("question", "image", "question")
    a, image, b = (
        QuestionFactory(campagne=campagne, nature=nature, rang=rang)
        for rang, nature in enumerate(natures)
    )
    for _ in range(2):
        secretaire.post(reverse("espace_agent:question_placer", args=[b.pk, 0]))
    assert list(Question.objects.posees(campagne.pk)) == [b, image, a]


def test_monter_passe_devant_celle_qui_se_lit_au_dessus(secretaire, campagne):
    """Une autorisation de sortie entre deux usages de l'image : la liste ne la montre pas là."""
    natures = ("image", "image", "sortie", "image")
    a, b, sortie, c = (
        QuestionFactory(campagne=campagne, nature=nature, rang=rang)
        for rang, nature in enumerate(natures)
    )
    adresse = reverse("espace_agent:question_placer", args=[c.pk, 1])
    assert adresse in secretaire.get(reverse("espace_agent:questions")).content.decode()
    for _ in range(2):
        secretaire.post(adresse)
    assert list(Question.objects.posees(campagne.pk)) == [a, c, b, sortie]


def test_le_dossier_montre_les_reponses_que_le_role_lit(client, campagne, repondue):
    dossier = campagne.dossiers.get()
    adresse = reverse("espace_agent:dossier", args=[dossier.pk])
    assert "Laquelle ?" in client_de(creer_agent(campagne), client).get(adresse).content.decode()
    lecture = client_de(creer_agent(campagne, Role.LECTURE), client)
    assert "Laquelle ?" not in lecture.get(adresse).content.decode()


def test_un_fichier_deja_produit_ne_se_donne_pas_a_qui_ne_lit_pas_la_question(
    client, campagne, repondue
):
    extraction = extraction_prete(campagne, "questions")
    extraction.colonnes = ["nom_de_famille", nom_de(repondue)]
    extraction.save()
    adresse = reverse("espace_agent:liste_fichier", args=[extraction.pk])
    assert client_de(creer_agent(campagne, Role.GESTION), client).get(adresse).status_code == 403
    permise = client_de(creer_agent(campagne), client).get(adresse)
    assert b"".join(permise.streaming_content)


@pytest.mark.parametrize(
    ("reglage", "dit"),
    [
        ({}, ""),
        ({"codes_mef": {"questions": ["1"]}}, "les questions ne se demandent qu’à certains élèves"),
        ({"blocs": {"questions": "personne"}}, "les questions ne se demandent à personne"),
    ],
)
def test_ce_que_la_campagne_en_demande_se_rappelle(secretaire, campagne, reglage, dit):
    Campagne.objects.update(**reglage)
    page = secretaire.get(reverse("espace_agent:questions")).content.decode()
    assert ("ne se demandent" in page) is bool(dit)
    assert dit in page
