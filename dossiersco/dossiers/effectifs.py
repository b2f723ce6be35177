"""Combien d'élèves dans une campagne, dans chaque formation, et ce qu'ils y choisissent."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, F, OuterRef

from dossiersco.campagnes.carte_options import Carte, Entree
from dossiersco.campagnes.models import Campagne
from dossiersco.campagnes.regles_options import incomplet
from dossiersco.dossiers.formations import dans_la_formation, parmi
from dossiersco.dossiers.models import Dossier


@dataclass
class Choix:
    """D'une option : ceux qui la demandent, la gardent, l'abandonnent."""

    demandee: int = 0
    gardee: int = 0
    abandonnee: int = 0

    @property
    def prise(self) -> int:
        return self.demandee + self.gardee


@dataclass
class Choisies:
    """`par_matiere` : {code_matiere: Choix}. `incomplets` : {question obligatoire: élèves}."""

    eleves: int = 0
    par_matiere: dict[str, Choix] = field(default_factory=lambda: defaultdict(Choix))
    incomplets: Counter[str] = field(default_factory=Counter)


def plus_de(nombre: int) -> Exists:
    """D'une campagne : a-t-elle plus de dossiers que cela ? On s'arrête dès qu'on le sait."""
    siens = Dossier.objects.filter(campagne=OuterRef("pk")).order_by()
    return Exists(siens[nombre : nombre + 1])


def par_formation(campagne: Campagne, suivantes: Mapping[str, str]) -> Counter[str]:
    """{code_mef de la rentrée: élèves} ; sous "", ceux dont rien ne dit la formation."""
    lignes = Dossier.objects.filter(campagne=campagne).values_list(
        "code_mef_rentree", "eleve__code_mef"
    )
    return Counter(parmi(campagne, choisie, lue, suivantes) for choisie, lue in lignes)


def choisies(campagne: Campagne, code_mef: str, carte: Carte) -> Choisies:
    """Ce qui est enregistré à cet instant, signé ou non. Une lecture."""
    lignes = (
        Dossier.objects.filter(dans_la_formation(campagne, code_mef), campagne=campagne)
        .annotate(lues=F("eleve__photo__OPTIONS"))
        .values_list("eleve__options", "lues")
    )
    bilan = Choisies()
    for proposees, lues in lignes:
        bilan.eleves += 1
        bilan.incomplets.update(incomplet(carte, proposees))
        _compter(bilan, _codes(proposees), _codes(lues or []))
    return bilan


def _codes(entrees: list[Entree]) -> set[str]:
    return {entree["CODE_MATIERE"] for entree in entrees}


def _compter(bilan: Choisies, proposees: set[str], lues: set[str]) -> None:
    for code in proposees - lues:
        bilan.par_matiere[code].demandee += 1
    for code in proposees & lues:
        bilan.par_matiere[code].gardee += 1
    for code in lues - proposees:
        bilan.par_matiere[code].abandonnee += 1
