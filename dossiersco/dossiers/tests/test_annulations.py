"""Revenir sur une décision : tout revient, sauf si la famille sait déjà."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from dossiersco.dossiers import courriers, decisions
from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.annulations import annuler, revocables
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.models import Annonce
from dossiersco.dossiers.refus import DossierAChange, GesteRefuse
from dossiersco.espace_agent.tests.donnees import (
    creer_agent,
    creer_campagne,
    creer_dossier,
    creer_personne,
    deposer,
    dire,
    dire_de_l_eleve,
    relire,
    responsables,
)
from dossiersco.messagerie.models import Message
from dossiersco.pieces import actions as pieces
from dossiersco.pieces import annulations as annulations_pieces

pytestmark = pytest.mark.django_db
NOUVEAU = "0639980002"


@pytest.fixture(autouse=True)
def patience(settings):
    settings.DELAI_ANNONCES = 10
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def agent():
    agent = creer_agent(creer_campagne())
    agent.lot = uuid4()
    return agent


@pytest.fixture
def campagne(agent):
    return agent.etablissement.campagnes.get()


@pytest.fixture
def dossier(campagne):
    mere = creer_personne(campagne)
    return dire(creer_dossier(campagne, mere), mere, tel_portable=NOUVEAU)


def clefs(dossier):
    return [n.changement.clef for n in examiner_un(relire(dossier)).nouveautes]


def valider(dossier, agent):
    decisions.valider(dossier, empreinte=examiner_un(dossier).empreinte, par=agent)


def test_une_validation_annulee_revient_a_sa_place_dans_la_file(dossier, agent):
    envoi = dossier.transmis_le
    avant = clefs(dossier)
    valider(dossier, agent)
    annuler(agent.lot, par=agent)
    relu = relire(dossier)
    assert (relu.etat, relu.transmis_le, relu.valide_le) == (Etat.TRANSMIS, envoi, None)
    assert clefs(dossier) == avant
    assert examiner_un(relu).acceptes == []


def test_un_refus_annule_rend_sa_valeur_a_la_famille(dossier, agent):
    mere = responsables(dossier)[0]
    (clef,) = clefs(dossier)
    decisions.refuser(dossier, clef, motif="Non", par=agent)
    annuler(agent.lot, par=agent)
    mere.refresh_from_db()
    assert mere.tel_portable == NOUVEAU
    assert clefs(dossier) == [clef]


def test_une_correction_annulee_n_ecrit_a_personne(dossier, agent):
    decisions.demander_correction(dossier, message="Vérifiez.", par=agent)
    annuler(agent.lot, par=agent)
    assert (relire(dossier).etat, relire(dossier).demande) == (Etat.TRANSMIS, "")
    assert not Annonce.objects.exists()


def test_un_desaccord_tranche_redevient_un_desaccord(campagne, agent):
    mere, pere = creer_personne(campagne), creer_personne(campagne)
    dossier = creer_dossier(campagne, mere, pere)
    for personne, regime in ((mere, "21"), (pere, "22")):
        dire_de_l_eleve(relire(dossier), personne, code_regime=regime)
    (clef,) = clefs(dossier)
    decisions.trancher(relire(dossier), clef, "21", par=agent)
    assert not examiner_un(relire(dossier)).en_desaccord
    annuler(agent.lot, par=agent)
    assert examiner_un(relire(dossier)).en_desaccord


def test_un_document_decide_redevient_a_regarder(dossier, agent):
    piece = deposer(dossier, responsables(dossier)[0])
    pieces.refuser(piece, motif="Flou", par=agent)
    annulations_pieces.annuler(agent.lot, par=agent)
    piece.refresh_from_db()
    assert (piece.etat, piece.motif) == ("recue", "")


def test_le_frere_valide_du_meme_coup_revient_aussi(campagne, agent):
    mere = creer_personne(campagne)
    aine, cadet = creer_dossier(campagne, mere), creer_dossier(campagne, mere, prenom="Zoé")
    dire(aine, mere, tel_portable=NOUVEAU)
    signer(relire(cadet), par=mere)
    valider(relire(aine), agent)
    assert relire(cadet).etat == Etat.VALIDE
    annuler(agent.lot, par=agent)
    assert (relire(aine).etat, relire(cadet).etat) == (Etat.TRANSMIS, Etat.TRANSMIS)


def test_on_n_annule_pas_deux_fois(dossier, agent):
    valider(dossier, agent)
    annuler(agent.lot, par=agent)
    with pytest.raises(GesteRefuse, match="plus rien"):
        annuler(agent.lot, par=agent)


def test_on_n_annule_pas_la_decision_d_un_collegue(dossier, agent, campagne):
    valider(dossier, agent)
    with pytest.raises(GesteRefuse, match="plus rien"):
        annuler(agent.lot, par=creer_agent(campagne))


def test_une_famille_prevenue_ne_peut_plus_l_ignorer(dossier, agent):
    valider(dossier, agent)
    Annonce.objects.update(cree_le=timezone.now() - timedelta(minutes=10))
    courriers.poster_les_mures()
    with pytest.raises(GesteRefuse, match="prévenue"):
        annuler(agent.lot, par=agent)


def test_apres_dix_minutes_il_faut_rouvrir(dossier, agent, monkeypatch):
    valider(dossier, agent)
    plus_tard = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr(timezone, "now", lambda: plus_tard)
    with pytest.raises(GesteRefuse, match="dix minutes"):
        annuler(agent.lot, par=agent)


def test_si_la_famille_a_ecrit_depuis_rien_ne_bouge(dossier, agent):
    mere = responsables(dossier)[0]
    valider(dossier, agent)
    modifier(relire(dossier), mere, {"mel": "autre@exemple.fr"}, par=mere)
    with pytest.raises(DossierAChange):
        annuler(agent.lot, par=agent)
    assert relire(dossier).etat == Etat.VALIDE


def test_la_derniere_decision_est_celle_de_l_agent(dossier, agent, campagne):
    assert not revocables(agent)
    valider(dossier, agent)
    assert revocables(agent)[0].lot == agent.lot
    assert not revocables(creer_agent(campagne))
    annuler(agent.lot, par=agent)
    assert not revocables(agent)


def test_deux_decisions_ne_font_qu_un_message(campagne, agent):
    mere = creer_personne(campagne, MEL="mere@exemple.fr")
    dossiers = [creer_dossier(campagne, mere, prenom=prenom) for prenom in ("Awa", "Zoé")]
    for dossier in dossiers:
        dire_de_l_eleve(dossier, mere, code_regime="21")
        decisions.demander_correction(relire(dossier), message="Vérifiez.", par=agent)
    assert courriers.poster_les_mures() is not None
    avant = Message.objects.exclude(gabarit__startswith="recu").count()
    Annonce.objects.update(cree_le=timezone.now() - timedelta(minutes=10))
    assert courriers.poster_les_mures() is None
    (message,) = Message.objects.exclude(gabarit__startswith="recu")[avant:]
    assert message.gabarit == "plusieurs_nouvelles"
    assert "Awa" in message.corps and "Zoé" in message.corps
    assert f"/famille/dossier/{dossiers[0].pk}/" in message.corps
    assert mail.outbox == []


def test_une_seule_decision_garde_son_propre_message(dossier, agent):
    valider(dossier, agent)
    Annonce.objects.update(cree_le=timezone.now() - timedelta(minutes=10))
    courriers.poster_les_mures()
    assert Message.objects.filter(gabarit="dossier_valide").count() == 1


def test_poster_deux_fois_n_ecrit_qu_une_fois(dossier, agent):
    valider(dossier, agent)
    Annonce.objects.update(cree_le=timezone.now() - timedelta(minutes=10))
    courriers.poster_les_mures()
    courriers.poster_les_mures()
    assert Message.objects.filter(gabarit="dossier_valide").count() == 1
