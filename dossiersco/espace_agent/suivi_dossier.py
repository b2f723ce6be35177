"""Autour d'un dossier, en une seule lecture : où en est l'accès de chaque adulte, qui il fait
appeler, ce qu'il demande, et ce que les agents se disent."""

import json
from collections.abc import Sequence
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

from dossiersco.dossiers.models import ContactUrgence, DemandeFamille, Dossier, NomEtLien
from dossiersco.etablissements.models import Etablissement

Choix = list[tuple[str, str]]
TEXTES = 7
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
    """`contacts` : par responsable. `demandes` : avec le nom de qui demande."""

    acces: dict[int, Acces] = field(default_factory=dict)
    contacts: list[ContactUrgence] = field(default_factory=list)
    demandes: list[tuple[DemandeFamille, str]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    agents: Choix = field(default_factory=list)
    etiquettes: Choix = field(default_factory=list)
    posees: Choix = field(default_factory=list)
    regards: Choix = field(default_factory=list)


def lire_le_suivi(dossier: Dossier, college: Etablissement) -> Suivi:
    parties = [
        *_acces(dossier),
        _contacts(dossier),
        _demandes(dossier),
        _lignes(
            dossier.notes.all(),
            ("note", "pk"),
            ("texte", "par_agent__nom"),
            de="par_agent_id",
            le="le",
        ),
        _lignes(college.agents.filter(actif=True), ("agent", "pk"), ("nom",)),
        _lignes(college.etiquettes.all(), ("etiquette", "pk"), ("nom",)),
        _lignes(dossier.etiquettes.all(), ("posee", "pk"), ("nom",)),
        _lignes(dossier.regards.vivants(), ("regard", "agent_id"), ("agent__nom",)),
    ]
    return _ranger(parties[0].union(*parties[1:], all=True))


def _acces(dossier: Dossier) -> "list[QuerySet[Any]]":
    comptes = dossier.eleve.responsables.filter(personne__rattachement__isnull=False)
    invites = comptes.filter(
        Q(personne__rattachement__compte__codes__revoque_le=None),
        personne__rattachement__compte__codes__expire_le__gt=timezone.now(),
    )
    compte = "personne__rattachement__compte"
    return [
        _lignes(invites, ("invite_le", "personne_id"), le=f"{compte}__codes__cree_le"),
        _lignes(comptes, ("venu_le", "personne_id"), le=f"{compte}__last_login"),
        _lignes(dossier.signatures.all(), ("signe_le", "personne_id"), le="signee_le"),
    ]


def _contacts(dossier: Dossier) -> "QuerySet[Any]":
    """Ceux que donnent les responsables qui ont un accès, dans leur ordre."""
    contacts = ContactUrgence.objects.pour_responsables(
        dossier.eleve.responsables.qui_agissent().values("personne")
    )
    textes = ("nom", "lien", "tel_portable", "tel_personnel")
    return _lignes(contacts, ("contact", "rang"), textes, de="personne_id")


def _demandes(dossier: Dossier) -> "QuerySet[Any]":
    noms = ("par_personne__prenom", "par_personne__nom_usage", "par_personne__nom_de_famille")
    textes = ("sorte", "etat", "motif", "donnees", *noms)
    return _lignes(dossier.demandes_famille.all(), ("demande", "pk"), textes, le="le")


def _ranger(lignes: "QuerySet[Any]") -> Suivi:
    lu = Suivi()
    for sorte, numero, *textes, de, le in sorted(lignes, key=lambda ligne: ligne[1:3]):
        if sorte == "note":
            lu.notes.insert(0, Note(numero, de, textes[1], textes[0], le))
        elif sorte == "contact":
            lu.contacts.append(_contact(de, numero, textes))
        elif sorte == "demande":
            lu.demandes.append(_demande(numero, textes, le))
        elif sorte in CHOIX:
            _choix(lu, sorte).append((str(numero), textes[0]))
        elif le:
            acces = lu.acces.get(numero, Acces())
            lu.acces[numero] = replace(acces, **{sorte: le})
    for choix in (lu.agents, lu.etiquettes, lu.posees, lu.regards):
        choix.sort(key=lambda paire: paire[1])
    return lu


def _contact(personne: int, rang: int, textes: Sequence[str]) -> ContactUrgence:
    nom, lien, portable, personnel, *_ = textes
    return ContactUrgence(
        personne_id=personne,
        rang=rang,
        nom=nom,
        lien=lien,
        tel_portable=portable,
        tel_personnel=personnel,
    )


def _demande(pk: int, textes: Sequence[str], le: datetime) -> tuple[DemandeFamille, str]:
    sorte, etat, motif, donnees, prenom, nom_usage, nom_de_famille = textes
    demande = DemandeFamille(
        pk=pk, sorte=sorte, etat=etat, motif=motif, donnees=json.loads(donnees), le=le
    )
    return demande, NomEtLien(prenom, nom_usage, nom_de_famille, "").nom


def _choix(lu: Suivi, sorte: str) -> Choix:
    choix: Choix = getattr(lu, CHOIX[sorte])
    return choix


def _jour(instant: datetime) -> str:
    return f"{localtime(instant):%d/%m/%Y}"


def _lignes(
    lignes: "QuerySet[Any]",
    clef: tuple[str, str],
    textes: Sequence[str] = (),
    *,
    de: str = "",
    le: str = "",
) -> "QuerySet[Any]":
    """Les mêmes colonnes partout : sorte, numéro, sept textes, de qui, une date."""
    sorte, numero = clef
    remplis = [F(texte) for texte in textes] + [Value("")] * (TEXTES - len(textes))
    return lignes.order_by().values_list(
        Cast(Value(sorte), CharField(max_length=20)),
        Cast(F(numero), IntegerField()),
        *(Cast(texte, TextField()) for texte in remplis),
        Cast(F(de) if de else Value(0), IntegerField()),
        # Une colonne de date ne se convertit pas : SQLite n'en garderait que l'année.
        F(le) if le else Cast(Value(None), DateTimeField()),
    )
