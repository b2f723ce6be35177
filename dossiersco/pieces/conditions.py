"""À qui un document est demandé. Un document inutile est une question de trop."""

from dossiersco.dossiers.champs import PAR_NOM, Cible, depuis_photo, differe
from dossiersco.dossiers.models import Eleve, Personne

CONDITIONS = {
    "tous": "tous les élèves",
    "nouveaux": "les élèves qui arrivent dans le collège",
    "adresse_modifiee": "les responsables qui changent d’adresse",
}


def s_applique(condition: str, eleve: Eleve, personne: Personne, *, uai: str) -> bool:
    if condition == "nouveaux":
        return bool(eleve.photo.get("SCOLARITE_AN_DERNIER", {}).get("CODE_RNE") != uai)
    if condition == "adresse_modifiee":
        champ = PAR_NOM[Cible.PERSONNE]["adresse"]
        return differe(champ, depuis_photo(champ, personne.photo), personne.adresse)
    return True
