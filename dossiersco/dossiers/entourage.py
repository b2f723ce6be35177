"""Les adultes autour d'un élève et ce qu'un responsable en a dit, en une seule lecture.

Des autres : un nom, un lien, une date de signature. De soi : confirmations, contacts, demandes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import (
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers import posees
from dossiersco.dossiers.models import (
    NIVEAUX_QUI_AGISSENT,
    Confirmation,
    ContactUrgence,
    DemandeFamille,
    Dossier,
    NomEtLien,
    Personne,
    Rattachement,
    Responsable,
    ResponsableQuerySet,
    Signature,
)

LEGAL = "1"
TEXTES = 5


@dataclass(frozen=True)
class Autre:
    """Un autre adulte. `agit` : il peut ouvrir le dossier de l'élève."""

    id: int
    identite: NomEtLien
    agit: bool
    signe_le: datetime | None


@dataclass(frozen=True)
class Demande:
    sorte: str
    etat: str
    motif: str


@dataclass
class Entourage:
    """`confirmations` : {bloc: (empreinte, le)}. `questions` : pour `posees.assembler`."""

    autres: list[Autre] = field(default_factory=list)
    confirmations: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    contacts: list[str] = field(default_factory=list)
    demandes: list[Demande] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)

    def noms(self) -> dict[int, str]:
        return {autre.id: autre.identite.nom for autre in self.autres}


def posees_a(dossier: Dossier, personne: Personne, lu: Entourage) -> list[posees.Posee]:
    """Les questions qui se posent à cette personne, déjà lues avec son entourage."""
    return posees.celles_qui_se_posent(dossier, posees.assembler(lu.questions, personne))


def attendus(campagne: Campagne) -> ResponsableQuerySet:
    """Qui peut encore signer : un représentant légal qui a un accès, n'a pas signé le dossier de
    cette campagne et n'a pas dit « ce n'est pas mon enfant ». Personne d'autre ne fait attendre."""
    du_dossier: dict[str, Any] = {
        "dossier__campagne": campagne,
        "dossier__eleve": OuterRef("eleve"),
    }
    signee = Signature.objects.filter(personne=OuterRef("personne"), **du_dossier)
    decline = DemandeFamille.objects.filter(par_personne=OuterRef("personne"), **du_dossier)
    acces = Rattachement.objects.filter(personne=OuterRef("personne"), compte__is_active=True)
    return Responsable.objects.filter(
        ~Exists(signee),
        ~Exists(decline.pas_responsable()),
        Exists(acces),
        niveau_responsabilite=LEGAL,
    )


def autre_attendu(dossier: Dossier, personne: Personne) -> bool:
    """Le collège demande deux signatures, et l'autre représentant légal peut donner la sienne."""
    if dossier.campagne.signatures_requises < 2:
        return False
    siens = attendus(dossier.campagne).filter(eleve=dossier.eleve_id)
    return siens.exclude(personne=personne).exists()


def avec_leurs_acces(campagne: Campagne) -> ResponsableQuerySet:
    """Chaque responsable dit la dernière fois qu'il est entré (`venu_le`), et si le collège, qui
    demande deux signatures, attend encore la sienne (`attendu`)."""
    encore = Exists(attendus(campagne).filter(pk=OuterRef("pk")))
    return Responsable.objects.annotate(
        venu_le=F("personne__rattachement__compte__last_login"),
        attendu=encore if campagne.signatures_requises > 1 else Value(0, IntegerField()),
    )


def entourage(dossier: Dossier, personne: Personne) -> Entourage:
    lu = Entourage()
    lignes = _autres(dossier, personne).union(
        _confirmations(dossier, personne),
        _contacts(personne),
        _demandes(dossier, personne),
        _questions(dossier, personne),
        all=True,
    )
    for sorte, _, numero, *textes, le in sorted(lignes, key=lambda ligne: ligne[1:3]):
        if sorte == "autre":
            agit = textes.pop() in NIVEAUX_QUI_AGISSENT
            lu.autres.append(Autre(numero, NomEtLien(*textes), agit, le))
        elif sorte == "confirmation":
            lu.confirmations[textes[0]] = (textes[1], le)
        elif sorte == "contact":
            lu.contacts.append(textes[0])
        elif sorte == "question":
            lu.questions.append(textes[0])
        else:
            lu.demandes.append(Demande(*textes[:3]))
    return lu


def _autres(dossier: Dossier, personne: Personne) -> "QuerySet[Any]":
    signees = Signature.objects.filter(personne=OuterRef("personne"), dossier=dossier)
    derniere = signees.order_by("-signee_le").values("signee_le")[:1]
    autres = (
        Responsable.objects.filter(eleve=dossier.eleve_id)
        .exclude(personne=personne)
        .annotate(signe_le=Subquery(derniere))
    )
    noms = ("personne__prenom", "personne__nom_usage", "personne__nom_de_famille")
    return _lignes(
        autres,
        ("autre", "rang", "personne_id"),
        (*noms, "code_parente", "niveau_responsabilite"),
        le="signe_le",
    )


def _confirmations(dossier: Dossier, personne: Personne) -> "QuerySet[Any]":
    siennes = Confirmation.objects.filter(
        Q(dossier=dossier) | Q(dossier=None), personne=personne, campagne=dossier.campagne_id
    )
    return _lignes(siennes, ("confirmation", "pk", "pk"), ("bloc", "empreinte"), le="le")


def _contacts(personne: Personne) -> "QuerySet[Any]":
    siens = ContactUrgence.objects.filter(personne=personne)
    return _lignes(siens, ("contact", "rang", "pk"), ("nom", "lien"))


def _demandes(dossier: Dossier, personne: Personne) -> "QuerySet[Any]":
    siennes = DemandeFamille.objects.filter(dossier=dossier, par_personne=personne)
    return _lignes(siennes, ("demande", "pk", "pk"), ("sorte", "etat", "motif"), le="le")


def _questions(dossier: Dossier, personne: Personne) -> "QuerySet[Any]":
    # PostgreSQL n'unit pas le JSON à du texte.
    lues = posees.lignes(dossier, personne).annotate(texte=Cast("tout", TextField()))
    return _lignes(lues, ("question", "rang", "pk"), ("texte",))


def _lignes(
    lignes: "QuerySet[Any]", clef: tuple[str, str, str], textes: Sequence[str], *, le: str = ""
) -> "QuerySet[Any]":
    """Les mêmes colonnes partout : sorte, rang, id, cinq textes, une date.

    Rien n'est converti : les premières lignes (`_autres`) disent de quelle nature est une colonne.
    """
    sorte, rang, numero = clef
    remplis = [F(texte) for texte in textes] + [Value("")] * (TEXTES - len(textes))
    date = F(le) if le else Value(None, DateTimeField())
    return lignes.values_list(Value(sorte), F(rang), F(numero), *remplis, date)
