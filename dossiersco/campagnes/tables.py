"""Les codes d'une campagne : leurs libellés (la Nomenclature du collège, à défaut les tables du
service), la formation d'après, les places comptées."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import CharField, Value
from django.db.models.functions import Cast

from dossiersco.campagnes.models import (
    Campagne,
    CodeCollege,
    FormationSuivante,
    Mef,
    OptionPedagogique,
    RegleOption,
)
from dossiersco.campagnes.regimes import en_clair
from dossiersco.siecle import nomenclatures


@dataclass(frozen=True)
class Tables:
    """`codes` : {table: {code: libellé}} du collège, avec ses formations sous « mefs » ;
    `matieres` : {code_matiere: libellé} ; `offertes` : les mêmes, par formation ;
    `suivantes` : {formation: celle d'après} ; `places` : {code_mef: {code_matiere: places}}, là où
    elles se comptent."""

    codes: Mapping[str, Mapping[str, str]]
    matieres: Mapping[str, str]
    suivantes: Mapping[str, str] = field(default_factory=dict)
    offertes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    places: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def table(self, nom: str) -> Mapping[str, str]:
        """Toute une table, celle du collège s'il en a une."""
        return self.codes.get(nom) or _du_service(nom)

    def libelle(self, nom: str, code: str) -> str:
        """Le libellé d'un code ; un code inconnu se montre tel quel."""
        return self.table(nom).get(code) or _du_service(nom).get(code, code)

    def matiere(self, code: str) -> str:
        return self.matieres.get(code, code)

    def formation(self, code: str) -> str:
        return self.codes.get("mefs", {}).get(code, code)


def _du_service(nom: str) -> Mapping[str, str]:
    table = nomenclatures.table(nom)
    return en_clair(table) if nom == "regimes" else table


def tables_de(campagne: Campagne) -> Tables:
    """Une seule lecture, quel que soit le nombre de codes."""
    codes = CodeCollege.objects.filter(campagne=campagne)
    options = OptionPedagogique.objects.filter(campagne=campagne)
    mefs = Mef.objects.filter(campagne=campagne)
    suivantes = FormationSuivante.objects.filter(campagne=campagne)
    comptees = RegleOption.objects.filter(campagne=campagne).exclude(places=None)
    lignes = codes.values_list("table", AUCUN, "code", "libelle").union(
        options.values_list(_dit("matieres"), "code_mef", "code_matiere", "libelle"),
        mefs.values_list(_dit("mefs"), AUCUN, "code_mef", "libelle"),
        suivantes.values_list(_dit("suivantes"), AUCUN, "code_mef", "code_mef_suivant"),
        comptees.values_list(
            _dit("places"), "code_mef", "code_matiere", Cast("places", CharField())
        ),
        all=True,
    )
    lus: dict[str, dict[str, str]] = {}
    places: dict[str, dict[str, int]] = {}
    offertes: dict[str, dict[str, str]] = {}
    for table, groupe, code, libelle in lignes:
        if table == "places":
            places.setdefault(groupe, {})[code] = int(libelle)
            continue
        lus.setdefault(table, {})[code] = libelle
        if table == "matieres":
            offertes.setdefault(groupe, {})[code] = libelle
    # Déjà lues : la formation de la rentrée n'a pas à les redemander.
    campagne.passages = lus.pop("suivantes", {})
    lus["regimes"] = en_clair(lus.get("regimes", {}))
    return Tables(
        lus,
        matieres=lus.pop("matieres", {}),
        suivantes=campagne.passages,
        offertes=offertes,
        places=places,
    )


def _dit(texte: str) -> Value:
    return Value(texte, output_field=CharField())


AUCUN = _dit("")
