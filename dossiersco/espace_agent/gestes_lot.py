"""Les gestes que la liste propose à cet agent, valeur comprise : un choix, pas deux."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dossiersco.dossiers.lots import GESTES, GesteDeLot
from dossiersco.etablissements.droits import Geste
from dossiersco.etablissements.models import Agent

NEUVE = "neuve"
# Imprimer ne change aucun dossier : ce n'est pas un lot, le papier a son propre historique.
IMPRIMER = "imprimer"
IMPRIMABLES = [
    ("feuilles", "les dossiers à remplir"),
    ("lettres", "les lettres d’invitation"),
]
OFFERTS = {**GESTES, IMPRIMER: GesteDeLot("Imprimer", Geste.INVITER)}
# D'où viennent les valeurs d'un geste qui en attend une.
VALEURS: dict[str, str] = {
    "attribuer": "agent",
    "etiqueter": "etiquette",
    "desetiqueter": "etiquette",
    "former": "formation",
    IMPRIMER: "papier",
}
# Ce qui s'ajoute aux valeurs lues.
AUSSI: dict[str, tuple[str, str]] = {
    "attribuer": ("", "personne"),
    "etiqueter": (NEUVE, "une étiquette nouvelle…"),
    "former": ("", "celle de la règle"),
}
Choix = Mapping[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class Demande:
    """« attribuer:12 » : le geste et sa valeur, tels que l'adresse les porte."""

    geste: str
    valeur: str

    @classmethod
    def lire(cls, texte: str, agent: Agent) -> "Demande | None":
        """None si ce geste n'existe pas, ou n'est pas permis à cet agent."""
        geste, _, valeur = texte.partition(":")
        if geste not in OFFERTS or not agent.peut(OFFERTS[geste].droit):
            return None
        return cls(geste, valeur)

    def __str__(self) -> str:
        return f"{self.geste}:{self.valeur}" if self.valeur else self.geste

    @property
    def attend_un_nom(self) -> bool:
        return self.valeur == NEUVE

    def en_mots(self, choix: Choix) -> str:
        """« Confier à Mme Petit »."""
        if self.attend_un_nom:
            return "Poser une étiquette nouvelle"
        return f"{OFFERTS[self.geste].libelle} {self._valeur_en_mots(choix)}".strip()

    def connue(self, choix: Choix) -> bool:
        """La valeur est de celles qu'on propose : rien d'un autre collège n'y entre."""
        return self.valeur in dict(_valeurs(self.geste, choix))

    def _valeur_en_mots(self, choix: Choix) -> str:
        return dict(_valeurs(self.geste, choix)).get(self.valeur, "")


def _valeurs(geste: str, choix: Choix) -> list[tuple[str, str]]:
    if geste not in VALEURS:
        return [("", "")]
    if geste == IMPRIMER:
        return IMPRIMABLES
    aussi = [AUSSI[geste]] if geste in AUSSI else []
    return [*choix.get(VALEURS[geste], ()), *aussi]


def gestes_permis(agent: Agent, choix: Choix) -> list[tuple[str, list[tuple[str, str]]]]:
    """Par groupe, de quoi remplir une liste déroulante ; le premier groupe n'a pas de titre."""
    permis = [nom for nom, geste in OFFERTS.items() if agent.peut(geste.droit)]
    simples = [(nom, OFFERTS[nom].libelle) for nom in permis if nom not in VALEURS]
    groupes = [
        (
            OFFERTS[nom].libelle,
            [(str(Demande(nom, valeur)), libelle) for valeur, libelle in _valeurs(nom, choix)],
        )
        for nom in permis
        if nom in VALEURS
    ]
    return [("", simples), *((titre, offre) for titre, offre in groupes if offre)]
