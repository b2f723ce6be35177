"""À qui un document est demandé. Un document inutile est une question de trop."""

from dossiersco.campagnes.destinataires import Destinataires, Situation
from dossiersco.dossiers.champs import PAR_NOM, Cible, depuis_photo, differe
from dossiersco.dossiers.models import Personne

CONDITIONS = {
    "tous": "tous les élèves",
    "nouveaux": "les élèves qui arrivent dans le collège",
    "adresse_modifiee": "les responsables qui changent d’adresse",
}
ADRESSE = PAR_NOM[Cible.PERSONNE]["adresse"]


def concerne(a_qui: Destinataires, eleve: Situation, personne: Personne) -> bool:
    """La règle commune, et ce qui ne se dit que d'un document : le responsable déménage."""
    if a_qui.condition == "adresse_modifiee" and not _demenage(personne):
        return False
    return a_qui.comprennent(eleve)


def _demenage(personne: Personne) -> bool:
    return differe(ADRESSE, depuis_photo(ADRESSE, personne.photo), personne.adresse)
