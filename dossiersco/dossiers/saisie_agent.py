"""Le collège écrit une valeur à la place d'une famille, ou rouvre un dossier validé."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from dossiersco.dossiers.actions import modifier
from dossiersco.dossiers.champs import CHAMPS, Cible, depuis_photo, differe
from dossiersco.dossiers.models import Dossier, Eleve, Personne, Trace
from dossiersco.dossiers.passages import passer, tracer
from dossiersco.dossiers.refus import EleveParti
from dossiersco.etablissements.models import Agent


@transaction.atomic
def ecrire_pour_la_famille(
    dossier: Dossier, objet: Eleve | Personne, valeurs: Mapping[str, Any], *, par: Agent
) -> int:
    """Écrit et accepte : ce que le collège a tapé lui-même n'est pas à décider. Rend leur nombre.

    Une valeur laissée telle qu'elle est montrée n'est ni écrite ni acceptée.
    """
    if dossier.eleve.est_parti:
        raise EleveParti
    cible = Cible.ELEVE if isinstance(objet, Eleve) else Cible.PERSONNE
    champs = [champ for champ in CHAMPS[cible] if champ.nom in valeurs]
    changes = [c for c in champs if differe(c, getattr(objet, c.nom), valeurs[c.nom])]
    modifier(dossier, objet, {champ.nom: valeurs[champ.nom] for champ in changes}, par=par)
    for champ in changes:
        siecle = depuis_photo(champ, objet.photo)
        tracer(dossier, objet, champ, "accepter", (siecle, getattr(objet, champ.nom)), par)
    return len(changes)


@transaction.atomic
def rouvrir(dossier: Dossier, *, par: Agent) -> None:
    """Un dossier validé revient dans la file : le collège a quelque chose à redire."""
    if dossier.eleve.est_parti:
        raise EleveParti
    passer(dossier, "rouvrir")
    Trace.objects.create(dossier=dossier, geste="rouvrir", par_agent=par)
