"""Qui relancer, et pourquoi : une lecture, quel que soit le nombre de familles."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.entourage import LEGAL
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.invitations import Moyen, moyen
from dossiersco.dossiers.models import Dossier, Personne, Signature, Trace
from dossiersco.dossiers.traces import SANS_NOUVEL_ENVOI
from dossiersco.papier.destinataires import codes_en_vigueur, liens
from dossiersco.relances.models import Relance

# Qui vient d'entrer est peut-être en train de répondre : son code ne change pas sous ses doigts.
VENU = timedelta(days=1)


class Raison(StrEnum):
    """Du plus pressé au moins pressé."""

    CORRIGER = "Une correction est attendue"
    PAS_FINI = "Commencé, pas envoyé"
    JAMAIS_OUVERT = "Jamais ouvert"


@dataclass
class ARelancer:
    """`deja` : combien de rappels cette personne a déjà reçus. `moyen` : None, une lettre."""

    personne: Personne
    raison: Raison
    moyen: Moyen | None
    deja: int
    dossiers: list[int] = field(default_factory=list)
    enfants: list[str] = field(default_factory=list)

    @property
    def canal(self) -> str:
        return self.moyen.canal if self.moyen else "lettre"


@dataclass(frozen=True)
class Prevision:
    """`centimes` : ce que coûteraient les SMS ; 0 si leur prix n'est pas réglé."""

    raisons: dict[str, int]
    mels: int
    sms: int
    lettres: int
    centimes: int

    @property
    def total(self) -> int:
        return self.mels + self.sms + self.lettres


def prevoir(campagne: Campagne) -> Prevision:
    vises = a_relancer(campagne)
    raisons = Counter(vise.raison for vise in vises)
    canaux = Counter(vise.canal for vise in vises)
    return Prevision(
        raisons={raison.value: raisons[raison] for raison in Raison if raisons[raison]},
        mels=canaux["mel"],
        sms=canaux["sms"],
        lettres=canaux["lettre"],
        centimes=canaux["sms"] * settings.PRIX_SMS_CENTIMES,
    )


def a_relancer(campagne: Campagne) -> list[ARelancer]:
    """Une ligne par personne, dans l'ordre des classes, avec la plus pressée de ses raisons."""
    vises: dict[int, ARelancer] = {}
    for lien in _liens(campagne):
        raison = _raison(campagne, lien)
        if raison is None:
            continue
        vise = vises.setdefault(
            lien.personne_id,
            ARelancer(lien.personne, raison, moyen(lien.personne), lien.relances_faites),
        )
        vise.raison = min(vise.raison, raison, key=list(Raison).index)
        vise.dossiers.append(lien.dossier)
        vise.enfants.append(lien.eleve.prenom)
    return list(vises.values())


def _raison(campagne: Campagne, lien: Any) -> Raison | None:
    signe, touche = lien.signe_le, lien.touche_le
    if lien.etat == Etat.A_CORRIGER:
        return Raison.CORRIGER if signe or not lien.signee_par_un_autre else None
    if signe:
        return Raison.PAS_FINI if touche and touche > signe else None
    if lien.etat != Etat.A_REMPLIR or not _attendu(campagne, lien):
        return None
    ouvert = lien.venu_le and campagne.ouverte_le and lien.venu_le >= campagne.ouverte_le
    return Raison.PAS_FINI if ouvert else Raison.JAMAIS_OUVERT


def _attendu(campagne: Campagne, lien: Any) -> bool:
    """L'autre a signé : seule une seconde signature, si elle est demandée, manque encore."""
    if not lien.signee_par_un_autre:
        return True
    return campagne.signatures_requises > 1 and lien.niveau_responsabilite == LEGAL


def _liens(campagne: Campagne) -> "QuerySet[Any]":
    """Ni parti, ni « pas responsable » (`liens`) ; invité ; ni venu, ni relancé depuis peu."""
    presents = Dossier.objects.filter(campagne=campagne).presents()
    relances = Relance.objects.filter(campagne=campagne, personne=OuterRef("personne"))
    signatures = Signature.objects.filter(dossier=OuterRef("dossier"))
    siennes = signatures.filter(personne=OuterRef("personne")).order_by("-signee_le")
    touches = (
        Trace.objects.filter(dossier=OuterRef("dossier"), par_personne=OuterRef("personne"))
        .exclude(geste__in=SANS_NOUVEL_ENVOI)
        .order_by("-le")
    )
    faites = relances.order_by().values("personne").annotate(n=Count("pk")).values("n")
    lus: QuerySet[Any] = (
        liens(campagne, presents)
        .filter(Exists(codes_en_vigueur()), ~Exists(relances.recentes()))
        .annotate(
            etat=Subquery(Dossier.objects.filter(pk=OuterRef("dossier")).values("etat")),
            signe_le=Subquery(siennes.values("signee_le")[:1]),
            touche_le=Subquery(touches.values("le")[:1]),
            signee_par_un_autre=Exists(signatures.exclude(personne=OuterRef("personne"))),
            venu_le=F("personne__rattachement__compte__last_login"),
            relances_faites=Coalesce(Subquery(faites, output_field=IntegerField()), 0),
        )
        .filter(Q(venu_le=None) | Q(venu_le__lte=timezone.now() - VENU))
        .select_related("personne", "eleve")
        .defer("photo", "personne__photo", "eleve__photo")
    )
    return lus


def couples(vises: Sequence[ARelancer]) -> list[list[int]]:
    """Ce que le papier imprime : [[dossier, personne], …]."""
    return [[dossier, vise.personne.pk] for vise in vises for dossier in vise.dossiers]
