"""Les colonnes de la « Fiche élève complète » : de l'en-tête à la balise, et à qui elle va.

SIECLE a écrit ces en-têtes de plusieurs façons : « … Repr. Lég. 1 » et « … 2 », ou « … Repr. Lég. »
et « … Autre Repr. Lég. », « Resp. » autrefois ; avec des espaces insécables ou de bord. Certains se
répètent. Source : format SIECLE BEE §9, et des listes publiques de colonnes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dossiersco.siecle.communes import capitales

ELEVE, PREMIER, SECOND = 0, 1, 2
OPTIONS_MAX = 12
NUMEROS = ("NUMERO_1", "NUMERO_2")
PARENTE = "LIEN_PARENTE"
COMMUNE_NAISS = "COMMUNE_NAISS"
PAYS_ADRESSE = "PAYS"

REPRESENTANT = re.compile(r"(?P<nom>.+?) (?P<autre>AUTRE )?RE(?:PR|SP) LEG(?: (?P<rang>[12]))?")

COORDONNEES = {
    "TEL PERSONNEL": "TEL_PERSONNEL",
    "TEL PROFESSIONNEL": "TEL_PROFESSIONNEL",
    "TEL PORTABLE": "TEL_PORTABLE",
    "EMAIL": "MEL",
    **{f"LIGNE ADRESSE {n}": f"LIGNE{n}_ADRESSE" for n in range(1, 5)},
    "LIB POSTAL": "LIBELLE_POSTAL",
    "CODE POSTAL": "CODE_POSTAL",
    "DEPARTEMENT": "CODE_DEPARTEMENT",
    "CODE DEPARTEMENT": "CODE_DEPARTEMENT",
    "COMMUNE ETRANGERE": "COMMUNE_ETRANGERE",
    "PAYS": PAYS_ADRESSE,
}
NOMS = {
    "NOM": "NOM_DE_FAMILLE",
    "NOM DE FAMILLE": "NOM_DE_FAMILLE",
    "NOM D USAGE": "NOM_USAGE",
    "PRENOM": "PRENOM",
}
COLONNES_ELEVE = {
    **NOMS,
    **COORDONNEES,
    "PRENOM 2": "PRENOM2",
    "PRENOM 3": "PRENOM3",
    "SEXE": "CODE_SEXE",
    "PAYS NAT": "CODE_PAYS_NAT",
    "ELEVE NO ETAB": NUMEROS[0],
    "NUM ELEVE ETAB": NUMEROS[1],
    "DATE NAISSANCE": "DATE_NAISS",
    "DOUBLEMENT": "DOUBLEMENT",
    "ID NATIONAL": "ID_NATIONAL",
    "DATE ENTREE": "DATE_ENTREE",
    "DATE SORTIE": "DATE_SORTIE",
    "DATE MODIFICATION": "DATE_MODIFICATION",
    "ADHESION TRANSPORT": "ADHESION_TRANSPORT",
    "VILLE NAISS ETRANGERE": "VILLE_NAISS",
    "COMMUNE NAISS": COMMUNE_NAISS,
    "PAYS NAISS": "CODE_PAYS",
    "CODE REGIME": "CODE_REGIME",
    "MOTIF SORTIE": "CODE_MOTIF_SORTIE",
    "CODE MEF": "CODE_MEF",
    "CODE STRUCTURE": "CODE_STRUCTURE",
    "TYPE STRUCTURE": "TYPE_STRUCTURE",
    **{f"CLE GESTION MAT ENSEIGNEE {n}": f"CODE_GESTION_{n}" for n in range(1, OPTIONS_MAX + 1)},
    **{f"CODE MODALITE ELECT {n}": f"MODALITE_{n}" for n in range(1, OPTIONS_MAX + 1)},
}
COLONNES_PERSONNE = {
    **NOMS,
    **COORDONNEES,
    "CIVILITE": "LC_CIVILITE",
    "LIEN PARENTE": PARENTE,
    "COMMUNICATION ADRESSE": "COMMUNICATION_ADRESSE",
    "COMMUNICATION ADRESSE POSTALE ET COURRIEL": "COMMUNICATION_ADRESSE",
}
# Ce que la fiche dit et dont rien n'a besoin ; les libellés doublent leur code.
SANS_USAGE = ("LIB ", "CODE BOURSE", "CODE CIRCUIT", "AUTORISATION ABS", "PRESENCE DOSS")
INDISPENSABLES = frozenset({"NOM_DE_FAMILLE", "PRENOM", "DATE_NAISS"})

Valeurs = dict[str, str]


@dataclass(frozen=True, slots=True)
class Colonnes:
    """`places` : (à qui, balise) -> les colonnes qui la portent, dans l'ordre de la feuille."""

    places: Mapping[tuple[int, str], Sequence[int]]
    inconnues: tuple[str, ...]

    def __contains__(self, balise: str) -> bool:
        """Vrai si une colonne de l'élève porte cette balise."""
        return (ELEVE, balise) in self.places

    def extraire(self, ligne: Sequence[str], a_qui: int) -> Valeurs:
        """Les valeurs remplies d'un élève ou d'un représentant ; d'un doublon, la première."""
        lues: Valeurs = {}
        for (qui, balise), colonnes in self.places.items():
            remplies = (texte for n in colonnes if n < len(ligne) if (texte := rogner(ligne[n])))
            if qui == a_qui and (valeur := next(remplies, "")):
                lues[balise] = valeur
        return lues


@dataclass(slots=True)
class _Recolte:
    deux: bool
    places: dict[tuple[int, str], list[int]] = field(default_factory=dict)
    inconnues: list[str] = field(default_factory=list)

    def ranger(self, colonne: int, entete: str, nom: str) -> None:
        a_qui, balise = self._identifier(nom)
        if balise is not None:
            self.places.setdefault((a_qui, balise), []).append(colonne)
        elif nom and not nom.startswith(SANS_USAGE):
            self.inconnues.append(rogner(entete))

    def _identifier(self, nom: str) -> tuple[int, str | None]:
        trouve = REPRESENTANT.fullmatch(nom)
        if trouve is None:
            return ELEVE, COLONNES_ELEVE.get(nom)
        balise = COLONNES_PERSONNE.get(trouve["nom"])
        if trouve["rang"] or trouve["autre"]:
            return (SECOND if trouve["autre"] else int(trouve["rang"])), balise
        # Sans « 1 », « 2 » ni « Autre » nulle part, l'en-tête répété est celui du second.
        repete = (PREMIER, balise) in self.places
        return (SECOND if repete and not self.deux else PREMIER), balise


def rogner(texte: str) -> str:
    """Sans espaces de bord, insécables compris."""
    return texte.strip(" \t\r\n\u00a0\u202f\ufeff")


def reconnaitre(entetes: Iterable[str]) -> Colonnes | None:
    """Les colonnes d'une ligne d'en-têtes ; None si ce n'en est pas une de fiche élève."""
    bruts = list(entetes)
    noms = [capitales(brut) for brut in bruts]
    reconnus = [REPRESENTANT.fullmatch(nom) for nom in noms]
    deux = any(trouve and (trouve["autre"] or trouve["rang"] == "2") for trouve in reconnus)
    recolte = _Recolte(deux)
    for colonne, (brut, nom) in enumerate(zip(bruts, noms, strict=True)):
        recolte.ranger(colonne, brut, nom)
    eleve = {balise for a_qui, balise in recolte.places if a_qui == ELEVE}
    if not eleve >= INDISPENSABLES or not eleve & {"ID_NATIONAL", *NUMEROS}:
        return None
    return Colonnes(recolte.places, tuple(recolte.inconnues))
