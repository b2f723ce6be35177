"""Où en est l'accès de chaque adulte, et ce que les agents se disent : une seule lecture."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import (
    CharField,
    DateTimeField,
    F,
    IntegerField,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.timezone import localtime

from dossiersco.dossiers.models import Dossier
from dossiersco.etablissements.models import Etablissement

Choix = list[tuple[str, str]]
RIEN = (Value(""), Value(""))
# Une sorte de ligne, et la liste du suivi où elle va.
CHOIX = {"agent": "agents", "etiquette": "etiquettes", "posee": "posees", "regard": "regards"}


@dataclass(frozen=True)
class Acces:
    """D'un responsable : son code, sa dernière visite, sa signature."""

    invite_le: datetime | None = None
    venu_le: datetime | None = None
    signe_le: datetime | None = None

    @property
    def en_mots(self) -> str:
        if not self.invite_le:
            return "Pas encore invité."
        dits = [f"Code remis le {_jour(self.invite_le)}"]
        dits.append(f"dernière visite le {_jour(self.venu_le)}" if self.venu_le else "jamais venu")
        dits.append(f"a signé le {_jour(self.signe_le)}" if self.signe_le else "n’a pas signé")
        return f"{', '.join(dits)}."


@dataclass(frozen=True)
class Note:
    pk: int
    par_agent_id: int
    par_agent: str
    texte: str
    le: datetime


@dataclass
class Suivi:
    acces: dict[int, Acces] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    agents: Choix = field(default_factory=list)
    etiquettes: Choix = field(default_factory=list)
    posees: Choix = field(default_factory=list)
    regards: Choix = field(default_factory=list)


def lire_le_suivi(dossier: Dossier, college: Etablissement) -> Suivi:
    comptes = dossier.eleve.responsables.filter(personne__rattachement__isnull=False)
    invites = comptes.filter(
        Q(personne__rattachement__compte__codes__revoque_le=None),
        personne__rattachement__compte__codes__expire_le__gt=timezone.now(),
    )
    signees = dossier.signatures.all()
    parties = [
        _lignes(
            invites,
            "invite_le",
            F("personne_id"),
            le=F("personne__rattachement__compte__codes__cree_le"),
        ),
        _lignes(
            comptes,
            "venu_le",
            F("personne_id"),
            le=F("personne__rattachement__compte__last_login"),
        ),
        _lignes(signees, "signe_le", F("personne_id"), le=F("signee_le")),
        _lignes(
            dossier.notes.all(),
            "note",
            F("pk"),
            textes=(F("texte"), F("par_agent__nom")),
            auteur=F("par_agent_id"),
            le=F("le"),
        ),
        _lignes(college.agents.filter(actif=True), "agent", F("pk"), textes=(F("nom"), Value(""))),
        _lignes(college.etiquettes.all(), "etiquette", F("pk"), textes=(F("nom"), Value(""))),
        _lignes(dossier.etiquettes.all(), "posee", F("pk"), textes=(F("nom"), Value(""))),
        _lignes(
            dossier.regards.vivants(),
            "regard",
            F("agent_id"),
            textes=(F("agent__nom"), Value("")),
        ),
    ]
    return _ranger(parties[0].union(*parties[1:], all=True))


def _ranger(lignes: "QuerySet[Any]") -> Suivi:
    lu = Suivi()
    for sorte, numero, texte, nom, auteur, le in sorted(lignes, key=lambda ligne: ligne[1:3]):
        if sorte == "note":
            lu.notes.insert(0, Note(numero, auteur, nom, texte, le))
        elif sorte in CHOIX:
            _choix(lu, sorte).append((str(numero), texte))
        elif le:
            acces = lu.acces.get(numero, Acces())
            lu.acces[numero] = replace(acces, **{sorte: le})
    for choix in (lu.agents, lu.etiquettes, lu.posees, lu.regards):
        choix.sort(key=lambda paire: paire[1])
    return lu


def _choix(lu: Suivi, sorte: str) -> Choix:
    choix: Choix = getattr(lu, CHOIX[sorte])
    return choix


def _jour(instant: datetime) -> str:
    return f"{localtime(instant):%d/%m/%Y}"


def _lignes(
    lignes: "QuerySet[Any]",
    sorte: str,
    numero: F,
    *,
    textes: tuple[F | Value, F | Value] = RIEN,
    auteur: F | None = None,
    le: F | None = None,
) -> "QuerySet[Any]":
    """Les mêmes colonnes partout : sorte, id, deux textes, un auteur, une date."""
    return lignes.order_by().values_list(
        Cast(Value(sorte), CharField(max_length=20)),
        Cast(numero, IntegerField()),
        Cast(textes[0], TextField()),
        Cast(textes[1], TextField()),
        Cast(auteur or Value(0), IntegerField()),
        # Une colonne de date ne se convertit pas : SQLite n'en garderait que l'année.
        le or Cast(Value(None), DateTimeField()),
    )
