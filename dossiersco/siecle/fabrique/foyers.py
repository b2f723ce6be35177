"""Les familles : qui élève l'enfant, qui vit où, et quel lien SIECLE en connaît.

Un genre de foyer est une fonction qui fabrique les personnes et rend, pour chaque enfant, ses
responsables. Le niveau 1 est le représentant légal, 2 la personne en charge, 3 le contact.
"""

from collections.abc import Callable
from dataclasses import dataclass

from dossiersco.siecle.fabrique.adresses import domicile, domicile_belge, jumelle
from dossiersco.siecle.fabrique.atelier import Atelier, Liens
from dossiersco.siecle.fabrique.modele import Personne
from dossiersco.siecle.fabrique.personnes import (
    FEMME,
    HOMME,
    homonyme,
    institution,
    nom,
    parent,
)
from dossiersco.siecle.lus import Photo

MERE, PERE, ASCENDANT, FAMILLE = "10", "20", "38", "39"
ASSISTANT_FAMILIAL, TUTEUR, ASE, AUTRE = "42", "50", "51", "90"


@dataclass(frozen=True, slots=True)
class Foyer:
    """`adresse` : celle où vivent les enfants. `liens` : ceux de chaque enfant, dans l'ordre."""

    nom: str
    adresse: Photo
    liens: tuple[Liens, ...]

    def personnes(self) -> list[Personne]:
        uniques = {p.personne_id: p for liens in self.liens for p, _ in liens}
        return list(uniques.values())


def lien(niveau: str, parente: str, droits: str = "") -> Photo:
    """`droits`, des lettres : P paie les frais, A perçoit les aides, H héberge, C à contacter."""
    return {
        "NIVEAU_RESPONSABILITE": niveau,
        "CODE_PARENTE": parente,
        "PAIE_FRAIS_SCOLAIRES": _oui("P" in droits),
        "PERCOIT_LES_AIDES": _oui("A" in droits),
        "HEBERGE_ELEVE": _oui("H" in droits),
        "A_CONTACTER_EN_PRIORITE": _oui("C" in droits),
    }


def _oui(vrai: bool) -> str:
    return "1" if vrai else "0"


def couple(atelier: Atelier, taille: int) -> Foyer:
    return _couple(atelier, taille, (FEMME, HOMME))


def deux_meres(atelier: Atelier, taille: int) -> Foyer:
    return _couple(atelier, taille, (FEMME, FEMME))


def deux_peres(atelier: Atelier, taille: int) -> Foyer:
    return _couple(atelier, taille, (HOMME, HOMME))


def _couple(atelier: Atelier, taille: int, civilites: tuple[str, str]) -> Foyer:
    """Une adresse pour deux ; parfois la même sous deux numéros."""
    adresse = domicile(atelier)
    autre = jumelle(atelier, adresse) if atelier.parfois(12) else adresse
    premier = parent(atelier, civilites[0], nom(atelier), adresse)
    second = parent(atelier, civilites[1], nom(atelier), autre)
    liens = (
        (premier, lien("1", _parente(civilites[0]), "PAHC")),
        (second, lien("1", _parente(civilites[1]), "H")),
    )
    return Foyer(_nom_d_enfant(atelier, premier, second), adresse, (liens,) * taille)


def _parente(civilite: str) -> str:
    return MERE if civilite == FEMME else PERE


def _nom_d_enfant(atelier: Atelier, premier: Personne, second: Personne) -> str:
    """Le nom du père le plus souvent ; celui de la mère, ou les deux, tiret simple ou double."""
    noms = premier.photo["NOM_DE_FAMILLE"], second.photo["NOM_DE_FAMILLE"]
    forme = atelier.hasard.pondere({"second": 76, "premier": 12, " ": 5, "-": 4, "--": 3})
    if forme in ("second", "premier"):
        return str(noms[forme == "second"])
    return forme.join(reversed(noms))


def seul(atelier: Atelier, taille: int) -> Foyer:
    adresse = domicile(atelier)
    civilite = FEMME if atelier.soigne or atelier.hasard.random() < 0.85 else HOMME
    unique = parent(atelier, civilite, nom(atelier), adresse)
    liens = ((unique, lien("1", _parente(civilite), "PAHC")),)
    return Foyer(unique.photo["NOM_DE_FAMILLE"], adresse, (liens,) * taille)


def separes(atelier: Atelier, taille: int) -> Foyer:
    return _separes(atelier, taille, domicile(atelier))


def frontalier(atelier: Atelier, taille: int) -> Foyer:
    return _separes(atelier, taille, domicile_belge(atelier))


