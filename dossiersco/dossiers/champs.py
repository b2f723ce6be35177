"""Les champs qui peuvent changer, et comment passer de la photo SIECLE à la colonne.

Une colonne porte le nom de sa balise en minuscules ; sa valeur vaut celle de la photo tant que
personne n'a rien dit de nouveau.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from dossiersco.siecle.lus import Photo
from dossiersco.siecle.valeurs import comparable, date_fr

Valeurs = dict[str, Any]


class Cible(StrEnum):
    ELEVE = "eleve"
    PERSONNE = "personne"


class Nature(StrEnum):
    TEXTE = "texte"
    DATE = "date"
    BOOLEEN = "booleen"
    BLOC = "bloc"
    LISTE = "liste"


class Exige(StrEnum):
    """Ce qui ne se passe pas d'un champ : SIECLE refuse la fiche, ou nous ne saurions où écrire."""

    SIECLE = "siecle"
    FOYER = "foyer"
    COURRIER = "courrier"
    MESSAGES = "messages"


@dataclass(frozen=True)
class Champ:
    """`sensible` : un changement d'identité, que le collège regarde d'abord et sur document.

    `confidentiel` : ne se montre qu'à celui qui l'a dit, car il dirait où vit un responsable.
    `exige` : pourquoi il se demande toujours ; None, le collège peut ne pas le demander. `bloc` :
    celui de la campagne dont il dépend tout entier.
    """

    nom: str
    libelle: str
    nature: Nature = Nature.TEXTE
    sensible: bool = False
    confidentiel: bool = False
    exige: Exige | None = None
    bloc: str = ""

    @cached_property
    def balise(self) -> str:
        return self.nom.upper()

    def lire(self, valeur: Any) -> Any:
        """Valeur de photo (ou None) -> valeur de colonne."""
        if self.nature is Nature.TEXTE:
            return valeur or ""
        if self.nature is Nature.DATE:
            return date_fr(valeur) if valeur else None
        if self.nature is Nature.BOOLEEN:
            return None if valeur is None else valeur == "1"
        if self.nature is Nature.BLOC:
            return dict(valeur or {})
        return [dict(ligne) for ligne in valeur or ()]

    def ecrire(self, valeur: Any) -> Any:
        """L'inverse : ce que la photo porterait, ou None pour une balise absente."""
        if self.nature is Nature.DATE:
            return f"{valeur:%d/%m/%Y}" if isinstance(valeur, date) else None
        if self.nature is Nature.BOOLEEN:
            return None if valeur is None else str(int(valeur))
        return valeur or None


CHAMPS_ELEVE = (
    Champ("nom_de_famille", "Nom de famille", sensible=True, exige=Exige.SIECLE),
    Champ("nom_usage", "Nom d’usage", sensible=True),
    Champ("prenom", "Prénom", sensible=True, exige=Exige.SIECLE),
    Champ("prenom2", "Deuxième prénom", sensible=True),
    Champ("prenom3", "Troisième prénom", sensible=True),
    Champ("date_naiss", "Date de naissance", Nature.DATE, sensible=True, exige=Exige.SIECLE),
    Champ("code_sexe", "Sexe", sensible=True, exige=Exige.SIECLE),
    Champ("code_pays", "Pays de naissance", sensible=True, exige=Exige.SIECLE),
    Champ("code_commune_insee_naiss", "Commune de naissance", sensible=True, exige=Exige.SIECLE),
    Champ("ville_naiss", "Ville de naissance", sensible=True, exige=Exige.SIECLE),
    Champ("code_pays_nat", "Nationalité", sensible=True, exige=Exige.SIECLE),
    Champ("tel_portable", "Téléphone portable de l’élève"),
    Champ("mel", "Courriel de l’élève"),
    Champ("adresse", "Adresse de l’élève", Nature.BLOC, confidentiel=True, exige=Exige.FOYER),
    Champ("code_regime", "Régime", bloc="regime"),
    Champ("options", "Options", Nature.LISTE, bloc="options"),
)

CHAMPS_PERSONNE = (
    Champ("code_civilite", "Civilité", sensible=True, exige=Exige.SIECLE),
    Champ("nom_de_famille", "Nom de famille", sensible=True, exige=Exige.SIECLE),
    Champ("nom_usage", "Nom d’usage", sensible=True),
    Champ("prenom", "Prénom", sensible=True, exige=Exige.SIECLE),
    Champ("adresse", "Adresse", Nature.BLOC, exige=Exige.COURRIER),
    Champ("tel_personnel", "Téléphone du domicile"),
    Champ("tel_portable", "Téléphone portable"),
    Champ("tel_professionnel", "Téléphone professionnel"),
    Champ("accepte_sms", "Accepte les SMS", Nature.BOOLEEN),
    Champ("mel", "Courriel", exige=Exige.MESSAGES),
    Champ("code_profession", "Profession"),
    Champ("communication_adresse", "Adresse donnée aux fédérations de parents", Nature.BOOLEEN),
)

CHAMPS: dict[Cible, tuple[Champ, ...]] = {
    Cible.ELEVE: CHAMPS_ELEVE,
    Cible.PERSONNE: CHAMPS_PERSONNE,
}

PAR_NOM: dict[Cible, dict[str, Champ]] = {
    cible: {champ.nom: champ for champ in champs} for cible, champs in CHAMPS.items()
}


def depuis_photo(champ: Champ, photo: Photo) -> Any:
    """La valeur de colonne qui dit la même chose que la photo."""
    return champ.lire(photo.get(champ.balise))


def colonnes(cible: Cible, photo: Photo) -> Valeurs:
    return {champ.nom: depuis_photo(champ, photo) for champ in CHAMPS[cible]}


# D'une adresse, ce qui se lit sur l'enveloppe : un ADRESSE_ID neuf n'est pas un déménagement.
LIGNES_ADRESSE = ("LIGNE1_ADRESSE", "LIGNE2_ADRESSE", "LIGNE3_ADRESSE", "LIGNE4_ADRESSE")
BALISES_ADRESSE = (
    *LIGNES_ADRESSE,
    "CODE_POSTAL",
    "LIBELLE_POSTAL",
    "COMMUNE_ETRANGERE",
    "CODE_PAYS",
)


def canonique(champ: Champ, valeur: Any) -> str:
    """Ce qui se compare : même normaliseur des deux côtés, sinon tout téléphone vide change."""
    if champ.nature is Nature.BLOC:
        valeur = {balise: (valeur or {}).get(balise, "") for balise in BALISES_ADRESSE}
    return comparable(champ.balise, valeur)


def differe(champ: Champ, une: Any, autre: Any) -> bool:
    # Presque toujours, rien n'a changé : deux valeurs égales n'ont pas à être mises en forme.
    return une != autre and canonique(champ, une) != canonique(champ, autre)
