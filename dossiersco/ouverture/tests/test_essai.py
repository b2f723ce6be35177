"""L'élève d'essai n'est nulle part ailleurs : ni liste, ni retour, ni message, ni décompte."""

import pytest
from django.apps import apps
from django.core import mail
from django.db import models
from django.urls import reverse

from dossiersco.campagnes.models import Campagne, GroupeOptions, Mef, Question, RegleOption
from dossiersco.comptes.models import Compte, LienConnexion
from dossiersco.dossiers import actions
from dossiersco.dossiers.effectifs import par_formation
from dossiersco.dossiers.invitations import inviter, invites, prevoir, sans_moyen
from dossiersco.dossiers.models import Dossier, Eleve, Personne
from dossiersco.dossiers.tests.factories import CampagneFactory, MefFactory, OptionFactory
from dossiersco.echanges.models import Import
from dossiersco.echanges.repetition import base_de, repeter
from dossiersco.echanges.retour import preparer_retour
from dossiersco.espace_agent.tests.donnees import (
    creer_agent,
    creer_campagne,
    creer_dossier,
    deposer,
)
from dossiersco.etablissements.models import Etablissement
from dossiersco.messagerie.models import Message
from dossiersco.ouverture import essai
from dossiersco.ouverture.colleges import page_de_colleges
from dossiersco.pieces.models import PieceAttendue, PieceJointe
from dossiersco.statistiques import chiffres_publics
from dossiersco.statistiques.indicateurs import tableau

pytestmark = pytest.mark.django_db
MEF = "10110001110"


@pytest.fixture
def campagne() -> Campagne:
    campagne = creer_campagne()
    MefFactory(campagne=campagne)
    OptionFactory(campagne=campagne, code_matiere="020700")
    PieceAttendue.objects.create(campagne=campagne, nom="Assurance")
    return campagne


@pytest.fixture
def joue(campagne: Campagne) -> Dossier:
    """Un essai allé jusqu'au bout : un changement, un document, une signature, un avis."""
    essai.essayer(campagne)
    dossier = _dossier_d_essai(campagne)
    (lien,) = dossier.eleve.responsables.select_related("personne")
    personne = lien.personne
    actions.modifier(dossier, personne, {"tel_portable": "0639980009"}, par=personne)
    deposer(dossier, personne)
    actions.signer(dossier, par=personne)
    actions.noter(dossier, note=1, commentaire="", an_prochain="", par=personne)
    return dossier


def _dossier_d_essai(campagne: Campagne) -> Dossier:
    return Dossier.objects.select_related("eleve", "campagne__etablissement").get(
        campagne__etablissement__essai_de=campagne.etablissement
    )


def test_l_agent_ne_le_voit_pas(campagne, joue):
    agent = creer_agent(campagne)
    assert not Dossier.objects.pour_agent(agent).exists()
    assert not Personne.objects.pour_agent(agent).exists()
    assert not PieceJointe.objects.pour_agent(agent).exists()
    assert not Import.objects.pour_agent(agent).exists()


def test_aucun_ecran_du_college_n_en_parle(campagne, joue, client):
    client.force_login(
        creer_agent(campagne).compte, backend="dossiersco.etablissements.backends.ParMotDePasse"
    )
    for ecran in ("file", "dossiers", "tableau", "listes", "invitations", "retour", "repetition"):
        page = client.get(reverse(f"espace_agent:{ecran}")).content.decode()
        assert "Camille" not in page and "Dominique" not in page, ecran


def test_le_retour_et_sa_repetition_ne_le_connaissent_pas(campagne, joue):
    assert base_de(campagne).eleves == {}
    plan = preparer_retour(campagne)
    assert (plan.envoyables, plan.bloques) == ([], [])
    repetee = repeter(campagne, avec_attente=True)
    assert (len(repetee.partants), repetee.en_attente, repetee.autres) == (0, 0, 0)


def test_personne_ne_l_invite(campagne, joue):
    assert (prevoir(campagne).total, invites(campagne), sans_moyen(campagne)) == (0, 0, [])
    assert inviter(campagne).codes == {}


def test_les_nombres_ne_le_comptent_pas(campagne, joue):
    mesures = tableau(campagne)
    assert (mesures.total, mesures.opinion.nombre, mesures.jours) == (0, 0, [])
    assert sum(par_formation(campagne, {}).values()) == 0
    (suivi,) = page_de_colleges()
    assert (suivi.dossiers, suivi.etablissement.pk) == (0, campagne.etablissement_id)


def test_les_chiffres_publics_ne_le_comptent_pas(campagne, joue, monkeypatch):
    monkeypatch.setattr(chiffres_publics, "DOSSIERS_MINIMUM", 0)
    monkeypatch.setattr(chiffres_publics, "FAMILLES_MINIMUM", 1)
    lus = chiffres_publics.chiffres()
    assert (lus.colleges, lus.dossiers, lus.note, lus.minutes) == (0, 0, None, None)


