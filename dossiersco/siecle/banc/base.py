"""Ce que SIECLE sait d'un établissement, et ce que l'import ne peut pas y changer."""

from dataclasses import dataclass, field

from dossiersco.siecle.lus import Photo

CleLien = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Base:
    """Dans les balises d'export. `liens` : (eleve_id, personne_id) -> photo du lien."""

    eleves: dict[str, Photo] = field(default_factory=dict)
    personnes: dict[str, Photo] = field(default_factory=dict)
    liens: dict[CleLien, Photo] = field(default_factory=dict)


NON_TRANSPORTE = {
    "ELEVE": frozenset(
        {
            "ELENOET",
            "ID_ELEVE_ETAB",
            "DATE_MODIFICATION",
            "ADRESSE_ID",
            # Déduit de la commune de naissance.
            "CODE_DEPARTEMENT_NAISS",
            # Jumeaux transitoires de l'INE, que SIECLE attribue lui-même.
            "INE_BEA",
            "INE_RNIE",
        }
    ),
    "PERSONNE": frozenset({"LC_CIVILITE", "LL_CIVILITE", "ADRESSE_ID"}),
    "LIEN": frozenset(),
    "ADRESSE": frozenset(
        {"ADRESSE_ID", "BOITE_POSTALE", "CODE_COMMUNE_INSEE", "LL_PAYS", "CODE_DEPARTEMENT"}
    ),
    "SCOLARITE_AN_DERNIER": frozenset(
        {
            "CODE_NATURE",
            "SIGLE",
            "DENOM_PRINC",
            "DENOM_COMPL",
            "LIGNE1_ADRESSE",
            "LIGNE2_ADRESSE",
            "LIGNE3_ADRESSE",
            "LIGNE4_ADRESSE",
            "BOITE_POSTALE",
            "COMMUNE_ETRANGERE",
            "MEL",
            "TELEPHONE",
            "CODE_COMMUNE_INSEE",
            "LL_COMMUNE_INSEE",
        }
    ),
}
"""Ce que l'export dit et que l'import ne peut pas porter : rien n'y change.

S'y ajoutent les groupes (STRUCTURES de type G), tout ce qu'on sait d'un CONTACT sauf sa parenté, et
une DATE_SORTIE sans motif : seul un sortant, qui a les deux, porte la sienne.
"""
