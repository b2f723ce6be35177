"""Chacun reçoit ses messages en français, puis dans la langue de son compte."""

from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage

from dossiersco.comptes.models import Compte
from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.decisions import demander_correction
from dossiersco.dossiers.invitations import inviter
from dossiersco.dossiers.models import Personne
from dossiersco.dossiers.tests.factories import AgentFactory, Famille, donner_compte, famille_martin

pytestmark = pytest.mark.django_db
Lire = Callable[[Personne, str], EmailMessage]


@pytest.fixture
def martin() -> Famille:
    famille = famille_martin()
    for personne, langue in ((famille.mere, "tr"), (famille.pere, "")):
        compte = donner_compte(personne)
        Compte.objects.filter(pk=compte.pk).update(langue=langue)
    return famille


def recus(mailoutbox: list[EmailMessage], personne: Personne) -> list[str]:
    return [str(m.body) for m in mailoutbox if m.to == [personne.mel]]


def test_sans_langue_le_message_est_en_francais_seulement(
    martin: Famille, mailoutbox: list[EmailMessage]
):
    signer(martin.dossier, par=martin.pere)
    (recu,) = recus(mailoutbox, martin.pere)
    assert "—" not in recu


def test_le_recu_suit_la_langue_de_qui_a_signe(martin: Famille, mailoutbox: list[EmailMessage]):
    signer(martin.dossier, par=martin.mere)
    (recu,) = recus(mailoutbox, martin.mere)
    assert recu.startswith("Bonjour,")
    assert "— Türkçe —" in recu
    assert "Alındı belgeniz bu mesaja eklidir." in recu


def test_une_correction_est_demandee_dans_la_langue_de_qui_a_signe(
    martin: Famille, mailoutbox: list[EmailMessage]
):
    modifier(martin.dossier, martin.dossier.eleve, {"code_regime": "21"}, par=martin.mere)
    signer(martin.dossier, par=martin.mere)
    mailoutbox.clear()
    agent = AgentFactory(etablissement=martin.campagne.etablissement)
    demander_correction(martin.dossier, message="Quelle classe ?", par=agent)
    (a_la_mere,) = recus(mailoutbox, martin.mere)
    assert a_la_mere.count("Quelle classe ?") == 2


def test_une_invitation_suit_la_langue_de_l_an_dernier(
    martin: Famille, mailoutbox: list[EmailMessage]
):
    inviter(martin.campagne)
    (invitation,) = recus(mailoutbox, martin.mere)
    assert "Bu kodu kimseye, diğer ebeveyne bile vermeyin" in invitation