def test_aucun_message_ne_part(campagne, joue):
    assert (Message.objects.count(), mail.outbox) == (0, [])


def test_un_vrai_dossier_a_cote_garde_ses_places(campagne, joue):
    vrai = creer_dossier(campagne)
    assert list(Dossier.objects.filter(campagne=campagne)) == [vrai]


def test_les_reglages_sont_copies_avec_leurs_liens(campagne):
    groupe = GroupeOptions.objects.create(
        campagne=campagne, code_mef=MEF, nom="Ateliers", minimum=0, maximum=1
    )
    RegleOption.objects.create(
        campagne=campagne,
        code_mef=MEF,
        code_matiere="020700",
        code_modalite_elect="F",
        groupe=groupe,
    )
    campagne.champs = {"eleve_mel": "personne"}
    campagne.codes_mef = {"options": [MEF]}
    campagne.save()
    essai.essayer(campagne)
    copie = _dossier_d_essai(campagne).campagne
    assert copie.champs == {"eleve_mel": "personne"}
    assert copie.codes_mef == {"options": [MEF]}
    regle = copie.regles_options.get()
    assert regle.groupe_id != groupe.pk
    assert (regle.groupe.nom, regle.groupe.campagne_id) == ("Ateliers", copie.pk)
    assert list(copie.pieces_attendues.values_list("nom", flat=True)) == ["Assurance"]


def test_une_question_et_ce_qui_en_depend_citent_les_copies(campagne):
    passee = Question.objects.create(
        campagne=CampagneFactory(etablissement=campagne.etablissement, annee=campagne.annee - 1),
        intitule="Avez-vous un ordinateur ?",
    )
    source = Question.objects.create(
        campagne=campagne, intitule="Avez-vous un ordinateur ?", copie_de=passee
    )
    Question.objects.create(
        campagne=campagne, intitule="Et Internet ?", si_question=source, si_reponse="oui"
    )
    PieceAttendue.objects.update(si_question=source, si_reponse="oui")
    essai.essayer(campagne)
    copie = _dossier_d_essai(campagne).campagne
    premiere, suite = copie.questions.order_by("pk")
    assert (premiere.copie_de, suite.si_question, source.campagne) == (None, premiere, campagne)
    assert copie.pieces_attendues.get().si_question == premiere


def test_recommencer_repart_a_neuf_des_reglages_de_maintenant(campagne, joue):
    Mef.objects.filter(campagne=campagne).update(libelle="5EME NEUVE")
    essai.essayer(campagne)
    neuf = _dossier_d_essai(campagne)
    assert neuf.pk != joue.pk
    assert neuf.campagne.mefs.get().libelle == "5EME NEUVE"
    assert Etablissement.objects.count() == 2


def test_effacer_n_en_laisse_rien(campagne, joue, django_capture_on_commit_callbacks):
    piece = PieceJointe.objects.get()
    nom, stockage = piece.fichier.name, piece.fichier.storage
    with django_capture_on_commit_callbacks(execute=True):
        essai.effacer(campagne.etablissement)
    assert not stockage.exists(nom)
    for modele in (Eleve, Personne, Dossier, Compte, LienConnexion, PieceJointe):
        assert not modele.objects.exists(), modele
    assert list(Etablissement.objects.all()) == [campagne.etablissement]
    assert campagne.mefs.exists()


def test_effacer_sans_essai_ne_touche_a_rien(campagne):
    creer_dossier(campagne)
    essai.effacer(campagne.etablissement)
    assert Dossier.objects.count() == 1


def test_le_lien_entre_une_fois_dans_l_espace_famille(campagne, client):
    adresse = reverse("espace_famille:entrer", args=[essai.essayer(campagne)])
    reponse = client.post(adresse, follow=True)
    assert "Ceci est un essai" in reponse.content.decode()
    client.logout()
    assert client.post(adresse).url == reverse("espace_famille:lien")


def test_on_essaie_avant_d_ouvrir_et_apres_la_fin(campagne, client):
    Campagne.objects.update(ouverte_le=None)
    essai.essayer(campagne)
    assert _dossier_d_essai(campagne).campagne.est_ouverte
    campagne.refresh_from_db()
    assert not campagne.est_ouverte


def test_chaque_dependance_d_une_campagne_est_copiee_ou_ecartee():
    """Un modèle neuf qui dépend d'une campagne : dire s'il est un réglage à copier."""
    dependants = {
        lien.related_model._meta.label
        for lien in Campagne._meta.related_objects
        if isinstance(lien.field, models.ForeignKey) and not lien.field.null
    }
    copies = {modele._meta.label for modele in essai.REGLAGES}
    assert dependants - copies - essai.PAS_COPIES == set()
    assert copies & essai.PAS_COPIES == set()
    assert all(apps.get_model(label) for label in essai.PAS_COPIES)
