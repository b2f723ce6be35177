"""Les questions du collège."""

import pytest

from dossiersco.dossiers.models import Reponse
from dossiersco.dossiers.tests.factories import QuestionFactory, ReponseFactory
from dossiersco.espace_famille.tests.pages import html, saisie, texte, visibles


@pytest.fixture
def adresse(martin, adresse_de):
    return adresse_de("questions", martin.dossier)


@pytest.fixture
def repondre(mere, adresse):
    def geste(question, valeur):
        return mere.post(
            adresse, saisie(mere.get(adresse), **{f"question_{question.pk}": valeur}), follow=True
        )

    return geste


@pytest.fixture
def ville(martin):
    return QuestionFactory(
        campagne=martin.campagne, sorte="commune", intitule="Où prend-il le car ?"
    )


@pytest.mark.parametrize(
    ("sorte", "tape", "gardee", "lue"),
    [
        ("oui_non", "non", "non", "Non"),
        ("texte", "le frère de Zoé", "le frère de Zoé", "le frère de Zoé"),
        ("date", "2026-09-03", "2026-09-03", "03/09/2026"),
        ("commune", "Lille", "59350", "Lille"),
        ("commune", "Saint-Denis (93)", "93066", "Saint-Denis"),
    ],
)
def test_chaque_sorte_de_reponse_se_garde_et_se_relit(repondre, martin, sorte, tape, gardee, lue):
    question = QuestionFactory(campagne=martin.campagne, sorte=sorte, intitule="Au fait ?")
    page = texte(repondre(question, tape))
    assert Reponse.objects.get().valeur == gardee
    assert f"Au fait ? {lue} modifié" in page


@pytest.mark.parametrize(
    ("tape", "message"),
    [("Xyzzy", "Nous ne trouvons pas cette commune"), ("Saint-Denis", "Saint-Denis (93)")],
)
def test_une_commune_inconnue_ou_ambigue_se_precise(repondre, ville, tape, message):
    reponse = repondre(ville, tape)
    assert reponse.status_code == 422
    assert message in texte(reponse)
    assert tape in html(reponse)


def test_une_commune_deja_dite_se_retrouve_et_ne_change_rien(mere, martin, adresse, ville):
    ReponseFactory(dossier=martin.dossier, question=ville, personne=martin.mere, valeur="59350")
    page = mere.get(adresse)
    assert visibles(page) == {f"question_{ville.pk}": ["Lille (59)"]}
    mere.post(adresse, saisie(page))
    assert Reponse.objects.get().valeur == "59350"


def test_une_question_obligatoire_sans_reponse_se_dit_la_ou_on_est(
    repondre, mere, martin, adresse_de
):
    question = QuestionFactory(
        campagne=martin.campagne, intitule="Quel car ?", choix=["A", "B"], obligatoire=True
    )
    page = texte(mere.get(adresse_de("dossier", martin.dossier)))
    assert "Le collège attend une réponse Questions du collège : Quel car" in page
    assert "Tout est exact" not in page
    revue = mere.get(adresse_de("revue", martin.dossier))
    refus = mere.post(adresse_de("revue", martin.dossier), saisie(revue, exact="on"))
    assert refus.status_code == 422
    assert "Le collège attend une réponse" in texte(refus)
    assert "Répondez à cette question" in texte(repondre(question, ""))


def test_une_suite_dit_sa_condition_et_se_perd_avec_elle(repondre, mere, martin, adresse):
    car = QuestionFactory(campagne=martin.campagne, intitule="Prend-il le car ?")
    ligne = QuestionFactory(
        campagne=martin.campagne,
        sorte="texte",
        intitule="Quelle ligne ?",
        si_question=car,
        si_reponse="oui",
        rang=1,
    )
    assert "Seulement si vous répondez « Oui » à « Prend-il le car ? »." in texte(
        mere.get(adresse)
    ).replace("\N{NO-BREAK SPACE}", " ")
    envoi = {f"question_{car.pk}": "non", f"question_{ligne.pk}": "12"}
    mere.post(adresse, saisie(mere.get(adresse), **envoi))
    assert list(Reponse.objects.values_list("valeur", flat=True)) == ["non"]


def test_deux_suites_d_une_meme_question_sont_toutes_les_deux_sur_la_page(mere, martin, adresse):
    car = QuestionFactory(campagne=martin.campagne)
    suites = [
        QuestionFactory(campagne=martin.campagne, si_question=car, si_reponse=reponse, rang=1)
        for reponse in ("oui", "non")
    ]
    page = html(mere.get(adresse))
    assert all(f'name="question_{suite.pk}"' in page for suite in suites)


@pytest.mark.parametrize("sorte", ["texte", "commune", "date"])
def test_de_la_reponse_libre_de_l_autre_on_sait_qui_et_quand(mere, martin, adresse_de, sorte):
    valeur = {"texte": "3 rue cachée", "commune": "13055", "date": "2026-02-28"}[sorte]
    question = QuestionFactory(campagne=martin.campagne, sorte=sorte)
    ReponseFactory(dossier=martin.dossier, question=question, personne=martin.pere, valeur=valeur)
    for etape in ("dossier", "questions", "revue"):
        page = html(mere.get(adresse_de(etape, martin.dossier)))
        for trahison in ("3 rue cachée", "13055", "Marseille", "28/02/2026", "2026-02-28"):
            assert trahison not in page
    assert "Nicolas BERNARD a répondu le" in texte(mere.get(adresse_de("dossier", martin.dossier)))


def test_deux_choix_differents_se_disent_tous_les_deux(mere, martin, adresse_de):
    question = QuestionFactory(campagne=martin.campagne, choix=["Latin", "Grec"])
    for personne, valeur in ((martin.mere, "Latin"), (martin.pere, "Grec")):
        ReponseFactory(dossier=martin.dossier, question=question, personne=personne, valeur=valeur)
    page = texte(mere.get(adresse_de("dossier", martin.dossier)))
    assert "Nicolas BERNARD le" in page
    assert "Vos réponses diffèrent" in page
