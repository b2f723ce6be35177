"""Inviter les familles : un compte et un code par responsable, un message par le canal connu."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.comptes import codes
from dossiersco.comptes.actions import remettre_codes
from dossiersco.comptes.models import Compte
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.models import Dossier, Personne, Rattachement, Responsable
from dossiersco.messagerie.envois import Courrier, poster
from dossiersco.siecle.valeurs import comparable

# Sans dernier jour fixé, un code vaut une demi-année.
DUREE_PAR_DEFAUT = timedelta(days=183)


@dataclass(frozen=True)
class Invitations:
    """`sans_moyen` : ni courriel ni mobile ; le code se remet sur papier.

    `codes` : {id de la personne: code en clair}, qui n'existe que le temps de l'imprimer.
    """

    mels: int
    sms: int
    sans_moyen: int
    codes: dict[int, str]


@transaction.atomic
def inviter(campagne: Campagne) -> Invitations:
    """Invite chaque responsable qui n'a pas encore d'accès : jamais deux fois le même."""
    enfants = _enfants_par_personne(campagne)
    personnes = list(Personne.objects.filter(pk__in=enfants, rattachement=None).order_by("pk"))
    clairs = donner_acces(personnes, expire_le=_expiration(campagne))
    courriers = [
        courrier
        for personne in personnes
        if (courrier := _invitation(campagne, personne, enfants[personne.pk], clairs[personne.pk]))
    ]
    poster(campagne.etablissement, courriers)
    mels = sum(courrier.canal == "mel" for courrier in courriers)
    sans_moyen = len(personnes) - len(courriers)
    return Invitations(mels, len(courriers) - mels, sans_moyen, clairs)


@transaction.atomic
def remettre_code(campagne: Campagne, personne: Personne) -> str:
    """Un code neuf pour une personne ; l'ancien ne vaut plus rien. Il n'est pas gardé."""
    return donner_acces([personne], expire_le=_expiration(campagne))[personne.pk]


def donner_acces(personnes: Sequence[Personne], *, expire_le: datetime) -> dict[int, str]:
    """Rend {id de la personne: code en clair}, en créant les comptes qui manquent."""
    comptes = dict(
        Rattachement.objects.filter(personne__in=personnes).values_list("personne_id", "compte_id")
    )
    sans_compte = [personne for personne in personnes if personne.pk not in comptes]
    neufs = Compte.objects.bulk_create([Compte() for _ in sans_compte], batch_size=500)
    Rattachement.objects.bulk_create(
        [
            Rattachement(compte=compte, personne=personne)
            for compte, personne in zip(neufs, sans_compte, strict=True)
        ],
        batch_size=500,
    )
    comptes |= {p.pk: c.pk for p, c in zip(sans_compte, neufs, strict=True)}
    par_compte = remettre_codes(
        list(Compte.objects.filter(pk__in=comptes.values())), expire_le=expire_le
    )
    return {personne: par_compte[compte] for personne, compte in comptes.items()}


def lien_d_acces(code: str) -> str:
    return f"{settings.ADRESSE_PUBLIQUE}{reverse('acces_par_lien', args=[codes.presenter(code)])}"


def _expiration(campagne: Campagne) -> datetime:
    if campagne.ferme_le:
        return campagne.fin_du_dernier_jour(campagne.ferme_le)
    return timezone.now() + DUREE_PAR_DEFAUT


def _enfants_par_personne(campagne: Campagne) -> dict[int, list[str]]:
    enfants: dict[int, list[str]] = {}
    # L'état du dossier de cette campagne-ci : celui de l'an dernier est validé depuis longtemps.
    liens = (
        Responsable.objects.qui_agissent()
        .filter(
            eleve__in=Dossier.objects.filter(campagne=campagne)
            .exclude(etat=Etat.VALIDE)
            .values("eleve")
        )
        .order_by("eleve__date_naiss", "eleve_id")
        .values_list("personne_id", "eleve__prenom")
    )
    for personne, prenom in liens:
        enfants.setdefault(personne, []).append(prenom)
    return enfants


def _invitation(
    campagne: Campagne, personne: Personne, enfants: Iterable[str], code: str
) -> Courrier | None:
    mobile = comparable("TEL_PORTABLE", personne.tel_portable)
    contexte = {
        "enfants": ", ".join(enfants),
        "code": codes.presenter(code),
        "lien": lien_d_acces(code),
    }
    cle = f"invitation:{campagne.pk}:{personne.pk}"
    if personne.mel:
        return Courrier("invitation_mel", personne.mel, cle, contexte)
    # Sans consentement aux SMS, on n'en envoie pas : le code se remet sur papier.
    if personne.accepte_sms and mobile.startswith(("06", "07")):
        return Courrier("invitation_sms", mobile, cle, contexte, canal="sms")
    return None
