"""Produire un tirage : composer, réunir, puis poser les codes et ranger, d'un seul coup."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files import File
from django.db import transaction

from dossiersco.comptes import codes
from dossiersco.dossiers.invitations import donner_acces, expiration, sans_code
from dossiersco.dossiers.models import Personne
from dossiersco.papier import feuilles, lettres
from dossiersco.papier.composition import Atelier, Feuille
from dossiersco.papier.contenus import feuilles_du, lettres_du
from dossiersco.papier.models import SORTES, Tirage
from dossiersco.papier.reunion import reunir

MODELES = {"lettres": lettres.MODELE, "rappels": lettres.MODELE, "feuilles": feuilles.MODELE}
Codes = Mapping[int, str]


def produire(tirage: Tirage) -> None:
    """Peut être refait sans dommage : rien n'est posé tant que tout n'est pas imprimable."""
    if tirage.etat == "pret":
        return
    _noter(tirage, etat="en_cours", total=len(tirage.cibles))
    # En mémoire seulement : aucun code d'avant n'est révoqué si l'ouvrier meurt en route.
    clairs = {personne: codes.tirer() for personne in _a_munir(tirage)}
    try:
        with TemporaryDirectory(prefix="dossiersco-papier-") as dossier:
            _composer(tirage, clairs, Path(dossier))
    except OSError:
        # Disque plein : la demande reste, avec sa raison ; aucun code n'a bougé.
        _noter(tirage, etat="echec")


def _a_munir(tirage: Tirage) -> set[int]:
    """Tous ; ou seulement ceux qui n'ont aucun code, à qui rien n'est retiré."""
    personnes = {personne for _, personne in tirage.cibles}
    if tirage.codes_neufs:
        return personnes
    demunies = sans_code(Personne.objects.filter(pk__in=personnes))
    return set(demunies.values_list("pk", flat=True))


def _composer(tirage: Tirage, clairs: Codes, dossier: Path) -> None:
    atelier = Atelier(
        modele=MODELES[tirage.sorte],
        titre=f"{SORTES[tirage.sorte]}, {tirage.campagne.etablissement.nom}",
        dossier=dossier,
        suivre=lambda faites: _noter(tirage, avancement=faites),
    )
    contenus = feuilles_du if tirage.sorte == "feuilles" else lettres_du
    ecrites: list[int] = []
    chemins, laissees = atelier.composer(contenus(tirage, clairs, ecrites))
    tirage.laisses = [feuille.qui for feuille in laissees]
    if not chemins:
        _noter(tirage, etat="echec", laisses=tirage.laisses)
        return
    reuni = dossier / "tirage.pdf"
    reunir(chemins, reuni)
    _ranger(tirage, _poses(clairs, ecrites, laissees), reuni)


def _poses(clairs: Codes, ecrites: list[int], laissees: list[Feuille]) -> Codes:
    """Qui n'a rien d'imprimé garde le code qu'il avait."""
    imprimees = list(ecrites)
    for feuille in laissees:
        imprimees.remove(feuille.personne)
    return {personne: code for personne, code in clairs.items() if personne in set(imprimees)}


@transaction.atomic
def _ranger(tirage: Tirage, clairs: Codes, reuni: Path) -> None:
    """Le fichier et les codes qu'il porte, ensemble ou pas du tout."""
    verrouille = Tirage.objects.select_for_update(no_key=True).filter(pk=tirage.pk).first()
    if verrouille is None or verrouille.etat == "pret":
        # Rendu à la file pendant qu'il finissait : un autre ouvrier l'a rangé.
        return
    personnes = list(Personne.objects.filter(pk__in=clairs).order_by("pk"))
    if personnes:
        donner_acces(personnes, expire_le=expiration(tirage.campagne), tires=clairs)
    verrouille.etat, verrouille.laisses = "pret", tirage.laisses
    with reuni.open("rb") as flux:
        verrouille.fichier.save(reuni.name, File(flux), save=True)


def _noter(tirage: Tirage, **valeurs: object) -> None:
    Tirage.objects.filter(pk=tirage.pk).exclude(etat="pret").update(**valeurs)
