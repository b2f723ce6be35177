"""Un collège qui n'existe pas, écrit comme SIECLE l'exporterait.

`fabriquer` l'invente, `ecrire` en fait les cinq zip, `ecrire_flux` un seul document XML.
"""

from dossiersco.siecle.fabrique.ecriture import ecrire, ecrire_flux
from dossiersco.siecle.fabrique.fabrication import fabriquer
from dossiersco.siecle.fabrique.modele import College

__all__ = ["College", "ecrire", "ecrire_flux", "fabriquer"]
