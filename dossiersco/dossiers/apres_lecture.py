"""Refuser ou trancher ce que l'agent a lu : si le dossier a bougé depuis, rien ne s'écrit."""

from django.db import transaction

from dossiersco.dossiers import decisions
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.journal import Nouveaute, ecrire_clef
from dossiersco.dossiers.models import Dossier
from dossiersco.dossiers.refus import DossierAChange
from dossiersco.etablissements.models import Agent


@transaction.atomic
def refuser(dossier: Dossier, clef: str, *, empreinte: str, motif: str, par: Agent) -> None:
    """`clef` : celle d'`ecrire_clef`. `empreinte` : celle de ce que l'agent a lu.

    Lève `DossierAChange`, ou comme `decisions.refuser`.
    """
    changement = _nouveaute_lue(dossier, clef, empreinte).changement
    decisions.refuser(dossier, changement.clef, motif=motif, par=par)


@transaction.atomic
def trancher(dossier: Dossier, clef: str, *, empreinte: str, personne: str, par: Agent) -> None:
    """Retient ce qu'a écrit `personne` : la valeur vient du journal, jamais du formulaire."""
    nouveaute = _nouveaute_lue(dossier, clef, empreinte)
    changement = nouveaute.changement
    for ligne in nouveaute.desaccord:
        if str(ligne.personne) == personne:
            valeur = changement.champ.lire(ligne.apres)
            return decisions.trancher(dossier, changement.clef, valeur, par=par)
    raise DossierAChange


def _nouveaute_lue(dossier: Dossier, clef: str, empreinte: str) -> Nouveaute:
    examen = examiner_un(dossier)
    if examen.est_vu(empreinte):
        for nouveaute in examen.nouveautes:
            if ecrire_clef(nouveaute.changement.clef) == clef:
                return nouveaute
    raise DossierAChange
