"""Ce que la campagne demande, et de qui. L'élève et ses responsables se relisent toujours."""

from collections.abc import Mapping

# Une clé est aussi le nom de l'étape de la famille.
BLOCS = {
    "options": "Scolarité et options",
    "regime": "Demi-pension",
    "autorisations": "Autorisations",
    "questions": "Questions du collège",
    "pieces": "Documents",
    "adultes": "Contacts d’urgence et autres adultes",
}
TOUS, NOUVEAUX, PERSONNE = "tous", "nouveaux", "personne"
A_QUI = {
    TOUS: "À tous",
    NOUVEAUX: "Aux nouveaux élèves",
    PERSONNE: "À personne",
}


def est_demande(reglage: Mapping[str, str], quoi: str, *, nouveau: bool) -> bool:
    """Un bloc, ou un champ. Ce dont le réglage ne parle pas se demande à tous."""
    a_qui = reglage.get(quoi, TOUS)
    return a_qui == TOUS or (a_qui == NOUVEAUX and nouveau)
