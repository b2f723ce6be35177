"""Ce qui entoure la liste – nombres, choix des filtres, vues, étiquettes – en une seule lecture."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    Case,
    CharField,
    F,
    IntegerField,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast

from dossiersco.campagnes.models import Campagne
from dossiersco.campagnes.regimes import en_clair
from dossiersco.dossiers.filtres import PARTIS
from dossiersco.dossiers.models import Dossier, DossierQuerySet, VueEnregistree
from dossiersco.espace_agent.acces import RequeteAgent

# D'une campagne plus grande, on ne compte rien : compter coûterait plus que la page.
COMPTES_AU_PLUS = 2000


@dataclass(frozen=True)
class Vue:
    id: int
    nom: str
    adresse: str
    partagee: bool


@dataclass
class Panneau:
    """`nombre` : combien de dossiers répondent aux filtres ; None, s'ils ne sont pas comptés."""

    nombre: int | None = None
    par_etat: dict[str, int] = field(default_factory=dict)
    choix: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    suivantes: dict[str, str] = field(default_factory=dict)
    vues: list[Vue] = field(default_factory=list)
    etiquettes: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    def libelle(self, filtre: str, code: str) -> str:
        return dict(self.choix[filtre]).get(code, code)


def panneau(
    request: RequeteAgent,
    campagne: Campagne,
    *,
    tous: DossierQuerySet | None = None,
    voulus: DossierQuerySet | None = None,
    montres: Collection[Dossier] = (),
) -> Panneau:
    """`tous` : à compter par état. `voulus` : ce que les filtres gardent, à compter d'un coup."""
    parties = [*_choix(request, campagne), _poses(campagne, montres)]
    if tous is not None:
        parties.append(_comptes(tous))
    if voulus is not None:
        parties.append(_total(request, campagne, voulus))
    lignes = parties[0].union(*parties[1:], all=True)
    lu = Panneau()
    for sorte, cle, libelle, plus, nombre in sorted(lignes, key=lambda ligne: ligne[:3]):
        _ranger(lu, sorte, (cle, libelle, plus), nombre)
    if tous is not None and voulus is None:
        lu.nombre = sum(lu.par_etat.values())
    return lu


def _ranger(lu: Panneau, sorte: str, textes: tuple[str, str, str], nombre: int) -> None:
    cle, libelle, plus = textes
    if sorte == "compte":
        lu.par_etat[cle] = nombre
    elif sorte == "total":
        lu.nombre = nombre
    elif sorte == "vue":
        lu.vues.append(Vue(int(cle), libelle, plus, bool(nombre)))
    elif sorte == "pose":
        lu.etiquettes[nombre].append(libelle)
    elif sorte == "suivante":
        lu.suivantes[cle] = libelle
    elif sorte == "regime":
        lu.choix[sorte].extend(en_clair({cle: libelle}).items())
    else:
        lu.choix[sorte].append((cle, libelle))


def _comptes(tous: DossierQuerySet) -> "QuerySet[Any]":
    """Par état ; un élève parti ne compte qu'à part."""
    return _lignes(tous.par_place(PARTIS), "compte", cle=F("place"), nombre=F("n"))


class _Combien(Subquery):
    """Le nombre de lignes d'une lecture, bornée par sa tranche."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS bornees)"
    output_field = IntegerField()


def _total(request: RequeteAgent, campagne: Campagne, voulus: DossierQuerySet) -> "QuerySet[Any]":
    bornes = voulus.order_by().values("pk")[: COMPTES_AU_PLUS + 1]
    une_ligne = Campagne.objects.pour_agent(request.agent).filter(pk=campagne.pk)
    return _lignes(une_ligne, "total", nombre=_Combien(bornes))


def _choix(request: RequeteAgent, campagne: Campagne) -> "list[QuerySet[Any]]":
    college = request.agent.etablissement
    vues = VueEnregistree.objects.pour_agent(request.agent).order_by()
    return [
        _lignes(campagne.mefs.all(), "formation", cle=F("code_mef"), libelle=F("libelle")),
        _lignes(
            campagne.suivantes.all(), "suivante", cle=F("code_mef"), libelle=F("code_mef_suivant")
        ),
        _lignes(
            campagne.codes.filter(table="regimes"), "regime", cle=F("code"), libelle=F("libelle")
        ),
        _lignes(campagne.pieces_attendues.all(), "document", cle=F("pk"), libelle=F("nom")),
        _lignes(college.agents.filter(actif=True), "agent", cle=F("pk"), libelle=F("nom")),
        _lignes(college.etiquettes.all(), "etiquette", cle=F("pk"), libelle=F("nom")),
        _lignes(
            vues,
            "vue",
            cle=F("pk"),
            libelle=F("nom"),
            plus=F("parametres"),
            nombre=Case(When(par_agent=request.agent, then=Value(0)), default=Value(1)),
        ),
    ]


def _poses(campagne: Campagne, montres: Collection[Dossier]) -> "QuerySet[Any]":
    """Les étiquettes des dossiers de la page."""
    poses = campagne.etablissement.etiquettes.filter(dossiers__in=[d.pk for d in montres])
    return _lignes(poses, "pose", cle=F("pk"), libelle=F("nom"), nombre=F("dossiers"))


def _lignes(
    lignes: "QuerySet[Any]",
    sorte: str,
    **colonnes: Any,
) -> "QuerySet[Any]":
    """Les mêmes colonnes partout : sorte, clé, libellé, plus, nombre."""
    vide: Mapping[str, Any] = {nom: Value("") for nom in ("cle", "libelle", "plus")}
    dites = {**vide, "nombre": Value(0), **colonnes}
    return lignes.order_by().values_list(
        Cast(Value(sorte), CharField(max_length=20)),
        Cast(dites["cle"], TextField()),
        Cast(dites["libelle"], TextField()),
        Cast(dites["plus"], TextField()),
        Cast(dites["nombre"], IntegerField()),
    )
