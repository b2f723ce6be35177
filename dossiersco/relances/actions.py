"""Relancer ceux qui n'ont pas fini : un agent le demande, ou c'est le jour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.comptes.codes import presenter
from dossiersco.dossiers import reunions
from dossiersco.dossiers.invitations import expiration, lien_d_acces
from dossiersco.etablissements.models import Agent
from dossiersco.messagerie.envois import Courrier, poster
from dossiersco.papier.actions import tirer
from dossiersco.relances.models import Relance, RelancesAutomatiques
from dossiersco.relances.suivi import ARelancer, Raison, a_relancer, couples

# Ce que la famille lit, selon ce qui manque.
DITES = {
    Raison.CORRIGER: "Le collège attend une correction de votre part.",
    Raison.PAS_FINI: "Vous avez commencé, mais le dossier n’est pas encore envoyé.",
    Raison.JAMAIS_OUVERT: "Le collège n’a pas encore votre réponse.",
}


class RelanceRefusee(Exception):
    """Le message est une phrase à montrer."""


@dataclass(frozen=True)
class Bilan:
    mels: int
    sms: int
    lettres: int


@transaction.atomic
def relancer(campagne: Campagne, *, par: Agent | None) -> Bilan:
    """Sans agent, d'office : aucune lettre, personne ne serait là pour la poster."""
    # Deux agents qui cliquent ensemble relanceraient deux fois la même personne.
    Campagne.objects.select_for_update(no_key=True).get(pk=campagne.pk)
    if not campagne.est_ouverte:
        raise RelanceRefusee("La campagne n’est pas ouverte : le lien ne mènerait à rien.")
    vises = [vise for vise in a_relancer(campagne) if par or vise.moyen]
    Relance.objects.bulk_create([_ligne(campagne, vise, par) for vise in vises], batch_size=500)
    joints = [vise for vise in vises if vise.moyen]
    _ecrire(campagne, joints)
    a_poster = [vise for vise in vises if not vise.moyen]
    if par and a_poster:
        tirer(campagne, "rappels", couples(a_poster), par=par)
    mels = sum(vise.canal == "mel" for vise in joints)
    return Bilan(mels, len(joints) - mels, len(a_poster))


def _ligne(campagne: Campagne, vise: ARelancer, par: Agent | None) -> Relance:
    return Relance(
        campagne=campagne,
        personne=vise.personne,
        numero=vise.deja + 1,
        canal=vise.canal,
        par_agent=par,
    )


def _ecrire(campagne: Campagne, joints: Sequence[ARelancer]) -> None:
    """Un code neuf dans chaque message : nous n'avons gardé aucun des anciens."""
    if not joints:
        return
    canaux = {vise.personne: vise.canal for vise in joints}
    clairs = reunions.relancer(canaux, expire_le=expiration(campagne))
    courriers = [_courrier(campagne, vise, clairs[vise.personne.pk]) for vise in joints]
    poster(campagne.etablissement, courriers)


def _courrier(campagne: Campagne, vise: ARelancer, code: str) -> Courrier:
    fin = f" Dernier jour : {campagne.ferme_le:%d/%m/%Y}." if campagne.ferme_le else ""
    return Courrier(
        gabarit=f"relance_{vise.canal}",
        destinataire=vise.moyen.adresse if vise.moyen else "",
        cle=f"relance:{campagne.pk}:{vise.personne.pk}:{vise.deja + 1}",
        contexte={
            "enfants": ", ".join(vise.enfants),
            "raison": DITES[vise.raison] + fin,
            "code": presenter(code),
            "lien": lien_d_acces(code),
        },
        canal=vise.canal,
    )


@transaction.atomic
def relancer_si_c_est_le_jour(campagne: Campagne) -> Bilan | None:
    """None : rien n'était dû. Un jour manqué (service arrêté) se rattrape, une seule fois."""
    reglage = RelancesAutomatiques.objects.select_for_update(no_key=True).get(campagne=campagne)
    aujourd_hui = aujourd_hui_au_college(campagne)
    if not campagne.est_ouverte or not _du(reglage, campagne.ferme_le, aujourd_hui):
        return None
    reglage.depuis = aujourd_hui
    reglage.save(update_fields=["depuis"])
    return relancer(campagne, par=None)


def _du(reglage: RelancesAutomatiques, ferme_le: date | None, aujourd_hui: date) -> bool:
    if ferme_le is None:
        return False
    echeances = (ferme_le - timedelta(days=jour) for jour in reglage.jours)
    return any(reglage.depuis < echeance <= aujourd_hui for echeance in echeances)


def aujourd_hui_au_college(campagne: Campagne) -> date:
    return timezone.localdate(timezone=ZoneInfo(campagne.etablissement.fuseau))
