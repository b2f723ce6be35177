"""Ce qui s'efface, et quand."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from dossiersco.campagnes import conservation
from dossiersco.campagnes.conservation import CONSERVATION, Depuis, Sorte
from dossiersco.campagnes.tests.vies import fichiers, il_y_a, vivre
from dossiersco.comptes.models import CodeAcces, Compte, Reunion
from dossiersco.dossiers.brouillons import Brouillon
from dossiersco.dossiers.models import (
    Avis,
    Confirmation,
    Delegation,
    DemandeFamille,
    Dossier,
    Eleve,
    Personne,
    Rattachement,
    Signature,
    Trace,
)
from dossiersco.dossiers.tests.factories import (
    AgentFactory,
    CampagneFactory,
    CompteFactory,
    DossierFactory,
    ReponseFactory,
    SignatureFactory,
    donner_compte,
    famille_diallo,
    famille_martin,
)
from dossiersco.echanges.models import ChangementEnvoye, Import, Retour
from dossiersco.messagerie.models import Message
from dossiersco.pieces.models import PieceJointe
from dossiersco.pieces.tests.factories import PieceAttendueFactory
from dossiersco.relances.models import Relance
from dossiersco.socle.dates import plus_des_mois

pytestmark = pytest.mark.django_db


# Quand


@pytest.mark.parametrize("fuseau", ["Europe/Paris", "Indian/Reunion"])
@pytest.mark.parametrize("sorte", [Sorte.NON_COMMENCES, Sorte.DOSSIERS])
def test_le_terme_se_compte_en_mois_depuis_le_dernier_jour_du_college(
    effacer_tout, finie, sorte, fuseau
):
    finie.etablissement.fuseau = fuseau
    finie.etablissement.save()
    dossier = DossierFactory(campagne=finie)
    if sorte is Sorte.DOSSIERS:
        SignatureFactory(dossier=dossier)
    terme = plus_des_mois(finie.fin_du_dernier_jour(finie.ferme_le), CONSERVATION[sorte].mois)
    effacer_tout(terme)
    assert Dossier.objects.exists()
    effacer_tout(terme + timedelta(seconds=1))
    assert not Dossier.objects.exists()


@pytest.mark.parametrize("dans", [0, 3650])
def test_une_campagne_sans_dernier_jour_n_est_jamais_finie(effacer_tout, dans):
    vivre(famille_martin(CampagneFactory(ferme_le=None, ouverte_le=il_y_a(3000))))
    avant = Dossier.objects.count(), PieceJointe.objects.count(), Retour.objects.count()
    effacer_tout(timezone.now() + timedelta(days=dans))
    assert (Dossier.objects.count(), PieceJointe.objects.count(), Retour.objects.count()) == avant


def test_l_annee_bissextile_ne_decale_rien():
    assert plus_des_mois(datetime(2028, 2, 29, tzinfo=UTC), 12) == datetime(2029, 2, 28, tzinfo=UTC)
    assert plus_des_mois(datetime(2026, 1, 31, tzinfo=UTC), -2) == datetime(
        2025, 11, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "commencer",
    [
        lambda d, p: SignatureFactory(dossier=d, personne=p),
        lambda d, p: Trace.objects.create(dossier=d, geste="deposer"),
        lambda d, p: ReponseFactory(dossier=d, personne=p, question__campagne=d.campagne),
        lambda d, p: Brouillon.objects.create(dossier=d, personne=p, etape="moi", page="1"),
        lambda d, p: DemandeFamille.objects.create(dossier=d, par_personne=p, sorte="tiers"),
        lambda d, p: Confirmation.objects.create(campagne=d.campagne, personne=p, bloc="moi"),
        lambda d, p: Dossier.objects.filter(pk=d.pk).update(etat="valide"),
    ],
)
def test_un_dossier_commence_se_garde_un_an(effacer_tout, finie, commencer):
    finie.ferme_le = timezone.localdate() - timedelta(days=100)
    finie.save()
    commence, autre = famille_martin(finie), famille_diallo(finie)
    commencer(commence.dossier, commence.mere)
    # Ce que le collège ou SIECLE écrit seul n'est pas un commencement.
    Trace.objects.create(dossier=autre.dossier, geste="changer", champ="mel", personne=autre.mere)
    compte = effacer_tout()
    assert list(Dossier.objects.all()) == [commence.dossier]
    assert compte == {"dossiers jamais commencés": 1, "élèves": 1, "responsables": 1}
    assert set(Personne.objects.all()) == {commence.mere, commence.pere}


# Quoi


def test_tout_ce_qui_est_mort_s_efface_avec_ses_fichiers(effacer_tout, finie):
    avant = fichiers()
    famille = famille_martin(finie)
    compte = donner_compte(famille.mere)
    code = CodeAcces.objects.create(compte=compte, empreinte="a", expire_le=il_y_a(400))
    autre = CodeAcces.objects.create(
        compte=CompteFactory(), empreinte="b", expire_le=timezone.now() + timedelta(days=9)
    )
    Reunion.objects.create(code=autre, autre=code)
    vivre(famille)
    rendu = effacer_tout()
    for modele in (Dossier, Eleve, Personne, Trace, Signature, Delegation, Avis, Confirmation):
        assert not modele.objects.exists(), modele
    for modele in (PieceJointe, Retour, ChangementEnvoye, Import, Relance, Reunion):
        assert not modele.objects.exists(), modele
    assert not Compte.objects.filter(pk=compte.pk).exists()
    assert list(CodeAcces.objects.all()) == [autre]
    assert fichiers() <= avant
    assert rendu == {
        "dossiers": 1,
        "signatures": 1,
        "documents": 1,
        "relances": 1,
        "fichiers pour SIECLE": 1,
        "imports": 1,
        "élèves": 1,
        "responsables": 2,
        "comptes": 1,
        "codes d’accès": 1,
        "réunions": 1,
    }


def test_les_reglages_du_college_restent(effacer_tout, finie):
    attendue = PieceAttendueFactory(campagne=finie)
    vivre(famille_martin(finie))
    effacer_tout()
    finie.refresh_from_db()
    assert attendue in finie.pieces_attendues.all() and finie.questions.exists()


def test_un_message_se_garde_un_an(effacer_tout):
    for cle, jours in (("vieux", 370), ("jeune", 360)):
        Message.objects.create(cle=cle, canal="mel", corps="", cree_le=il_y_a(jours))
    assert effacer_tout() == {"messages": 1}
    assert Message.objects.get().cle == "jeune"


def test_un_code_expire_depuis_peu_attend_que_le_dernier_jour_soit_repousse(effacer_tout):
    for empreinte, jours in (("mort", 100), ("dormant", 30)):
        CodeAcces.objects.create(
            compte=CompteFactory(), empreinte=empreinte, expire_le=il_y_a(jours)
        )
    effacer_tout()
    assert CodeAcces.objects.get().empreinte == "dormant"


def test_une_session_expiree_s_efface(effacer_tout):
    for cle, jours in (("morte", 1), ("vive", -1)):
        Session.objects.create(session_key=cle, session_data="", expire_date=il_y_a(jours))
    assert effacer_tout() == {"sessions": 1}
    assert Session.objects.get().session_key == "vive"


def test_un_agent_et_un_operateur_ne_s_effacent_pas(effacer_tout, finie):
    """Même reliés, par erreur, à un responsable qui part."""
    agent = AgentFactory(etablissement=finie.etablissement)
    operateur = Compte.objects.create(est_operateur=True)
    famille = famille_martin(finie)
    Rattachement.objects.create(compte=agent.compte, personne=famille.mere)
    Rattachement.objects.create(compte=operateur, personne=famille.pere)
    effacer_tout()
    assert not Personne.objects.exists()
    assert set(Compte.objects.all()) == {agent.compte, operateur}


def test_chaque_sorte_de_la_table_a_son_geste():
    inscrites = {
        sorte
        for registre in (
            conservation.de_la_campagne,
            conservation.du_college,
            conservation.du_service,
        )
        for sorte, _ in registre
    }
    assert inscrites == set(Sorte) == set(CONSERVATION)
    # Ce qui s'efface avec la campagne a un terme qui part de sa fin.
    for sorte, _ in conservation.de_la_campagne:
        assert CONSERVATION[sorte].depuis is Depuis.FIN
