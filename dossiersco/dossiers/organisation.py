"""Ce que les agents se disent d'un dossier : à qui il est confié, ses étiquettes, leurs notes."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from dossiersco.dossiers.models import Dossier, Etiquette, NoteInterne, VueEnregistree
from dossiersco.dossiers.suivi import LONGUEUR_ETIQUETTE
from dossiersco.etablissements.models import Agent

DOUBLE_APPUI = timedelta(minutes=1)


def etiquette_nommee(nom: str, *, par: Agent) -> Etiquette:
    """Celle de ce nom, créée s'il le faut : deux graphies du même mot n'en font qu'une."""
    nom = " ".join(nom.split())[:LONGUEUR_ETIQUETTE]
    connues = Etiquette.objects.pour_agent(par)
    deja = next((e for e in connues if e.nom.casefold() == nom.casefold()), None)
    if deja:
        return deja
    neuve, _ = connues.get_or_create(etablissement=par.etablissement, nom=nom)
    return neuve


@transaction.atomic
def organiser(
    dossier: Dossier,
    *,
    agent: Agent | None,
    etiquettes: Collection[Etiquette],
    neuve: str,
    par: Agent,
) -> None:
    """Confie le dossier et pose ces étiquettes-là, pas d'autres. Rien n'en est dit à la famille.

    `neuve` : le nom d'une étiquette à créer et à poser ; "" : aucune.
    """
    dossier.attribue_a = agent
    dossier.save(update_fields=["attribue_a"])
    nee = [etiquette_nommee(neuve, par=par)] if neuve else []
    dossier.etiquettes.set([*etiquettes, *nee])


@transaction.atomic
def ecrire_note(dossier: Dossier, texte: str, *, par: Agent) -> NoteInterne:
    """Deux appuis de suite n'en font qu'une ; les mêmes mots, un autre jour, en font deux."""
    Dossier.objects.select_for_update(of=("self",), no_key=True).get(pk=dossier.pk)
    limite = timezone.now() - DOUBLE_APPUI
    deja = NoteInterne.objects.filter(dossier=dossier, par_agent=par, texte=texte, le__gt=limite)
    return deja.first() or NoteInterne.objects.create(dossier=dossier, texte=texte, par_agent=par)


def effacer_note(note: NoteInterne) -> None:
    note.delete()


def enregistrer_vue(nom: str, parametres: str, *, partagee: bool, par: Agent) -> VueEnregistree:
    """Sous un nom déjà pris, remplace."""
    vue, _ = VueEnregistree.objects.update_or_create(
        par_agent=par, nom=nom, defaults={"parametres": parametres, "partagee": partagee}
    )
    return vue
