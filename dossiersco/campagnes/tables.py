"""Les libellés des codes : la Nomenclature du collège, à défaut les tables du service."""

from collections.abc import Mapping
from dataclasses import dataclass

from dossiersco.campagnes.models import Campagne, CodeCollege, OptionPedagogique
from dossiersco.siecle import nomenclatures


@dataclass(frozen=True)
class Tables:
    """`codes` : {table: {code: libellé}} du collège ; `matieres` : {code_matiere: libellé}."""

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


def tables_de(campagne: Campagne) -> Tables:
    """Deux lectures, quel que soit le nombre de codes."""
    codes: dict[str, dict[str, str]] = {}
    for table, code, libelle in CodeCollege.objects.filter(campagne=campagne).values_list(
        "table", "code", "libelle"
    ):
        codes.setdefault(table, {})[code] = libelle
    matieres = dict(
        OptionPedagogique.objects.filter(campagne=campagne).values_list("code_matiere", "libelle")
    )
    return Tables(codes, matieres)
