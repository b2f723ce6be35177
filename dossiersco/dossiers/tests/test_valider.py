"""Accepter et valider : ce qu'on a lu, une seule fois, et les frères avec."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.decisions import trancher, valider
from dossiersco.dossiers.etats import Etat, PassageInterdit
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.models import Dossier, Trace
from dossiersco.dossiers.refus import DossierAChange, GesteRefuse
from dossiersco.dossiers.tests.factories import (
    AgentFactory,
    CampagneFactory,
    famille_diallo,
    famille_martin,
    relire,
)
from dossiersco.messagerie.models import Message
from dossiersco.pieces.tests.factories import PieceJointeFactory


@pytest.fixture
def famille(db):
    return famille_martin(prenoms=("Léo", "Mia", "Noé"))


@pytest.fixture
def agent(famille):
    return AgentFactory(etablissement=famille.campagne.etablissement)


def dire(dossier, objet, par, **valeurs):
    modifier(relire(dossier), objet, valeurs, par=par)
    signer(relire(dossier), par=par)


def accepter(dossier, agent):
    valider(dossier, empreinte=examiner_un(relire(dossier)).empreinte, par=agent)


def etats(famille):
    return [relire(dossier).etat for dossier in famille.dossiers]


def annonces():
    return list(
        Message.objects.filter(gabarit="dossier_valide").values_list("destinataire", flat=True)
    )


def test_valider_accepte_tout_et_garde_qui_l_a_fait(famille, agent):
    dire(famille.dossier, famille.dossier.eleve, famille.mere, code_regime="0", prenom2="Zoé")
    accepter(famille.dossier, agent)
    examen = examiner_un(relire(famille.dossier))
    assert relire(famille.dossier).etat == Etat.VALIDE
    assert examen.nouveautes == []
    assert sorted(c.champ.nom for c in examen.acceptes) == ["code_regime", "prenom2"]
    assert set(Trace.objects.filter(geste="accepter").values_list("par_agent", flat=True)) == {
        agent.pk
    }


def test_une_empreinte_perimee_ne_valide_rien(famille, agent):
    dire(famille.dossier, famille.dossier.eleve, famille.mere, code_regime="0")
    lue = examiner_un(relire(famille.dossier)).empreinte
    dire(famille.dossier, famille.dossier.eleve, famille.pere, prenom2="Zoé")
    with pytest.raises(DossierAChange):
        valider(famille.dossier, empreinte=lue, par=agent)
    assert relire(famille.dossier).etat == Etat.TRANSMIS
    assert not Trace.objects.filter(geste="accepter").exists()


def test_un_brouillon_ecrit_pendant_la_lecture_n_empeche_pas_de_valider(famille, agent):
    dire(famille.dossier, famille.dossier.eleve, famille.mere, code_regime="0")
    lue = examiner_un(relire(famille.dossier)).empreinte
    modifier(famille.dossier, famille.dossier.eleve, {"code_regime": "21"}, par=famille.pere)
    valider(famille.dossier, empreinte=lue, par=agent)
    (accepte,) = examiner_un(relire(famille.dossier)).acceptes
    assert accepte.apres == "0"


def test_un_desaccord_se_tranche_avant_de_valider(famille, agent):
    dire(famille.dossier, famille.dossier.eleve, famille.mere, code_regime="0")
    dire(famille.dossier, famille.dossier.eleve, famille.pere, code_regime="21")
    with pytest.raises(GesteRefuse, match="tranchez"):
        accepter(famille.dossier, agent)
    (nouveaute,) = examiner_un(relire(famille.dossier)).nouveautes
    trancher(relire(famille.dossier), nouveaute.changement.clef, "0", par=agent)
    accepter(famille.dossier, agent)
    famille.dossier.eleve.refresh_from_db()
    assert famille.dossier.eleve.code_regime == "0"


def test_remettre_la_valeur_de_siecle_contre_l_autre_est_un_desaccord(famille, agent):
    dire(famille.dossier, famille.dossier.eleve, famille.mere, code_regime="0")
    dire(famille.dossier, famille.dossier.eleve, famille.pere, code_regime="24")
    assert relire(famille.dossier).etat == Etat.TRANSMIS
    with pytest.raises(GesteRefuse, match="tranchez"):
        accepter(famille.dossier, agent)
    (nouveaute,) = examiner_un(relire(famille.dossier)).nouveautes
    trancher(relire(famille.dossier), nouveaute.changement.clef, "24", par=agent)
    accepter(famille.dossier, agent)
    assert examiner_un(relire(famille.dossier)).acceptes == []


def test_trancher_pour_la_valeur_en_vigueur_clot_aussi_le_desaccord(famille, agent):
    dire(famille.dossier, famille.dossier.eleve, famille.mere, code_regime="0")
    dire(famille.dossier, famille.dossier.eleve, famille.pere, code_regime="21")
    (nouveaute,) = examiner_un(relire(famille.dossier)).nouveautes
    trancher(relire(famille.dossier), nouveaute.changement.clef, "21", par=agent)
    (apres,) = examiner_un(relire(famille.dossier)).nouveautes
    assert (apres.changement.apres, apres.desaccord) == ("21", ())


def test_un_document_en_attente_se_decide_avant_de_valider(famille, agent):
    PieceJointeFactory(dossier=famille.dossier, personne=famille.mere)
    signer(relire(famille.dossier), par=famille.mere)
    with pytest.raises(GesteRefuse, match="document"):
        accepter(famille.dossier, agent)


def test_on_ne_valide_pas_deux_fois(famille, agent):
    dire(famille.dossier, famille.dossier.eleve, famille.mere, code_regime="0")
    accepter(famille.dossier, agent)
    with pytest.raises(PassageInterdit):
        accepter(famille.dossier, agent)
    assert Trace.objects.filter(geste="valider").count() == len(annonces()) == 1


def test_on_ne_valide_pas_un_dossier_que_personne_n_a_signe(famille, agent):
    with pytest.raises(PassageInterdit):
        accepter(famille.dossier, agent)


def test_accepter_le_telephone_d_un_parent_valide_aussi_les_freres(famille, agent):
    leo, mia, noe = famille.dossiers
    dire(leo, famille.mere, famille.mere, tel_portable="0639980001")
    signer(relire(mia), par=famille.mere)
    dire(noe, noe.eleve, famille.mere, code_regime="0")
    accepter(leo, agent)
    assert etats(famille) == [Etat.VALIDE, Etat.VALIDE, Etat.TRANSMIS]
    assert Trace.objects.filter(geste="valider", dossier=mia, par_agent=agent).exists()


def test_la_famille_apprend_que_les_freres_sont_valides(famille, agent):
    leo, mia, _ = famille.dossiers
    dire(leo, famille.mere, famille.mere, tel_portable="0639980001")
    signer(relire(mia), par=famille.mere)
    accepter(leo, agent)
    objets = Message.objects.filter(gabarit="dossier_valide").values_list("objet", flat=True)
    assert sorted(objets) == ["Dossier validé : Léo MARTIN", "Dossier validé : Mia MARTIN"]


def test_un_dossier_pas_encore_signe_n_est_pas_valide_avec_son_frere(famille, agent):
    leo, *_ = famille.dossiers
    dire(leo, famille.mere, famille.mere, tel_portable="0639980001")
    accepter(leo, agent)
    assert etats(famille) == [Etat.VALIDE, Etat.A_REMPLIR, Etat.A_REMPLIR]


def test_l_annonce_ne_part_qu_a_ceux_qui_ont_signe(famille, agent):
    dire(famille.dossier, famille.dossier.eleve, famille.mere, code_regime="0")
    accepter(famille.dossier, agent)
    assert annonces() == [famille.mere.mel]


def test_un_responsable_devenu_simple_contact_n_est_plus_averti(famille, agent):
    dire(famille.dossier, famille.dossier.eleve, famille.mere, code_regime="0")
    famille.mere.responsables.update(niveau_responsabilite="3")
    accepter(famille.dossier, agent)
    assert annonces() == []


def _valider_ensemble(dossiers, agent, fils):
    """Chaque fil essaie tous les dossiers. Rend (validations, passages refusés)."""
    depart = Barrier(fils)
    empreintes = {d.pk: examiner_un(relire(d)).empreinte for d in dossiers}

    def essayer(rang):
        faits = refuses = 0
        # Un fil sur deux prend la pile par l'autre bout : le pire cas pour les verrous.
        ordre = dossiers if rang % 2 else dossiers[::-1]
        depart.wait()
        for dossier in ordre:
            try:
                valider(dossier, empreinte=empreintes[dossier.pk], par=agent)
                faits += 1
            except (PassageInterdit, DossierAChange):
                refuses += 1
        connection.close()
        return faits, refuses

    with ThreadPoolExecutor(fils) as executeur:
        return [sum(nombres) for nombres in zip(*executeur.map(essayer, range(fils)), strict=True)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_quatre_agents_a_la_fois_ne_valident_chaque_dossier_qu_une_fois():
    campagne = CampagneFactory()
    agent = AgentFactory(etablissement=campagne.etablissement)
    familles = [famille_diallo(campagne) for _ in range(20)]
    for famille in familles:
        dire(famille.dossier, famille.dossier.eleve, famille.mere, code_regime="0")
    dossiers = [famille.dossier for famille in familles]
    assert _valider_ensemble(dossiers, agent, fils=4) == [20, 60]
    assert Trace.objects.filter(geste="valider").count() == 20
    assert Trace.objects.filter(geste="accepter").count() == 20
    assert Message.objects.filter(gabarit="dossier_valide").count() == 20


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_deux_agents_qui_prennent_chacun_un_frere_ne_se_bloquent_pas():
    campagne = CampagneFactory()
    agent = AgentFactory(etablissement=campagne.etablissement)
    for _ in range(8):
        leo, mia = famille_martin(campagne, prenoms=("Léo", "Mia")).dossiers
        mere = leo.eleve.responsables.order_by("rang").first().personne
        dire(leo, mere, mere, tel_portable="0639980001")
        signer(relire(mia), par=mere)
        assert sum(_chacun_le_sien((leo, mia), agent)) == 1
    assert set(Dossier.objects.values_list("etat", flat=True)) == {Etat.VALIDE}
    assert Trace.objects.filter(geste="valider").count() == 16


def _chacun_le_sien(freres, agent):
    """Un fil par frère, au même instant. Rend, pour chacun, s'il a validé."""
    depart = Barrier(len(freres))
    empreintes = {d.pk: examiner_un(relire(d)).empreinte for d in freres}

    def cliquer(dossier):
        depart.wait()
        try:
            valider(dossier, empreinte=empreintes[dossier.pk], par=agent)
        except (PassageInterdit, DossierAChange):
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(freres)) as executeur:
        return list(executeur.map(cliquer, freres))
