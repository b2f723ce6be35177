"""Les blocs annexes d'un export (adresses, options, structures), par la clé de qui ils concernent.

Un grand export doit tenir dans peu de mémoire : nombreux, ils vont sur le disque (`reserve`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dossiersco.siecle import vocabulaire
from dossiersco.siecle.anomalies import CodeAnomalie, Releve
from dossiersco.siecle.champs import Controle, connus
from dossiersco.siecle.lus import Photo
from dossiersco.siecle.noeuds import Noeud, identifiant, ligne, textes
from dossiersco.siecle.reserve import Empreintes, Reserve

CLE_ADRESSE = frozenset({"ADRESSE_ID"})


@dataclass(slots=True)
class Adresses:
    """Les adresses d'un export, par ADRESSE_ID. `presentes` : il en porte au moins une."""

    presentes: bool = False
    _par_id: Reserve = field(default_factory=Reserve)

    def retenir(self, noeud: Noeud, releve: Releve) -> None:
        self.presentes = True
        lus = textes(noeud)
        cle = identifiant(noeud, "ADRESSE_ID", lus)
        if not cle:
            releve.dire(
                CodeAnomalie.CODE_ABSENT,
                "Une adresse n’a pas d’ADRESSE_ID : elle est ignorée.",
                ligne=ligne(noeud),
            )
            return
        adresse = connus(noeud, lus, vocabulaire.ADRESSE, releve, CLE_ADRESSE)
        self._par_id.poser(cle, {**adresse, "ADRESSE_ID": cle})

    def poser(self, photo: Photo, controle: Controle) -> None:
        """Pose ADRESSE dans la photo si son ADRESSE_ID est connu ; sinon un avis."""
        cle = photo.get("ADRESSE_ID")
        # Un export « SansAdresses » est signalé une fois pour tout le fichier.
        if cle is None or not self.presentes:
            return
        adresse = self._par_id.lire(cle)
        if adresse is not None:
            photo["ADRESSE"] = dict(adresse)
            return
        controle.dire(
            CodeAnomalie.ADRESSE_INCONNUE,
            f"L’adresse {cle} n’est pas dans le fichier : l’adresse déjà connue est gardée.",
        )


@dataclass(slots=True)
class ListesParEleve:
    """Les options ou les structures, par ELEVE_ID : une liste de blocs aux mêmes clés."""

    cles: tuple[str, ...]
    nombre: int = 0
    _par_id: Reserve = field(default_factory=Reserve)

    def retenir(self, eleve_id: str, blocs: Iterable[Mapping[str, str]]) -> None:
        lignes = [[bloc.get(cle, "") for cle in self.cles] for bloc in blocs]
        if not lignes:
            return
        deja = self._par_id.lire(eleve_id)
        self.nombre += deja is None
        self._par_id.poser(eleve_id, [*(deja or ()), *lignes])

    def de(self, eleve_id: str) -> list[dict[str, Any]]:
        """Les blocs de l'élève."""
        return [
            {cle: valeur for cle, valeur in zip(self.cles, ligne, strict=True) if valeur}
            for ligne in self._par_id.lire(eleve_id) or ()
        ]

    def orphelins(self, eleves: Empreintes) -> Iterator[str]:
        """Les clés d'élèves qui ne sont pas parmi ceux-là."""
        return (cle for cle in self._par_id if cle not in eleves)
