"""Revenir sur des validations faites d'un coup : celles à qui rien n'est arrivé, elles seules."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from dossiersco.dossiers import actions, decisions, lots
from dossiersco.dossiers.models import Annonce, Dossier, Lot, Trace
from dossiersco.espace_agent.tests.donnees import (
    client_de,
    creer_agent,
    creer_dossier,
    creer_personne,
    dire_de_l_eleve,
    dossier_a_traiter,
    relire,
    responsables,
)
from dossiersco.espace_agent.tests.test_lots import annuler, faire, propose_d_annuler, voir


@pytest.fixture(autouse=True)
def patience(settings):
    settings.DELAI_ANNONCES = 10
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def deux_freres(campagne, **du_cadet):
    """Leur mère a changé son téléphone ; du cadet, elle a dit aussi ce qu'on lui donne."""
    mere = creer_personne(campagne)
    aine, cadet = creer_dossier(campagne, mere, prenom="Ana"), creer_dossier(campagne, mere)
    actions.modifier(aine, mere, {"tel_portable": "0639980002"}, par=mere)
    actions.modifier(cadet, cadet.eleve, du_cadet, par=mere)
    for dossier in (aine, cadet):
        actions.signer(dossier, par=mere)
    return aine, cadet


def test_des_validations_s_annulent_d_un_coup(secretaire, campagne):
    dossiers = [dossier_a_traiter(campagne) for _ in range(3)]
    envois = {dossier.transmis_le for dossier in dossiers}
    assert "dans 10 minutes" in voir(secretaire, "valider", *dossiers).content.decode()
    faire(secretaire, "valider", *dossiers)
    assert propose_d_annuler(secretaire)
    assert annuler(secretaire) == ["Annulé pour 3 dossiers."]
    relus = [relire(dossier) for dossier in dossiers]
    assert {(relu.etat, relu.valide_le) for relu in relus} == {("transmis", None)}
    assert {relu.transmis_le for relu in relus} == envois
    assert not Annonce.objects.exists()
    assert not propose_d_annuler(secretaire)


def test_annuler_deux_fois_n_annule_qu_une_fois(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    faire(secretaire, "valider", dossier)
    annuler(secretaire)
    faits = Trace.objects.count()
    assert annuler(secretaire) == ["Ce geste a déjà été annulé."]
    assert Trace.objects.count() == faits
    assert relire(dossier).etat == "transmis"


def test_seuls_reviennent_les_dossiers_a_qui_rien_n_est_arrive(secretaire, campagne):
    """L'un a bougé, la famille d'un autre est prévenue : les deux restent, et on le dit."""
    rendu, bouge, dit = (dossier_a_traiter(campagne) for _ in range(3))
    faire(secretaire, "valider", rendu, bouge, dit)
    dire_de_l_eleve(bouge, responsables(bouge)[0], nom_usage="DIALLO")
    Annonce.objects.filter(dossier=dit).update(postee_le=timezone.now())
    annule, *restent = annuler(secretaire)
    assert annule == "Annulé pour 1 dossier."
    assert relire(rendu).etat == "transmis"
    assert relire(dit).etat == "valide"
    assert not Trace.objects.filter(dossier__in=(bouge, dit), geste="annuler").exists()
    assert "Ce dossier a changé" in restent[0]
    assert "La famille est déjà prévenue" in restent[1]
    assert len(restent) == 2


@pytest.mark.parametrize("du_cadet", [{}, {"nom_usage": "DIALLO"}], ids=["ensemble", "l-un-apres"])
def test_des_freres_valides_dans_un_lot_reviennent_tous_les_deux(secretaire, campagne, du_cadet):
    aine, cadet = deux_freres(campagne, **du_cadet)
    faire(secretaire, "valider", aine, cadet)
    assert {relire(aine).etat, relire(cadet).etat} == {"valide"}
    assert annuler(secretaire) == ["Annulé pour 2 dossiers."]
    assert {relire(aine).etat, relire(cadet).etat} == {"transmis"}


def test_un_collegue_ne_revient_pas_sur_mes_validations(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    faire(secretaire, "valider", dossier)
    collegue = client_de(creer_agent(campagne), Client())
    assert not propose_d_annuler(collegue)
    (refus,) = annuler(collegue)
    assert "Seul l’agent qui a validé" in refus
    assert relire(dossier).etat == "valide"


def test_apres_dix_minutes_un_lot_valide_ne_se_propose_plus(secretaire, campagne):
    faire(secretaire, "valider", dossier_a_traiter(campagne))
    Lot.objects.update(le=timezone.now() - timedelta(minutes=10, seconds=1))
    assert not propose_d_annuler(secretaire)


def test_un_dossier_valide_par_un_collegue_n_est_pas_de_mon_lot(campagne, agent):
    """Entre la lecture et le geste : il est passé, et mon lot ne saurait pas l'annuler."""
    mien, sien = dossier_a_traiter(campagne), dossier_a_traiter(campagne)
    tous = Dossier.objects.filter(campagne=campagne)
    vus = {prevu.dossier.pk: prevu.vu for prevu in lots.prevoir(tous, "valider")}
    prevoir = lots.prevoir

    def puis_un_collegue_valide(*quoi):
        prevus = prevoir(*quoi)
        lu = relire(sien)
        decisions.valider(lu, empreinte=vus[lu.pk], par=creer_agent(campagne))
        return prevus

    with patch.object(lots, "prevoir", puis_un_collegue_valide):
        bilan = lots.faire(campagne, tous, "valider", "", vus, par=agent)
    assert bilan.lot.lignes.keys() == {str(mien.pk)}
    assert [dossier for dossier, _ in bilan.passes] == [sien]
