"""À qui un document est demandé. Un document inutile est une question de trop."""

from typing import NamedTuple

from dossiersco.dossiers.champs import PAR_NOM, Cible, depuis_photo, differe
from dossiersco.dossiers.models import Eleve, Personne
from dossiersco.dossiers.perimetre import est_nouveau

CONDITIONS = {
    "tous": "tous les élèves",
    "nouveaux": "les élèves qui arrivent dans le collège",
    "adresse_modifiee": "les responsables qui changent d’adresse",
}


class Destinataires(NamedTuple):
    """`codes_mef` et `codes_regime` : vides, ils ne restreignent rien."""

    condition: str
    codes_mef: list[str]
    codes_regime: list[str]

    def comprennent(self, eleve: Eleve, personne: Personne, *, uai: str) -> bool:
        if self.codes_mef and eleve.code_mef not in self.codes_mef:
            return False
        if self.codes_regime and eleve.code_regime not in self.codes_regime:
            return False
        if self.condition == "nouveaux":
            return est_nouveau(eleve, uai)
        if self.condition == "adresse_modifiee":
            champ = PAR_NOM[Cible.PERSONNE]["adresse"]
            return differe(champ, depuis_photo(champ, personne.photo), personne.adresse)
        return True
