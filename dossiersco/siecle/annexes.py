"""Les blocs annexes d'un export (adresses, options, structures), gardés sous forme compacte.

Un grand export doit tenir dans peu de mémoire : chaque annexe est une chaîne JSON, qui va sur le
disque quand elles sont nombreuses, dépliée quand son élève ou sa personne passe.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dossiersco.siecle import vocabulaire
from dossiersco.siecle.anomalies import CodeAnomalie, Releve
from dossiersco.siecle.champs import Controle, connus, identifiant, textes
from dossiersco.siecle.export import Export
from dossiersco.siecle.lecture import Noeud, ligne
from dossiersco.siecle.lus import Photo
from dossiersco.siecle.reserve import Reserve, Vus

CLE_ADRESSE = frozenset({"ADRESSE_ID"})
_ecrire = json.JSONEncoder(separators=(",", ":")).encode
_lire = json.JSONDecoder().decode


@dataclass(slots=True)
class Adresses:
    """Les adresses d'un export, par ADRESSE_ID."""

    presentes: bool
    _par_id: Reserve = field(default_factory=Reserve)

    def retenir(self, noeud: Noeud, releve: Releve) -> None:
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
        self._par_id.poser(cle, _ecrire({**adresse, "ADRESSE_ID": cle}))

    def poser(self, photo: Photo, controle: Controle) -> None:
        """Pose ADRESSE dans la photo si son ADRESSE_ID est connu ; sinon un avis."""
        cle = photo.get("ADRESSE_ID")
        # Un export « SansAdresses » est signalé une fois pour tout le fichier.
        if cle is None or not self.presentes:
            return
        adresse = self._par_id.lire(cle)
        if adresse is not None:
            photo["ADRESSE"] = _lire(adresse)
            return
        controle.dire(
            CodeAnomalie.ADRESSE_INCONNUE,
            f"L’adresse {cle} n’est pas dans le fichier : l’adresse déjà connue est gardée.",
        )


def adresses(export: Export, releve: Releve) -> Adresses:
    """Le receveur des adresses d'un export ; un avis si celui-ci n'en porte aucune."""
    presentes = ("ADRESSES", "ADRESSE") in export.enregistrements
    if not presentes:
        releve.dire(
            CodeAnomalie.SANS_ADRESSES,
            "Le fichier ne contient aucune adresse : choisissez l’export « avec adresses ». "
            "Les adresses déjà connues sont gardées.",
        )
    return Adresses(presentes)


@dataclass(slots=True)
class ListesParEleve:
    """Les options ou les structures, par ELEVE_ID : une liste de blocs aux mêmes clés."""

    cles: tuple[str, ...]
    _par_id: Reserve = field(default_factory=Reserve)
    _a_prendre: int = 0

    def retenir(self, eleve_id: str, blocs: Iterable[Mapping[str, str]]) -> None:
        lignes = [[bloc.get(cle, "") for cle in self.cles] for bloc in blocs]
        if not lignes:
            return
        deja = self._par_id.lire(eleve_id)
        self._a_prendre += deja is None
        self._par_id.poser(eleve_id, _ecrire(_lire(deja) + lignes if deja else lignes))

    def prendre(self, eleve_id: str) -> list[dict[str, Any]]:
        """Les blocs de l'élève ; à demander une fois."""
        reserve = self._par_id.lire(eleve_id)
        self._a_prendre -= reserve is not None
        lignes: list[list[str]] = _lire(reserve) if reserve else []
        return [
            {cle: valeur for cle, valeur in zip(self.cles, ligne, strict=True) if valeur}
            for ligne in lignes
        ]

    def orphelins(self, vus: Vus) -> Iterator[str]:
        """Les clés d'élèves qui ne sont pas parmi les `vus`."""
        if self._a_prendre:
            yield from (cle for cle in self._par_id if cle not in vus)
