"""Les ID_PRV_* qu'un export dit déjà : un autre logiciel, ou nous autrefois, les a donnés.

L'import privé reconnaît un élève ou une personne à ce numéro : le donner à quelqu'un d'autre ferait
écrire l'un sur l'autre dans SIECLE.
"""

import re

from dossiersco.siecle.export import Export
from dossiersco.siecle.flux import BLOC

# Plus long que la balise, son numéro et leurs blancs : rien ne se perd entre deux blocs.
RECOUVREMENT = 128


def numeros(export: Export, balise: str) -> set[int]:
    """Une passe sur les octets, bien moins chère qu'une lecture : des chiffres sont de l'ASCII."""
    motif = re.compile(rb"<%b>\s*([0-9]{1,5})\s*<" % balise.encode("ascii"))
    trouves: set[int] = set()
    queue = b""
    with export.flux() as flux:
        while bloc := flux.read(BLOC):
            fenetre = queue + bloc
            trouves.update(map(int, motif.findall(fenetre)))
            queue = fenetre[-RECOUVREMENT:]
    return trouves
