"""Rafraîchir une ligne : la photo suit SIECLE, la réponse d'une famille reste."""

from dossiersco.dossiers.champs import BALISES_ADRESSE, CHAMPS, Cible, depuis_photo, differe
from dossiersco.dossiers.models import Eleve, Personne
from dossiersco.dossiers.reprises import Croisement
from dossiersco.echanges.lecteurs import Portee
from dossiersco.siecle.cles_derivees import est_derivee
from dossiersco.siecle.lus import Photo
from dossiersco.siecle.valeurs import comparable

DE_L_ADRESSE = ("ADRESSE_ID", "ADRESSE")


def croises(cible: Cible, objet: Eleve | Personne, photo: Photo) -> list[Croisement]:
    """Les champs où quelqu'un a répondu et où SIECLE, de son côté, dit autre chose qu'avant."""
    trouves = []
    for champ in CHAMPS[cible] if objet.pk and objet.photo != photo else ():
        avant, apres = depuis_photo(champ, objet.photo), depuis_photo(champ, photo)
        reponse = getattr(objet, champ.nom)
        if (
            differe(champ, avant, apres)
            and differe(champ, avant, reponse)
            and differe(champ, apres, reponse)
        ):
            trouves.append(Croisement(objet, champ, avant, apres))
    return trouves


def rafraichir(cible: Cible, objet: Eleve | Personne, photo: Photo) -> bool:
    """Met la photo à jour ; une colonne que personne n'a changée la suit. Rend s'il y a du neuf."""
    if objet.photo == photo:
        return False
    for champ in CHAMPS[cible]:
        if not differe(champ, depuis_photo(champ, objet.photo), getattr(objet, champ.nom)):
            setattr(objet, champ.nom, depuis_photo(champ, photo))
    objet.photo = photo
    return True


def photo_suivante(connue: Photo, lue: Photo, portee: Portee, id_siecle: str) -> Photo:
    """La photo après lecture du fichier : ce qu'il tait sans le nier est gardé.

    `id_siecle` : la clé de la ligne. La fiche élève complète une ligne que SIECLE a nommée ; elle
    remplace celle qu'elle a elle-même apportée.
    """
    if portee.de_secours:
        return lue if est_derivee(id_siecle) else completer(connue, lue)
    tue = "ADRESSE" not in lue and ("ADRESSE_ID" in lue or not portee.avec_adresses)
    if not tue or "ADRESSE" not in connue:
        return lue
    sans_adresse = {balise: valeur for balise, valeur in lue.items() if balise not in DE_L_ADRESSE}
    return sans_adresse | {balise: connue[balise] for balise in DE_L_ADRESSE if balise in connue}


def completer(connue: Photo, lue: Photo) -> Photo:
    """Ajoute et corrige, n'efface jamais ; une autre graphie de la même valeur ne change rien."""
    neuves = {
        balise: valeur
        for balise, valeur in lue.items()
        if _essentiel(balise, valeur) != _essentiel(balise, connue.get(balise))
    }
    gardee = {**connue, **neuves}
    if "ADRESSE" in neuves:
        # C'est une autre adresse : l'identifiant de l'ancienne n'est pas le sien.
        gardee.pop("ADRESSE_ID", None)
    return gardee


def _essentiel(balise: str, valeur: object) -> str:
    """D'une adresse, ce qui s'écrit sur l'enveloppe ; d'une option, tout sauf son rang."""
    if balise == "ADRESSE" and isinstance(valeur, dict):
        return comparable(balise, {cle: valeur.get(cle, "") for cle in BALISES_ADRESSE})
    if balise == "OPTIONS" and isinstance(valeur, list):
        return comparable(balise, [{**option, "NUM_OPTION": ""} for option in valeur])
    return comparable(balise, valeur)
