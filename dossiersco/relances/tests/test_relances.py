"""Qui est relancé, par quoi, une seule fois."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from dossiersco.comptes.backends import ParCodeAcces
from dossiersco.dossiers import decisions, foyer
from dossiersco.dossiers.actions import modifier
from dossiersco.dossiers.invitations import inviter
from dossiersco.dossiers.models import Rattachement
from dossiersco.espace_agent.tests.donnees import (
    creer_agent,
    creer_campagne,
    creer_dossier,
    creer_personne,
    dire,
    relire,
    responsables,
)
from dossiersco.messagerie.models import Message
from dossiersco.papier.models import Tirage
from dossiersco.relances import actions, reglages, tasks
from dossiersco.relances.models import Relance
from dossiersco.relances.suivi import Raison, a_relancer, prevoir

SMS = {"MEL": "", "ACCEPTE_SMS": "1"}
RIEN = {"MEL": "", "TEL_PORTABLE": ""}


@pytest.fixture
def campagne(db):
    campagne = creer_campagne()
    campagne.ouverte_le = timezone.now() - timedelta(days=10)
    campagne.save()
    return campagne


@pytest.fixture
def agent(campagne):
    return creer_agent(campagne)


def invitee(campagne, **valeurs):
    """Une famille d'un enfant, invitée, jamais venue."""
    dossier = creer_dossier(campagne, creer_personne(campagne, **valeurs))
    inviter(campagne)
    return dossier


def venir(personne, il_y_a):
    compte = Rattachement.objects.get(personne=personne).compte
    compte.last_login = timezone.now() - il_y_a
    compte.save()


def raisons(campagne):
    return [vise.raison for vise in a_relancer(campagne)]


def test_jamais_ouvert(campagne):
    invitee(campagne)
    assert raisons(campagne) == [Raison.JAMAIS_OUVERT]


def test_ouvert_l_an_dernier_n_est_pas_ouvert(campagne):
    dossier = invitee(campagne)
    venir(responsables(dossier)[0], timedelta(days=300))
    assert raisons(campagne) == [Raison.JAMAIS_OUVERT]


def test_ouvert_pas_signe(campagne):
    dossier = invitee(campagne)
    venir(responsables(dossier)[0], timedelta(days=3))
    assert raisons(campagne) == [Raison.PAS_FINI]


def test_modifie_depuis_son_envoi(campagne):
    dossier = invitee(campagne)
    mere = responsables(dossier)[0]
    dire(dossier, mere, tel_portable="0639980002")
    modifier(relire(dossier), mere, {"tel_portable": "0639980003"}, par=mere)
    assert raisons(campagne) == [Raison.PAS_FINI]


def test_une_correction_attendue_passe_devant(campagne, agent):
    mere = creer_personne(campagne)
    aine, cadet = creer_dossier(campagne, mere), creer_dossier(campagne, mere)
    inviter(campagne)
    decisions.demander_correction(
        dire(aine, mere, tel_portable="0639980002"), message="Un RIB ?", par=agent
    )
    (vise,) = a_relancer(campagne)
    assert vise.raison == Raison.CORRIGER
    assert set(vise.dossiers) == {aine.pk, cadet.pk}


def test_qui_a_fini_n_est_pas_relance(campagne):
    dossier = invitee(campagne)
    dire(dossier, responsables(dossier)[0], tel_portable="0639980002")
    valide = invitee(campagne)
    dire(valide, responsables(valide)[0])
    assert raisons(campagne) == []


def test_l_autre_parent_n_est_relance_que_si_sa_signature_manque(campagne):
    dossier = creer_dossier(campagne, creer_personne(campagne), creer_personne(campagne))
    inviter(campagne)
    campagne.signatures_requises = 2
    campagne.save()
    dire(dossier, responsables(dossier)[0])
    assert [v.personne for v in a_relancer(campagne)] == [responsables(dossier)[1]]
    campagne.signatures_requises = 1
    assert raisons(campagne) == []


def test_ni_un_parti_ni_pas_responsable_ni_un_contact_ni_le_voisin(campagne):
    parti = invitee(campagne).eleve
    parti.absent_depuis = timezone.localdate()
    parti.save()
    declinee = invitee(campagne)
    foyer.demander(declinee, "pas_responsable", {}, par=responsables(declinee)[0])
    contact = invitee(campagne)
    contact.eleve.responsables.update(niveau_responsabilite="3")
    invitee(creer_campagne("0590182C"))
    assert raisons(campagne) == []


def test_qui_n_est_pas_invite_attend_d_abord_son_invitation(campagne):
    creer_dossier(campagne)
    assert raisons(campagne) == []


def test_qui_est_venu_depuis_hier_n_est_pas_interrompu(campagne):
    dossier = invitee(campagne)
    venir(responsables(dossier)[0], timedelta(hours=3))
    assert raisons(campagne) == []


