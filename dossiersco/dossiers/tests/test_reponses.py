"""Répondre, signer, se raviser, retrouver ses réponses de l'an dernier."""

import pytest

from dossiersco.campagnes.models import Campagne, FormationSuivante
from dossiersco.dossiers.actions import signer
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.models import Dossier, Reponse, Trace
from dossiersco.dossiers.posees import questions_posees
from dossiersco.dossiers.questions import retenue
from dossiersco.dossiers.refus import CampagneFermee, DossierIncomplet, GesteRefuse
from dossiersco.dossiers.reponses import dites_par_dossier, repondre
from dossiersco.dossiers.tests.factories import (
    MEF_5E,
    CampagneFactory,
    DossierFactory,
    QuestionFactory,
    ReponseFactory,
    famille_diallo,
    famille_martin,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def martin():
    return famille_martin()


@pytest.fixture
def photo(martin):
    return QuestionFactory(campagne=martin.campagne, nature="image", intitule="Photo de classe")


def vaut(martin, question):
    dites = dites_par_dossier([martin.dossier.pk])[martin.dossier.pk][question.pk]
    return retenue(question, dites)


def relu(martin):
    return Dossier.objects.select_related("eleve", "campagne__etablissement").get(
        pk=martin.dossier.pk
    )


def test_une_reponse_n_est_ni_une_difference_ni_une_valeur_au_journal(martin, photo):
    repondre(martin.dossier, {photo.pk: "oui"}, par=martin.mere)
    assert not examiner_un(relu(martin)).attend_le_college
    (trace,) = Trace.objects.all()
    assert (trace.geste, trace.champ, trace.avant, trace.apres) == ("repondre", "", None, None)


def test_un_accord_attend_la_signature(martin, photo):
    repondre(martin.dossier, {photo.pk: "oui"}, par=martin.mere)
    assert vaut(martin, photo) == ""
    signer(relu(martin), par=martin.mere)
    assert vaut(martin, photo) == "oui"


def test_le_refus_d_un_seul_l_emporte_et_se_retire(martin, photo):
    for personne, reponse in ((martin.mere, "oui"), (martin.pere, "non")):
        repondre(martin.dossier, {photo.pk: reponse}, par=personne)
        signer(relu(martin), par=personne)
    assert vaut(martin, photo) == "non"
    repondre(martin.dossier, {photo.pk: "oui"}, par=martin.pere)
    assert vaut(martin, photo) == "non"
    signer(relu(martin), par=martin.pere)
    assert vaut(martin, photo) == "oui"


def test_repondre_apres_avoir_signe_redemande_une_signature(martin, photo):
    premiere = signer(relu(martin), par=martin.mere)
    assert relu(martin).etat == Etat.VALIDE
    repondre(martin.dossier, {photo.pk: "non"}, par=martin.mere)
    seconde = signer(relu(martin), par=martin.mere)
    assert seconde != premiere
    assert seconde.empreinte != premiere.empreinte
    assert relu(martin).etat == Etat.VALIDE


def test_une_question_se_pose_d_apres_la_formation_de_la_rentree(martin):
    QuestionFactory(campagne=martin.campagne, codes_mef=["10210001110"])
    FormationSuivante.objects.create(
        campagne=martin.campagne, code_mef=MEF_5E, code_mef_suivant="10210001110"
    )
    assert questions_posees(relu(martin), martin.mere) == []
    Campagne.objects.update(mef_de_la_rentree=False)
    assert len(questions_posees(relu(martin), martin.mere)) == 1


def test_redire_la_meme_chose_n_ecrit_rien(martin, photo):
    repondre(martin.dossier, {photo.pk: "oui"}, par=martin.mere)
    assert repondre(martin.dossier, {photo.pk: "oui"}, par=martin.mere) == 0
    assert Trace.objects.count() == 1


def test_chacun_n_ecrit_que_sa_reponse(martin, photo):
    repondre(martin.dossier, {photo.pk: "oui"}, par=martin.mere)
    repondre(martin.dossier, {photo.pk: "non"}, par=martin.pere)
    assert dict(Reponse.objects.values_list("personne", "valeur")) == {
        martin.mere.pk: "oui",
        martin.pere.pk: "non",
    }


def test_on_ne_repond_ni_chez_un_autre_ni_apres_la_fermeture(martin, photo):
    with pytest.raises(GesteRefuse):
        repondre(martin.dossier, {photo.pk: "oui"}, par=famille_diallo(martin.campagne).mere)
    Campagne.objects.update(ferme_le="2026-01-01")
    with pytest.raises(CampagneFermee):
        repondre(relu(martin), {photo.pk: "oui"}, par=martin.mere)
    assert not Reponse.objects.exists()


def test_une_question_obligatoire_sans_reponse_empeche_de_signer(martin):
    question = QuestionFactory(
        campagne=martin.campagne, intitule="Quel car ?", choix=["A", "B"], obligatoire=True
    )
    with pytest.raises(DossierIncomplet) as refus:
        signer(relu(martin), par=martin.mere)
    assert [(m.etape, m.message) for m in refus.value.manques] == [
        ("questions", "Il manque une réponse\N{NO-BREAK SPACE}: Quel car ?.")
    ]
    repondre(martin.dossier, {question.pk: "A"}, par=martin.mere)
    signer(relu(martin), par=martin.mere)


def test_une_suite_obligatoire_n_est_due_que_si_elle_se_pose(martin):
    car = QuestionFactory(campagne=martin.campagne, intitule="Prend-il le car ?")
    ligne = QuestionFactory(
        campagne=martin.campagne,
        sorte="texte",
        si_question=car,
        si_reponse="oui",
        obligatoire=True,
        rang=1,
    )
    signer(relu(martin), par=martin.mere)
    repondre(martin.dossier, {car.pk: "oui"}, par=martin.mere)
    with pytest.raises(DossierIncomplet):
        signer(relu(martin), par=martin.mere)
    repondre(martin.dossier, {car.pk: "oui", ligne.pk: "12"}, par=martin.mere)
    signer(relu(martin), par=martin.mere)
    # Plus de car : le numéro de la ligne ne se garde pas.
    repondre(martin.dossier, {car.pk: "non", ligne.pk: "12"}, par=martin.mere)
    assert list(Reponse.objects.values_list("question", flat=True)) == [car.pk]


def test_ce_que_la_campagne_ne_demande_a_personne_n_est_pas_du(martin):
    QuestionFactory(campagne=martin.campagne, obligatoire=True)
    Campagne.objects.update(blocs={"questions": "personne"})
    signer(relu(martin), par=martin.mere)


@pytest.mark.parametrize("sorte", ["texte", "date", "commune"])
def test_la_reponse_libre_d_un_autre_n_est_jamais_chargee(martin, sorte):
    question = QuestionFactory(campagne=martin.campagne, sorte=sorte)
    ReponseFactory(dossier=martin.dossier, question=question, personne=martin.pere, valeur="SECRET")
    (posee,) = questions_posees(relu(martin), martin.mere)
    assert "SECRET" not in repr(posee)
    assert [dite.personne for dite in posee.autres] == [martin.pere.pk]


@pytest.fixture
def an_dernier(martin, photo):
    """L'an dernier : le père avait refusé la photo, la mère l'avait permise."""
    campagne = CampagneFactory(etablissement=martin.campagne.etablissement, annee=2025)
    dossier = DossierFactory(campagne=campagne, eleve=martin.dossier.eleve)
    question = QuestionFactory(campagne=campagne, nature="image")
    for personne, valeur in ((martin.mere, "oui"), (martin.pere, "non")):
        ReponseFactory(dossier=dossier, question=question, personne=personne, valeur=valeur)
    photo.copie_de = question
    photo.obligatoire = True
    photo.save()


def test_la_reponse_de_l_an_dernier_se_confirme_en_signant(martin, photo, an_dernier):
    (posee,) = questions_posees(relu(martin), martin.mere)
    assert (posee.valeur, posee.reprise) == ("oui", True)
    signer(relu(martin), par=martin.mere)
    assert Reponse.objects.get(question=photo, personne=martin.mere).signee == "oui"


def test_le_refus_de_l_an_dernier_d_un_autre_reste_un_refus(martin, photo, an_dernier):
    signer(relu(martin), par=martin.mere)
    assert vaut(martin, photo) == "non"


def test_un_choix_que_le_college_n_a_plus_ne_se_reprend_pas(martin, an_dernier, photo):
    Reponse.objects.update(signee="peut-être")
    (posee,) = questions_posees(relu(martin), martin.mere)
    assert posee.manque
