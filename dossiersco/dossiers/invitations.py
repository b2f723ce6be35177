"""Inviter les familles : un compte et un code par responsable, un message par le canal connu."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.comptes import codes
from dossiersco.comptes.actions import remettre_codes
from dossiersco.comptes.models import CodeAcces, Compte
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.langues import langues_de
from dossiersco.dossiers.models import Dossier, Personne, Rattachement, Responsable
from dossiersco.messagerie.adresses import mel_utilisable, mobile_utilisable
from dossiersco.messagerie.envois import Courrier, poster

# Sans dernier jour fixé, un code vaut une demi-année.
DUREE_PAR_DEFAUT = timedelta(days=183)


class Moyen(NamedTuple):
    canal: str
    adresse: str


@dataclass(frozen=True)
class Prevision:
    """Combien de responsables l'envoi toucherait, par quel moyen."""

    mels: int
    sms: int
    sur_papier: int

    @property
    def total(self) -> int:
        return self.mels + self.sms + self.sur_papier


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
    """Invite chaque responsable qui n'a pas de code en vigueur : jamais deux fois le même.

    Un code de l'an dernier a expiré : l'année suivante, tous sont de nouveau invités.
    """
    # Deux agents qui cliquent ensemble donneraient deux comptes à la même personne.
    Campagne.objects.select_for_update(no_key=True).get(pk=campagne.pk)
    enfants = _enfants_par_personne(campagne)
    personnes = list(sans_code(Personne.objects.filter(pk__in=enfants)).order_by("pk"))
    clairs = donner_acces(personnes, expire_le=expiration(campagne))
    langues = langues_de(clairs)
    invitations = (
        _invitation(campagne, personne, enfants[personne.pk], clairs[personne.pk])
        for personne in personnes
    )
    courriers = [
        replace(invitation, langue=langues.get(personne.pk, ""))
        for personne, invitation in zip(personnes, invitations, strict=True)
        if invitation
    ]
    poster(campagne.etablissement, courriers)
    mels = sum(courrier.canal == "mel" for courrier in courriers)
    sans_moyen = len(personnes) - len(courriers)
    return Invitations(mels, len(courriers) - mels, sans_moyen, clairs)


@transaction.atomic
def remettre_code(campagne: Campagne, personne: Personne) -> str:
    """Un code neuf pour une personne ; l'ancien ne vaut plus rien. Il n'est pas gardé."""
    return donner_acces([personne], expire_le=expiration(campagne))[personne.pk]


def donner_acces(
    personnes: Sequence[Personne], *, expire_le: datetime, tires: Mapping[int, str] | None = None
) -> dict[int, str]:
    """Rend {id de la personne: code en clair}, en créant les comptes qui manquent.

    `tires` : {id de la personne: code}, pour ceux qu'une lettre porte déjà.
    """
    # Deux agents à la fois donneraient deux comptes à la même personne.
    verrouiller(personnes)
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
        list(Compte.objects.filter(pk__in=comptes.values())),
        expire_le=expire_le,
        tires={comptes[personne]: code for personne, code in tires.items()} if tires else None,
    )
    return {personne: par_compte[compte] for personne, compte in comptes.items()}


def verrouiller(personnes: Iterable[Personne]) -> None:
    """Jusqu'à la fin de la transaction, personne d'autre ne leur donne de code."""
    verrouillees = Personne.objects.select_for_update(no_key=True).order_by("pk")
    list(verrouillees.filter(pk__in=[p.pk for p in personnes]).values_list("pk"))


def lien_d_acces(code: str) -> str:
    return f"{settings.ADRESSE_PUBLIQUE}{reverse('acces_par_lien', args=[codes.presenter(code)])}"


def expiration(campagne: Campagne) -> datetime:
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
            .presents()
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
    joindre = moyen(personne)
    if joindre is None:
        return None
    contexte = {
        "enfants": ", ".join(enfants),
        "code": codes.presenter(code),
        "lien": lien_d_acces(code),
    }
    # Le code y entre : réinvitée quand le sien a expiré, la personne doit recevoir le nouveau.
    cle = f"invitation:{campagne.pk}:{personne.pk}:{codes.empreinte(code)[:12]}"
    gabarit = f"invitation_{joindre.canal}"
    return Courrier(gabarit, joindre.adresse, cle, contexte, canal=joindre.canal)


def moyen(personne: Personne) -> Moyen | None:
    """Le courriel d'abord ; un SMS seulement à qui l'accepte ; sinon le code part sur papier."""
    if mel := mel_utilisable(personne.mel):
        return Moyen("mel", mel)
    if personne.accepte_sms and (mobile := mobile_utilisable(personne.tel_portable)):
        return Moyen("sms", mobile)
    return None


def prevoir(campagne: Campagne) -> Prevision:
    """Qui `inviter` toucherait, et comment. N'écrit rien."""
    moyens = [moyen(personne) for personne in sans_code(_a_joindre(campagne))]
    canaux = Counter(joindre.canal for joindre in moyens if joindre)
    return Prevision(canaux["mel"], canaux["sms"], moyens.count(None))


def sans_moyen(campagne: Campagne) -> list[Personne]:
    """Ceux qu'aucun message n'atteint, invités ou non : leur code se remet sur papier."""
    return [personne for personne in _a_joindre(campagne) if moyen(personne) is None]


def _a_joindre(campagne: Campagne) -> QuerySet[Personne]:
    """`dossier` : celui d'un de leurs enfants, d'où leur code s'imprime."""
    un_dossier = Min(
        "responsables__eleve__dossiers", filter=Q(responsables__eleve__dossiers__campagne=campagne)
    )
    return (
        Personne.objects.filter(pk__in=_enfants_par_personne(campagne))
        .defer("photo")
        .annotate(dossier=un_dossier)
        .order_by("nom_de_famille", "prenom", "pk")
    )


def invites(campagne: Campagne) -> int:
    """Combien de responsables à joindre ont déjà un code en vigueur."""
    a_joindre = _a_joindre(campagne)
    return a_joindre.count() - sans_code(a_joindre).count()


def sans_code(personnes: QuerySet[Personne]) -> QuerySet[Personne]:
    en_vigueur = CodeAcces.objects.en_vigueur(timezone.now())
    munies = Rattachement.objects.filter(compte__codes__in=en_vigueur).values("personne")
    return personnes.exclude(pk__in=munies)