def test_ce_qui_est_annonce_est_ce_qui_part(campagne, agent, settings):
    settings.PRIX_SMS_CENTIMES = 6
    for moyen in ({}, SMS, SMS, RIEN):
        invitee(campagne, **moyen)
    prevision = prevoir(campagne)
    assert (prevision.mels, prevision.sms, prevision.lettres) == (1, 2, 1)
    assert prevision.centimes == 12
    bilan = actions.relancer(campagne, par=agent)
    assert (bilan.mels, bilan.sms, bilan.lettres) == (1, 2, 1)
    assert Message.objects.filter(gabarit__startswith="relance").count() == 3
    assert Tirage.objects.get().sorte == "rappels"


def test_personne_n_est_relance_deux_fois_en_sept_jours(campagne, agent):
    for moyen in ({}, SMS, RIEN):
        invitee(campagne, **moyen)
    actions.relancer(campagne, par=agent)
    actions.relancer(campagne, par=agent)
    assert Relance.objects.count() == 3
    Relance.objects.update(le=timezone.now() - timedelta(days=8))
    actions.relancer(campagne, par=agent)
    assert sorted(Relance.objects.values_list("numero", flat=True)) == [1, 1, 1, 2, 2, 2]


def test_le_lien_du_rappel_ouvre_et_remplace_l_ancien(
    campagne, agent, settings, django_capture_on_commit_callbacks
):
    creer_dossier(campagne)
    (ancien,) = inviter(campagne).codes.values()
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        actions.relancer(campagne, par=agent)
    corps = mail.outbox[-1].body
    neuf = corps.split("taper votre code\u00a0: ")[1][:14]
    assert ParCodeAcces().authenticate(None, code_acces=neuf)
    assert ParCodeAcces().authenticate(None, code_acces=ancien) is None
    assert neuf not in Message.objects.get(gabarit="relance_mel").corps


def test_une_campagne_fermee_ne_relance_pas(campagne, agent):
    invitee(campagne)
    campagne.ferme_le = timezone.localdate() - timedelta(days=1)
    campagne.save()
    with pytest.raises(actions.RelanceRefusee):
        actions.relancer(campagne, par=agent)
    assert not Relance.objects.exists()


@pytest.mark.parametrize("nombre", [1, 7])
def test_le_nombre_de_lectures_ne_suit_pas_les_familles(
    nombre, campagne, django_assert_num_queries
):
    for _ in range(nombre):
        invitee(campagne)
    with django_assert_num_queries(1):
        prevoir(campagne)


class TestDOffice:
    @pytest.fixture(autouse=True)
    def dans_dix_jours(self, campagne, settings):
        settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
        campagne.ferme_le = timezone.localdate() + timedelta(days=10)
        campagne.save()

    def attendre(self, campagne, jours):
        """Le dernier jour se rapproche : comme si ce nombre de jours avait passé."""
        campagne.ferme_le -= timedelta(days=jours)
        campagne.save()
        reglage = campagne.relances_automatiques
        reglage.refresh_from_db()
        reglage.depuis -= timedelta(days=jours)
        reglage.save()

    def test_rien_ne_part_sans_que_le_college_le_veuille(self, campagne):
        invitee(campagne)
        reglages.regler_les_jours(campagne, [])
        tasks.veiller_aux_relances.call()
        assert not Relance.objects.exists()
        veilles = DBTaskResult.objects.filter(task_path__contains="veiller_aux_relances")
        assert not veilles.exists()

    def test_le_jour_venu_courriels_et_sms_partent_mais_aucune_lettre(self, campagne):
        for moyen in ({}, SMS, RIEN):
            invitee(campagne, **moyen)
        reglages.regler_les_jours(campagne, [7])
        assert actions.relancer_si_c_est_le_jour(campagne) is None
        self.attendre(campagne, 3)
        assert actions.relancer_si_c_est_le_jour(campagne).mels == 1
        assert set(Relance.objects.values_list("canal", "par_agent")) == {
            ("mel", None),
            ("sms", None),
        }
        assert not Tirage.objects.exists()

    def test_un_jour_manque_se_rattrape_une_seule_fois(self, campagne):
        invitee(campagne)
        reglages.regler_les_jours(campagne, [7])
        self.attendre(campagne, 5)
        assert actions.relancer_si_c_est_le_jour(campagne).mels == 1
        Relance.objects.update(le=timezone.now() - timedelta(days=8))
        assert actions.relancer_si_c_est_le_jour(campagne) is None

    def test_un_jour_deja_passe_en_le_choisissant_n_envoie_rien(self, campagne):
        invitee(campagne)
        reglages.regler_les_jours(campagne, [14])
        assert actions.relancer_si_c_est_le_jour(campagne) is None

    def test_chaque_matin_se_reprogramme_une_seule_fois(self, campagne):
        reglages.regler_les_jours(campagne, [7])
        reglages.regler_les_jours(campagne, [7, 2])
        (veille,) = DBTaskResult.objects.filter(task_path__contains="veiller_aux_relances")
        assert veille.run_after > datetime.now(UTC)
        DBTaskResult.objects.update(status="SUCCESSFUL")
        tasks.veiller_aux_relances.call()
        assert DBTaskResult.objects.filter(status="READY").count() == 1
