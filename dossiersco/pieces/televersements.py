"""Un fichier envoyé par morceaux : coupé, il reprend où il en était."""

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from dossiersco.dossiers.models import Dossier, Personne
from dossiersco.dossiers.passages import exiger_ouvert
from dossiersco.dossiers.refus import GesteRefuse
from dossiersco.pieces.actions import deposer
from dossiersco.pieces.fichiers import TAILLE_MAXIMUM, FichierImpossible
from dossiersco.pieces.models import PieceAttendue, Televersement
from dossiersco.pieces.stockage import ajouter, en_cours

MORCEAU = 262_144
DUREE = timedelta(hours=6)
EN_COURS_PAR_PERSONNE = 20
# Tous les fichiers en cours d'arrivée, toutes familles comprises.
PLACE = 2_000_000_000


class Decalage(Exception):
    """Le morceau n'est pas la suite de ce qui est reçu."""


def commencer(
    dossier: Dossier, attendue: PieceAttendue, *, taille: int, par: Personne
) -> Televersement:
    """Annonce un fichier de `taille` octets. Ce qui n'est pas fini en six heures est oublié."""
    exiger_ouvert(dossier)
    if not 0 < taille <= TAILLE_MAXIMUM:
        raise FichierImpossible(
            "Ce fichier est vide, ou dépasse 10 Mo. Prenez une photo moins grande."
        )
    oublier_les_perimes()
    ouverts = Televersement.objects.filter(fini=False)
    occupes = ouverts.aggregate(octets=Sum("taille"))["octets"] or 0
    if ouverts.filter(personne=par).count() >= EN_COURS_PAR_PERSONNE or occupes > PLACE:
        raise GesteRefuse("Trop d’envois sont en cours : réessayez dans quelques heures.")
    return Televersement.objects.create(
        dossier=dossier, attendue=attendue, personne=par, taille=taille
    )


def recevoir(televersement: Televersement, *, debut: int, morceau: bytes) -> None:
    """Met un morceau à l'abri, et garde le document quand c'était le dernier."""
    if televersement.fini:
        return
    fin = debut + len(morceau)
    if debut != televersement.recu or len(morceau) > MORCEAU or fin > televersement.taille:
        raise Decalage
    ajouter(televersement.pk.hex, debut, morceau)
    # UPDATE conditionnel : le même morceau envoyé deux fois n'avance qu'une.
    ouvert = Televersement.objects.filter(pk=televersement.pk, fini=False, recu=debut)
    if not ouvert.update(recu=fin):
        televersement.refresh_from_db()
        raise Decalage
    televersement.recu = fin
    if fin == televersement.taille:
        _finir(televersement)


def _finir(televersement: Televersement) -> None:
    fichier = en_cours(televersement.pk.hex)
    try:
        with fichier.open("rb") as flux:
            deposer(televersement.dossier, televersement.attendue, flux, par=televersement.personne)
    except (FichierImpossible, GesteRefuse) as refus:
        televersement.refus = str(refus)
    except FileNotFoundError:
        # Le dernier morceau redemandé pendant qu'on le traite : l'autre a fini, ou rien ne reste.
        televersement.refresh_from_db()
        if not televersement.fini:
            televersement.refus = "Cet envoi s’est perdu : choisissez de nouveau le fichier."
    televersement.fini = True
    televersement.save(update_fields=["fini", "refus"])
    fichier.unlink(missing_ok=True)


@transaction.atomic
def oublier_les_perimes() -> int:
    """Rend leur nombre. Les fichiers partent une fois les lignes effacées."""
    perimes = list(Televersement.objects.perimes(timezone.now() - DUREE))
    for televersement in perimes:
        fichier = en_cours(televersement.pk.hex)
        transaction.on_commit(partial(fichier.unlink, missing_ok=True), robust=True)
    Televersement.objects.filter(pk__in=[perime.pk for perime in perimes]).delete()
    return len(perimes)
