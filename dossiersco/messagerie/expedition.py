"""Expédier ce qui attend dans la boîte d'envoi, et réessayer ce qui échoue."""

from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from dossiersco.etablissements.models import Etablissement
from dossiersco.messagerie import sms
from dossiersco.messagerie.gabarits import GABARITS
from dossiersco.messagerie.models import ESSAIS_MAXIMUM, Message

# Un ouvrier tué pendant l'expédition laisse le message « en cours » : on le reprend après ce délai.
ENVOI_ABANDONNE = timedelta(minutes=10)


def expedier_les_messages_prets() -> datetime | None:
    """Expédie ce qui est prêt ; rend l'instant du prochain essai s'il reste des messages.

    Deux ouvriers à la fois n'expédient pas deux fois le même message.
    """
    Message.objects.filter(etat="envoi", pas_avant__lt=timezone.now() - ENVOI_ABANDONNE).update(
        etat="a_envoyer"
    )
    a_expedier = Message.objects.a_expedier().select_related("etablissement")
    for message in a_expedier.iterator(chunk_size=200):
        pris = Message.objects.filter(pk=message.pk, etat="a_envoyer").update(
            etat="envoi", essais=message.essais + 1, pas_avant=timezone.now()
        )
        if pris:
            _expedier(message)
    return _prochain_essai()


def _prochain_essai() -> datetime | None:
    """Un message pris par un autre ouvrier compte aussi : s'il meurt, il faudra le reprendre."""
    a_envoyer = Message.objects.filter(etat="a_envoyer").order_by("pas_avant").first()
    en_cours = Message.objects.filter(etat="envoi").order_by("pas_avant").first()
    instants = [a_envoyer.pas_avant] if a_envoyer else []
    instants += [en_cours.pas_avant + ENVOI_ABANDONNE] if en_cours else []
    return min(instants, default=None)


def _expedier(message: Message) -> None:
    try:
        _remettre(message)
    except (OSError, SMTPException):
        _reporter(message)
    except ValueError:
        # SIECLE garde des courriels qui n'en sont pas : réessayer n'y changerait rien.
        _abandonner(message)
    else:
        Message.objects.filter(pk=message.pk).update(
            etat="envoye", envoye_le=timezone.now(), **_allege(message)
        )


def _allege(message: Message) -> dict[str, str | None]:
    """Un code parti ou perdu ne reste pas en clair chez nous, sauf dans la démonstration."""
    # La pièce jointe est chez son destinataire, et nous savons la refaire.
    allege: dict[str, str | None] = {"piece": None}
    if GABARITS[message.gabarit].secret and not settings.DEMONSTRATION:
        allege["corps"] = "(Ce message portait un code personnel : il n’est pas conservé.)"
    return allege


def _reponses(etablissement: Etablissement | None) -> list[str] | None:
    """Où arrivent les réponses des familles ; un message du service n'en attend pas."""
    return [etablissement.mel_reponse] if etablissement and etablissement.mel_reponse else None


def _remettre(message: Message) -> None:
    if message.canal == "sms":
        sms.transporteur().envoyer(message.destinataire, message.corps)
        return
    courriel = EmailMessage(
        subject=message.objet,
        body=message.corps,
        to=[message.destinataire],
        reply_to=_reponses(message.etablissement),
        # Le même identifiant à chaque essai : le serveur d'en face peut reconnaître un doublon.
        headers={"Message-ID": f"<{message.cle.replace(':', '.')}@dossiersco>"},
    )
    if message.piece is not None:
        courriel.attach(message.piece_nom, bytes(message.piece), "application/pdf")
    if not courriel.send():
        raise ValueError("Sans destinataire, Django n’envoie rien et ne le dit pas.")


def _reporter(message: Message) -> None:
    """Réessaie après 1, 2, 4… minutes ; au huitième échec, le message est montré comme tel."""
    essais = message.essais + 1
    if essais >= ESSAIS_MAXIMUM:
        _abandonner(message)
        return
    attente = timedelta(minutes=2 ** (essais - 1))
    Message.objects.filter(pk=message.pk).update(
        etat="a_envoyer", pas_avant=timezone.now() + attente
    )


def _abandonner(message: Message) -> None:
    Message.objects.filter(pk=message.pk).update(etat="echec", **_allege(message))