def _separes(atelier: Atelier, taille: int, ailleurs: Photo) -> Foyer:
    """Deux adresses ; l'enfant est hébergé par un seul, l'autre paie parfois."""
    adresse = domicile(atelier)
    mere = parent(atelier, FEMME, nom(atelier), adresse)
    pere = parent(atelier, HOMME, nom(atelier), None if atelier.parfois(15) else ailleurs)
    pere_paie = atelier.parfois(3)
    liens = (
        (pere, lien("1", PERE, "P" if pere_paie else "")),
        (mere, lien("1", MERE, "AHC" if pere_paie else "PAHC")),
    )
    return Foyer(_nom_d_enfant(atelier, mere, pere), adresse, (liens,) * taille)


def recompose(atelier: Atelier, taille: int) -> Foyer:
    """Le second mari est en charge de l'aîné et représentant légal des suivants."""
    adresse = domicile(atelier)
    mere = parent(atelier, FEMME, nom(atelier), adresse)
    pere = parent(atelier, HOMME, nom(atelier), domicile(atelier))
    beau_pere = parent(atelier, HOMME, nom(atelier), adresse)
    aine = (
        (mere, lien("1", MERE, "PAHC")),
        (pere, lien("1", PERE)),
        (beau_pere, lien("2", AUTRE, "H")),
    )
    cadet = ((mere, lien("1", MERE, "PAHC")), (beau_pere, lien("1", PERE, "H")))
    return Foyer(pere.photo["NOM_DE_FAMILLE"], adresse, (aine, *(cadet,) * (taille - 1)))


def grand_parent(atelier: Atelier, taille: int) -> Foyer:
    """Un couple, et une grand-mère à prévenir dont on ne connaît pas toujours l'adresse."""
    foyer = couple(atelier, taille)
    chez_elle = domicile(atelier) if atelier.hasard.une_fois_sur(2) else None
    aieule = parent(atelier, FEMME, foyer.nom, chez_elle)
    return _avec(foyer, aieule, lien("3", ASCENDANT))


def voisin(atelier: Atelier, taille: int) -> Foyer:
    """Un parent seul, et pour contact un parent d'un autre élève."""
    foyer = seul(atelier, taille)
    if not atelier.voisins:
        return foyer
    return _avec(foyer, atelier.hasard.choice(atelier.voisins), lien("3", AUTRE, "C"))


def _avec(foyer: Foyer, personne: Personne, photo: Photo) -> Foyer:
    return Foyer(
        foyer.nom, foyer.adresse, tuple((*liens, (personne, photo)) for liens in foyer.liens)
    )


def accueil(atelier: Atelier, taille: int) -> Foyer:
    """L'enfant est confié à l'aide sociale à l'enfance et vit chez un assistant familial."""
    adresse = domicile(atelier)
    ase = institution(atelier)
    assistant = parent(atelier, FEMME, nom(atelier), adresse)
    liens = (
        (ase, lien("1", ASE, "PA")),
        (assistant, lien("2", ASSISTANT_FAMILIAL, "HC")),
    )
    return Foyer(nom(atelier), adresse, (liens,) * taille)


def tuteur(atelier: Atelier, taille: int) -> Foyer:
    adresse = domicile(atelier)
    oncle = parent(atelier, HOMME, nom(atelier), adresse)
    tante = parent(atelier, FEMME, nom(atelier), adresse)
    liens = ((oncle, lien("1", TUTEUR, "PAHC")), (tante, lien("2", FAMILLE, "H")))
    return Foyer(nom(atelier), adresse, (liens,) * taille)


def homonymes(atelier: Atelier, taille: int) -> Foyer:
    """Un parent seul qui porte le nom et le prénom d'un parent d'un autre élève."""
    if not atelier.voisins:
        return seul(atelier, taille)
    adresse = domicile(atelier)
    unique = homonyme(atelier, atelier.hasard.choice(atelier.voisins), adresse)
    parente = _parente(unique.photo["CODE_CIVILITE"])
    liens = ((unique, lien("1", parente, "PAHC")),)
    return Foyer(unique.photo["NOM_DE_FAMILLE"], adresse, (liens,) * taille)


GENRES: dict[str, Callable[[Atelier, int], Foyer]] = {
    "couple": couple,
    "separes": separes,
    "seul": seul,
    "recompose": recompose,
    "grand_parent": grand_parent,
    "deux_meres": deux_meres,
    "deux_peres": deux_peres,
    "frontalier": frontalier,
    "accueil": accueil,
    "tuteur": tuteur,
    "voisin": voisin,
    "homonymes": homonymes,
}
FREQUENCES = {
    "couple": 540,
    "separes": 170,
    "seul": 140,
    "recompose": 40,
    "grand_parent": 40,
    "deux_meres": 12,
    "deux_peres": 6,
    "frontalier": 8,
    "accueil": 12,
    "tuteur": 8,
    "voisin": 20,
    "homonymes": 4,
}
