"""Effacer les listes expirées : elles portent des données et des documents de familles."""

from dossiersco.listes.models import Extraction


def oublier_les_expirees() -> int:
    """Rend leur nombre. Le fichier d'abord : une ligne sans fichier se voit, l'inverse non."""
    expirees = list(Extraction.objects.expirees())
    for extraction in expirees:
        extraction.fichier.delete(save=False)
        extraction.delete()
    return len(expirees)
