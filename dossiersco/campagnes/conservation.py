"""Ce qui est gardé, combien de temps, et pourquoi : toute la règle est dans cette table.

Chaque module inscrit dans son `conservation.py`, importé par `apps.py`, comment ses lignes et leurs
fichiers s'effacent ; `effacement.py` décide quand. Voir docs/decisions/0010-conservation.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dossiersco.campagnes.models import Campagne
from dossiersco.comptes import conservation as des_comptes
from dossiersco.etablissements.models import Etablissement
from dossiersco.messagerie import conservation as des_messages
from dossiersco.socle.dates import plus_des_mois


class Sorte(StrEnum):
    NON_COMMENCES = "non_commences"
    DOSSIERS = "dossiers"
    ECHANGES = "echanges"
    PERSONNES = "personnes"
    MESSAGES = "messages"
    ACCES = "acces"
    SESSIONS = "sessions"
    A_USAGE_UNIQUE = "a_usage_unique"
    A_COURT_TERME = "a_court_terme"


class Depuis(StrEnum):
    FIN = "la fin de la campagne"
    DERNIER_DOSSIER = "l’effacement du dernier dossier qui les cite"
    ECRITURE = "l’écriture"
    EXPIRATION = "la fin de leur usage"


@dataclass(frozen=True)
class Regle:
    quoi: str
    depuis: Depuis
    raison: str
    mois: int = 0
    jours: int = 0

    def fin(self, debut: datetime) -> datetime:
        """Jusqu'à quand se garde ce qui court depuis `debut`."""
        return plus_des_mois(debut, self.mois) + timedelta(days=self.jours)

    def avant(self, le: datetime) -> datetime:
        """À cet instant, ce qui court depuis plus longtemps est à effacer."""
        return plus_des_mois(le, -self.mois) - timedelta(days=self.jours)


CONSERVATION: dict[Sorte, Regle] = {
    Sorte.NON_COMMENCES: Regle(
        "Dossiers que la famille n’a jamais commencés",
        Depuis.FIN,
        "Ils ne disent que ce que SIECLE sait déjà.",
        mois=3,
    ),
    Sorte.DOSSIERS: Regle(
        "Dossiers : réponses, signatures, traces, brouillons, documents, avis, relances",
        Depuis.FIN,
        "De quoi répondre à une contestation, et comparer avec la campagne suivante.",
        mois=12,
    ),
    Sorte.ECHANGES: Regle(
        "Fichiers pour SIECLE, comptes rendus, bilans et journaux d’annulation des imports",
        Depuis.FIN,
        "De quoi expliquer ce qui est entré et sorti, tant que les dossiers sont là.",
        mois=12,
    ),
    Sorte.PERSONNES: Regle(
        "Élèves et responsables, avec leur photo, leur compte et leurs contacts d’urgence",
        Depuis.DERNIER_DOSSIER,
        "Une campagne gardée les cite encore, ou plus rien ne demande de les connaître.",
    ),
    Sorte.MESSAGES: Regle(
        "Courriels et SMS",
        Depuis.ECRITURE,
        "De quoi dire ce qui a été envoyé, et quand.",
        mois=12,
    ),
    Sorte.ACCES: Regle(
        "Codes d’accès des familles, et réunions de deux collèges",
        Depuis.EXPIRATION,
        "Ils n’ouvrent plus rien ; mais un dernier jour repoussé redonne vie à un code expiré.",
        mois=3,
    ),
    Sorte.SESSIONS: Regle("Sessions", Depuis.EXPIRATION, "Elles n’ouvrent plus rien."),
    Sorte.A_USAGE_UNIQUE: Regle(
        "Codes de vérification, liens de connexion et de téléphone, essais manqués",
        Depuis.EXPIRATION,
        "Ils n’ouvrent plus rien ; un essai manqué freine un jour.",
        jours=1,
    ),
    Sorte.A_COURT_TERME: Regle(
        "Lettres, feuilles et listes produites ; exports déposés ; fichiers à moitié arrivés",
        Depuis.EXPIRATION,
        "Chacun porte sa date, et sa tâche l’efface ; ceci rattrape ce qu’une panne a laissé.",
    ),
}

Comptes = dict[str, int]
"""Ce qui est effacé, en mots : {"documents": 12}."""

DeLaCampagne = Callable[[Campagne], Comptes]
DuCollege = Callable[[Etablissement], Comptes]
DuService = Callable[[datetime], Comptes]

de_la_campagne: list[tuple[Sorte, DeLaCampagne]] = []
du_college: list[tuple[Sorte, DuCollege]] = []
du_service: list[tuple[Sorte, DuService]] = []


def avec_la_campagne(sorte: Sorte) -> Callable[[DeLaCampagne], DeLaCampagne]:
    """Inscrit comment un module efface ce qu'il garde d'une campagne dont c'est le terme."""

    def inscrire(fonction: DeLaCampagne) -> DeLaCampagne:
        # Les modules s'inscrivent de bas en haut ; ce qui dépend d'une ligne part avant elle.
        de_la_campagne.insert(0, (sorte, fonction))
        return fonction

    return inscrire


def avec_le_college(sorte: Sorte) -> Callable[[DuCollege], DuCollege]:
    """Inscrit ce qu'un module efface d'un collège quand aucun dossier gardé ne le cite plus."""

    def inscrire(fonction: DuCollege) -> DuCollege:
        du_college.insert(0, (sorte, fonction))
        return fonction

    return inscrire


def avec_le_temps(sorte: Sorte) -> Callable[[DuService], DuService]:
    """Inscrit ce qui porte sa propre date : la fonction reçoit l'instant d'avant lequel effacer."""

    def inscrire(fonction: DuService) -> DuService:
        du_service.insert(0, (sorte, fonction))
        return fonction

    return inscrire


# Les modules d'en dessous ne peuvent pas s'inscrire ici : on les inscrit.
avec_le_temps(Sorte.MESSAGES)(des_messages.effacer_les_messages)
avec_le_temps(Sorte.ACCES)(des_comptes.effacer_les_codes)
avec_le_temps(Sorte.SESSIONS)(des_comptes.effacer_les_sessions)
avec_le_temps(Sorte.A_USAGE_UNIQUE)(des_comptes.effacer_ce_qui_sert_une_fois)
