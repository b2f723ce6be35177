"""Un SIECLE d'établi : il reçoit un fichier IMPORT_ELEVES et fait ce que SIECLE en ferait.

Écrit sans rien savoir de ce qui a fabriqué le fichier, pour pouvoir le contredire. Les règles sont
celles qu'on connaît (format SIECLE BEE §11 à §13) ; là où SIECLE n'a rien dit, le banc prend le
pire : une balise omise est effacée, un responsable que le fichier ne cite pas est délié. Si une
base traverse le banc sans perdre un champ, c'est que le fichier disait tout.
"""

from dossiersco.siecle.banc.base import NON_TRANSPORTE, Base, CleLien
from dossiersco.siecle.banc.compte_rendu import CompteRendu, Ligne, Section
from dossiersco.siecle.banc.deroulement import deposer
from dossiersco.siecle.banc.differences import Difference, differences

__all__ = [
    "NON_TRANSPORTE",
    "Base",
    "CleLien",
    "CompteRendu",
    "Difference",
    "Ligne",
    "Section",
    "deposer",
    "differences",
]
