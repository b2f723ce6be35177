"""Les mots que les familles emploient le plus, dans leurs commentaires."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

MOT = re.compile(r"[^\W\d_]{4,}")
# Ce qui se dit dans toute phrase n'apprend rien.
_VIDES = """
ainsi alors apres aucun aucune aussi autre autres avait avant avec avoir bien cela celle ces cette
ceux chaque chez comme comment dans depuis donc elle elles encore entre etait etant etre fait faire
faut leur leurs mais meme merci moins notre nous parce pendant peut plus pour pourquoi puis quand
quelle quelque quelques sans sera serait seulement sinon sont sous suis tous tout toute toutes tres
trop vers voici voila votre vous
"""
VIDES = frozenset(_VIDES.split())


def frequents(textes: Iterable[str], combien: int = 15) -> list[tuple[str, int]]:
    """Rend [(mot, nombre de textes où il figure)], les plus fréquents d'abord, puis par ordre.

    Un mot compte une fois par texte ; « Élève » et « eleve » sont le même mot, montré sous sa
    forme la plus employée. Un mot dit par une seule personne n'est pas montré.
    """
    nombres: Counter[str] = Counter()
    formes: dict[str, Counter[str]] = {}
    for texte in textes:
        siens = {_sans_accent(mot): mot.lower() for mot in MOT.findall(texte)}
        for cle, forme in siens.items():
            if cle not in VIDES:
                nombres[cle] += 1
                formes.setdefault(cle, Counter())[forme] += 1
    partages = [(cle, nombre) for cle, nombre in nombres.items() if nombre > 1]
    partages.sort(key=lambda ligne: (-ligne[1], ligne[0]))
    return [(formes[cle].most_common(1)[0][0], nombre) for cle, nombre in partages[:combien]]


def _sans_accent(mot: str) -> str:
    decompose = unicodedata.normalize("NFD", mot.lower())
    return "".join(lettre for lettre in decompose if not unicodedata.combining(lettre))
