"""Les libellés des codes : la Nomenclature du collège, à défaut les tables du service."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import CharField, Value

from dossiersco.campagnes.models import Campagne, CodeCollege, Mef, OptionPedagogique
from dossiersco.siecle import nomenclatures


@dataclass(frozen=True)
class Tables:
    """`codes` : {table: {code: libellé}} du collège, avec ses formations sous « mefs » ;
    `matieres` : {code_matiere: libellé}."""

    codes: Mapping[str, Mapping[str, str]]
    matieres: Mapping[str, str]

    def table(self, nom: str) -> Mapping[str, str]:
        """Toute une table, celle du collège s'il en a une."""
        return self.codes.get(nom) or nomenclatures.table(nom)

    def libelle(self, nom: str, code: str) -> str:
        """Le libellé d'un code ; un code inconnu se montre tel quel."""
        return self.table(nom).get(code) or nomenclatures.table(nom).get(code, code)

    def matiere(self, code: str) -> str:
        return self.matieres.get(code, code)

    def formation(self, code: str) -> str:
        return self.codes.get("mefs", {}).get(code, code)


def tables_de(campagne: Campagne) -> Tables:
    """Une seule lecture, quel que soit le nombre de codes."""
    lignes = CodeCollege.objects.filter(campagne=campagne).values_list("table", "code", "libelle")
    lignes = lignes.union(
        OptionPedagogique.objects.filter(campagne=campagne).values_list(
            _nommee("matieres"), "code_matiere", "libelle"
        ),
        Mef.objects.filter(campagne=campagne).values_list(_nommee("mefs"), "code_mef", "libelle"),
        all=True,
    )
    codes: dict[str, dict[str, str]] = {}
    for table, code, libelle in lignes:
        codes.setdefault(table, {})[code] = libelle
    return Tables(codes, matieres=codes.pop("matieres", {}))


def _nommee(table: str) -> Value:
    return Value(table, output_field=CharField())
