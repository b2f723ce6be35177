"""Inviter : chacun une fois, par le moyen qu'il a, et seulement ceux qui agissent."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth import authenticate
from django.core import mail
from django.db import connection

from dossiersco.comptes.codes import ALPHABET
from dossiersco.comptes.models import CodeAcces, Compte
from dossiersco.dossiers.invitations import inviter, remettre_code
from dossiersco.dossiers.tests.factories import (
    CampagneFactory,
    DossierFactory,
    ResponsableFactory,
    college_voisin,
    famille_diallo,
    famille_martin,
)
from dossiersco.messagerie.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def famille():
    return famille_martin(prenoms=("Léo", "Mia"))


class Operateur:
    """Un transporteur de SMS comme en aurait un collège qui a signé un contrat."""

    def envoyer(self, numero, texte):
        """Remis."""


@pytest.fixture
def operateur(settings):
    settings.SMS_BACKEND = f"{__name__}.Operateur"


def moyens(personne, **colonnes):
    type(personne).objects.filter(pk=personne.pk).update(**colonnes)


def destinataires():
    return set(Message.objects.values_list("destinataire", flat=True))


def entre(code):
    return authenticate(None, code_acces=code)


def test_chaque_responsable_recoit_son_courriel_et_son_code(famille):
    invitations = inviter(famille.campagne)
    assert (invitations.mels, invitations.sms, invitations.sans_moyen) == (2, 0, 0)
    assert destinataires() == {famille.mere.mel, famille.pere.mel}
    assert entre(invitations.codes[famille.mere.pk]) == famille.mere.rattachement.compte
    assert len(set(invitations.codes.values())) == 2


def test_le_message_nomme_les_enfants_et_porte_le_seul_code_du_destinataire(famille, settings):
    settings.DEMONSTRATION = True  # hors démonstration, le corps est effacé sitôt parti
    clairs = inviter(famille.campagne).codes
    message = Message.objects.get(destinataire=famille.mere.mel)
    mien, autre = clairs[famille.mere.pk], clairs[famille.pere.pk]
    assert message.objet == "Inscription au collège : Léo, Mia"
    assert f"{mien[:4]}-{mien[4:8]}-{mien[8:]}" in message.corps
    assert autre[:4] not in message.corps


def test_un_code_a_douze_caracteres_sans_ambiguite(famille):
    for code in inviter(famille.campagne).codes.values():
        assert len(code) == 12 and set(code) <= set(ALPHABET)


def test_en_base_il_n_y_a_que_l_empreinte(famille):
    clairs = inviter(famille.campagne).codes
    gardees = set(CodeAcces.objects.values_list("empreinte", flat=True))
    assert not gardees & set(clairs.values())
    assert {len(empreinte) for empreinte in gardees} == {64}


def test_sans_courriel_un_sms_a_qui_y_consent(famille, operateur):
    moyens(famille.mere, mel="", accepte_sms=True, tel_portable="+33 6 39 98 00 01")
    moyens(famille.pere, mel="", accepte_sms=None)
    invitations = inviter(famille.campagne)
    assert (invitations.mels, invitations.sms, invitations.sans_moyen) == (0, 1, 1)
    assert destinataires() == {"0639980001"}


@pytest.mark.parametrize(
    "colonnes",
    [
        {"accepte_sms": False, "tel_portable": "0639980001"},
        {"accepte_sms": None, "tel_portable": "0639980001"},
        {"accepte_sms": True, "tel_portable": "0199000001"},
        {"accepte_sms": True, "tel_portable": "+41 79 123 45 67"},
        {"accepte_sms": True, "tel_portable": ""},
    ],
)
def test_sans_consentement_ou_sans_mobile_francais_le_code_se_remet_sur_papier(
    famille, operateur, colonnes
):
    moyens(famille.mere, mel="", **colonnes)
    invitations = inviter(famille.campagne)
    assert invitations.sans_moyen == 1
    assert famille.mere.pk in invitations.codes
    assert destinataires() == {famille.pere.mel}


def test_sans_operateur_aucun_sms_ne_part(famille, settings):
    settings.SMS_BACKEND = "dossiersco.messagerie.sms.Journal"
    moyens(famille.mere, mel="", accepte_sms=True, tel_portable="0639980001")
    assert inviter(famille.campagne).sms == 0


def test_recommencer_n_invite_personne_deux_fois(famille):
    clairs = inviter(famille.campagne).codes
    encore = inviter(famille.campagne)
    assert (encore.mels, encore.codes) == (0, {})
    assert Message.objects.count() == Compte.objects.count() == 2
    assert all(entre(code) for code in clairs.values())


def test_recommencer_invite_les_nouveaux_venus(famille):
    inviter(famille.campagne)
    arrivee = famille_diallo(famille.campagne)
    assert set(inviter(famille.campagne).codes) == {arrivee.mere.pk}


def test_remettre_un_code_revoque_l_ancien(famille):
    ancien = inviter(famille.campagne).codes[famille.mere.pk]
    neuf = remettre_code(famille.campagne, famille.mere)
    assert entre(ancien) is None
    assert entre(neuf) == famille.mere.rattachement.compte
    assert Compte.objects.count() == 2


def test_remettre_un_code_a_qui_n_a_pas_encore_ete_invite(famille):
    code = remettre_code(famille.campagne, famille.mere)
    assert entre(code) == famille.mere.rattachement.compte


def test_un_simple_contact_n_est_jamais_invite(famille):
    contact = ResponsableFactory(eleve=famille.dossier.eleve, contact=True).personne
    assert contact.pk not in inviter(famille.campagne).codes


def test_responsable_de_l_un_et_contact_de_l_autre_n_est_invite_que_pour_le_premier(famille):
    cadette = famille.dossiers[1].eleve
    cadette.responsables.filter(personne=famille.pere).update(niveau_responsabilite="3")
    inviter(famille.campagne)
    message = Message.objects.get(destinataire=famille.pere.mel)
    assert message.objet == "Inscription au collège : Léo"


def test_une_famille_qui_a_tout_confirme_n_est_plus_invitee():
    famille = famille_martin()
    type(famille.dossier).objects.update(etat="valide")
    assert inviter(famille.campagne).codes == {}


def test_le_dossier_de_l_an_dernier_n_empeche_pas_d_inviter(famille):
    ancienne = CampagneFactory(etablissement=famille.campagne.etablissement, annee=2025)
    DossierFactory(campagne=ancienne, eleve=famille.dossier.eleve, valide=True)
    inviter(famille.campagne)
    message = Message.objects.get(destinataire=famille.mere.mel)
    assert message.objet == "Inscription au collège : Léo, Mia"


def test_le_college_voisin_n_est_pas_invite(famille):
    voisin = college_voisin()
    assert voisin.mere.pk not in inviter(famille.campagne).codes


def test_le_code_expire_avec_la_campagne(famille):
    campagne = CampagneFactory(fermee=True)
    famille = famille_martin(campagne)
    code = inviter(campagne).codes[famille.mere.pk]
    assert entre(code) is None


def test_inviter_tout_un_college_se_fait_par_lots(django_assert_max_num_queries):
    campagne = CampagneFactory()
    for _ in range(12):
        famille_martin(campagne)
    with django_assert_max_num_queries(140) as lectures:
        assert len(inviter(campagne).codes) == 24
    # L'expédition immédiate des tests mise à part, rien ne se fait personne par personne.
    hors_envoi = [q for q in lectures.captured_queries if "messagerie_message" not in q["sql"]]
    assert len(hors_envoi) < 25


def test_les_courriels_partent_un_par_destinataire(famille, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        inviter(famille.campagne)
    assert sorted(courriel.to for courriel in mail.outbox) == sorted(
        [[famille.mere.mel], [famille.pere.mel]]
    )
    assert not [c for c in mail.outbox if c.cc or c.bcc or c.attachments]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_deux_agents_qui_invitent_ensemble_n_invitent_qu_une_fois():
    campagne = CampagneFactory()
    for _ in range(10):
        famille_martin(campagne)

    def clic(_):
        try:
            return len(inviter(campagne).codes)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as executeur:
        assert sorted(executeur.map(clic, range(3))) == [0, 0, 20]
    assert Compte.objects.count() == Message.objects.count() == 20
