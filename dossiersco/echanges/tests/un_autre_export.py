"""Le même collège un peu plus tard, au hasard : des élèves arrivent, partent, changent."""

from dataclasses import replace
from random import Random
from typing import Any

from dossiersco.dossiers.champs import CHAMPS_ELEVE, CHAMPS_PERSONNE, Champ, Nature
from dossiersco.dossiers.models import Eleve, Personne
from dossiersco.siecle.fabrique import fabriquer
from dossiersco.siecle.fabrique.modele import College
from dossiersco.siecle.lus import Photo

MOBILES = ("0639980001", "06 39 98 00 01", "+33639980002", "0199000003")
PRENOMS = ("Noé", "Inès", "Malo", "Awa")


def plus_tard(college: College, hasard: Random) -> College:
    """Garde, change, perd et ajoute des élèves, des personnes et des liens."""
    autre = fabriquer(college.uai, college.annee, hasard.randint(1, 6), hasard.randint(1, 999))
    eleves = {e.eleve_id: e for e in autre.eleves if hasard.random() < 0.7}
    eleves |= {
        e.eleve_id: replace(e, photo=_changee(e.photo, hasard))
        for e in college.eleves
        if hasard.random() < 0.8
    }
    personnes = {p.personne_id: p for p in autre.personnes}
    personnes |= {
        p.personne_id: replace(p, photo=_changee(p.photo, hasard)) for p in college.personnes
    }
    liens = {
        (lien.eleve_id, lien.personne_id): lien
        for lien in (*autre.liens, *college.liens)
        if lien.eleve_id in eleves and hasard.random() < 0.85
    }
    return replace(
        college,
        eleves=tuple(eleves.values()),
        personnes=tuple(personnes.values()),
        liens=tuple(hasard.sample(list(liens.values()), len(liens))),
        nomenclature=hasard.choice((college.nomenclature, autre.nomenclature)),
        divisions=hasard.choice((college.divisions, autre.divisions[:-1] or college.divisions)),
    )


def _changee(photo: Photo, hasard: Random) -> Photo:
    if hasard.random() < 0.4:
        return photo
    neuves: Photo = {"PRENOM": hasard.choice(PRENOMS), "TEL_PORTABLE": hasard.choice(MOBILES)}
    if "CODE_REGIME" in photo:
        neuves |= {"CODE_REGIME": hasard.choice("02"), "OPTIONS": photo.get("OPTIONS", [])[:1]}
    return {**photo, **{b: v for b, v in neuves.items() if hasard.random() < 0.6}}


def repondre_au_hasard(hasard: Random) -> None:
    """Des familles répondent : parfois ce que SIECLE dira ensuite, parfois autrement écrit."""
    for modele, champs in ((Eleve, CHAMPS_ELEVE), (Personne, CHAMPS_PERSONNE)):
        for ligne in modele.objects.order_by("pk"):
            for champ in champs:
                if hasard.random() < 0.2:
                    setattr(ligne, champ.nom, _reponse(champ, getattr(ligne, champ.nom), hasard))
            ligne.save()


def _reponse(champ: Champ, actuelle: Any, hasard: Random) -> Any:
    if champ.nom == "prenom":
        return hasard.choice(PRENOMS)
    if champ.nom.startswith("tel_"):
        return hasard.choice(MOBILES)
    if champ.nom == "code_regime":
        return hasard.choice("02")
    if champ.nature is Nature.BLOC:
        return {**actuelle, "LIGNE1_ADRESSE": "3 RUE DES LILAS"}
    return actuelle
