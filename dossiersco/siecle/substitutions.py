"""Les caractères qu'un envoi remplace : l'ISO-8859-15 n'écrit ni « ’ » ni « ł ».

Seuls les noms et les adresses sont repris, un par un, et chaque remplacement est dit. Un code ou un
courriel approché désignerait autre chose : il reste tel que lu, et bloque la fiche.
"""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from dossiersco.siecle.lus import Photo
from dossiersco.siecle.regles import Releve, Remarque
from dossiersco.siecle.valeurs import CaractereImpossible, comparable, representable, s_ecrit

TEXTES = {
    "NOM_DE_FAMILLE": "nom de famille",
    "NOM_USAGE": "nom d’usage",
    "PRENOM": "prénom",
    "PRENOM2": "deuxième prénom",
    "PRENOM3": "troisième prénom",
    "VILLE_NAISS": "ville de naissance",
}
ADRESSE = "ADRESSE"
DE_L_ADRESSE = {
    "LIGNE1_ADRESSE": "adresse, ligne 1",
    "LIGNE2_ADRESSE": "adresse, ligne 2",
    "LIGNE3_ADRESSE": "adresse, ligne 3",
    "LIGNE4_ADRESSE": "adresse, ligne 4",
    "LIBELLE_POSTAL": "adresse, commune",
    "COMMUNE_ETRANGERE": "adresse, commune",
}


@dataclass(frozen=True, slots=True)
class Substitution:
    """`balise` : celle de la photo où elle se trouve. `champ` : en mots."""

    balise: str
    champ: str
    avant: str
    apres: str

    @property
    def caracteres(self) -> str:
        refuses = dict.fromkeys(c for c in self.avant if not s_ecrit(c))
        return ", ".join(f"« {caractere} »" for caractere in refuses)


def substituer(photo: Photo, sauf: Set[str] = frozenset()) -> tuple[Photo, list[Substitution]]:
    """La photo telle qu'elle s'écrira. Ce que rien n'approche reste, et bloquera la fiche."""
    faites = list(_trouver(photo, sauf))
    if not faites:
        return photo, []
    ecrite = {**photo, **{s.balise: s.apres for s in faites if s.balise != ADRESSE}}
    if photo.get(ADRESSE):
        lignes = {s.avant: s.apres for s in faites if s.balise == ADRESSE}
        ecrite[ADRESSE] = {
            balise: lignes.get(valeur, valeur) if balise in DE_L_ADRESSE else valeur
            for balise, valeur in photo[ADRESSE].items()
        }
    return ecrite, [s for s in faites if comparable("", s.avant) != comparable("", s.apres)]


def remarques(qui: str, faites: Iterable[Substitution]) -> tuple[Remarque, ...]:
    """Une remarque par valeur remplacée : SIECLE n'aura pas celle qu'on voudrait."""
    return tuple(_remarque(qui, faite) for faite in faites)


def _remarque(qui: str, faite: Substitution) -> Remarque:
    releve = Releve(qui)
    valeur = f"{faite.champ} : « {faite.avant} » s’écrira « {faite.apres} »"
    releve.avertir("CARACTERE", valeur=valeur, caracteres=faite.caracteres)
    (dite,) = releve.remarques
    return Remarque(dite.code, dite.message, dite.etape, frozenset({faite.balise}))


def _trouver(photo: Photo, sauf: Set[str]) -> Iterator[Substitution]:
    adresse: Photo = photo.get(ADRESSE) or {}
    a_lire = [(balise, champ, photo.get(balise, "")) for balise, champ in TEXTES.items()]
    a_lire += [(ADRESSE, champ, adresse.get(balise, "")) for balise, champ in DE_L_ADRESSE.items()]
    for balise, champ, valeur in a_lire:
        if balise not in sauf and not s_ecrit(valeur):
            try:
                yield Substitution(balise, champ, valeur, representable(valeur))
            except CaractereImpossible:
                continue
