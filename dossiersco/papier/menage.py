"""Effacer les tirages expirés : ils portent des codes en clair."""

from datetime import timedelta

from dossiersco.papier.models import Tirage

GARDE = timedelta(days=7)


def oublier_les_expires() -> int:
    """Rend leur nombre. Le fichier d'abord : une ligne sans fichier se voit, l'inverse non."""
    expires = list(Tirage.objects.expires())
    for tirage in expires:
        tirage.fichier.delete(save=False)
        tirage.delete()
    return len(expires)
