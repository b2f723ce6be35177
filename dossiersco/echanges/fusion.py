"""Rafraîchir une ligne : la photo suit SIECLE, la réponse d'une famille reste."""

from dossiersco.dossiers.champs import CHAMPS, Cible, depuis_photo, differe
from dossiersco.dossiers.models import Eleve, Personne
from dossiersco.siecle.lus import Photo


def rafraichir(cible: Cible, objet: Eleve | Personne, photo: Photo) -> bool:
    """Met la photo à jour ; une colonne que personne n'a changée la suit. Rend s'il y a du neuf."""
    if objet.photo == photo:
        return False
    for champ in CHAMPS[cible]:
        if not differe(champ, depuis_photo(champ, objet.photo), getattr(objet, champ.nom)):
            setattr(objet, champ.nom, depuis_photo(champ, photo))
    objet.photo = photo
    return True
