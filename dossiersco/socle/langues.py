"""Les langues qui se lisent à côté du français, et les catalogues où sont leurs phrases.

Le français est ce qui s'affiche, se signe et fait foi. Une phrase française, telle qu'elle se lit
sur la page ou dans un message, se retrouve dans le catalogue gettext de la langue choisie ; celles
qui portent un nom ou une date y ont des trous : `%(nom)s`. Le code n'écrit donc que du français.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dossiersco.socle import dates

LOCALE = Path(__file__).with_name("locale")
# `%(de_prenom)s` : « de Diego », « d’Inès » ; la traduction reçoit le prénom seul.
TROU = re.compile(r"%\((\w+)\)s")
REPERE_MINIMUM = 6
CHAINE = r'"(?:[^"\\]|\\.)*"'
ENTREE = re.compile(rf"^msgid ((?:{CHAINE}\s*)+)msgstr ((?:{CHAINE}\s*)+)", re.MULTILINE)
ENTRE_PHRASES = re.compile(r"(?<=[.!?]) (?=[A-ZÀ-Ü])")
DEUX_POINTS = "\u00a0: "
# Un nom en lettres latines, isolé dans une phrase qui s'écrit de droite à gauche.
ISOLE, FIN_ISOLE, DROITE_A_GAUCHE = "\u2068", "\u2069", "\u200f"


@dataclass(frozen=True)
class Langue:
    """`code` : celui de l'attribut `lang`. `nom` : comme l'écrivent ceux qui la parlent."""

    code: str
    nom: str
    sens: str = "ltr"

    @property
    def catalogue(self) -> Path:
        return self._messages / "famille.po"

    @property
    def pays(self) -> Path:
        """Les pays, et les nationalités dites par leur pays : les noms de CLDR 48 (Unicode)."""
        return self._messages / "pays.po"

    @property
    def _messages(self) -> Path:
        return LOCALE / self.code.replace("-", "_") / "LC_MESSAGES"


LANGUES = {
    langue.code: langue
    for langue in (
        Langue("en", "English"),
        Langue("ar", "العربية", "rtl"),
        Langue("pt", "Português"),
        Langue("tr", "Türkçe"),
        Langue("es", "Español"),
        Langue("uk", "Українська"),
        Langue("ro", "Română"),
        Langue("zh-Hans", "中文"),
    )
}


@dataclass(frozen=True)
class ATrous:
    """Une phrase à trous. `repere` : son plus long morceau, qu'on cherche avant tout le reste."""

    forme: re.Pattern[str]
    noms: tuple[str, ...]
    repere: str
    traduction: str


class Catalogue:
    def __init__(self, langue: Langue, phrases: Mapping[str, str]) -> None:
        self.langue, self.phrases = langue, phrases
        trouees = [_a_trous(*paire) for paire in phrases.items() if TROU.search(paire[0])]
        # La plus précise d'abord ; « Le %(college)s » reconnaîtrait n'importe quoi.
        self.trouees = sorted(
            (p for p in trouees if len(p.repere) >= REPERE_MINIMUM or p.noms == ("numero",)),
            key=lambda phrase: -len(phrase.repere),
        )

    def traduire(self, texte: str) -> str:
        """La traduction d'une phrase, ou de plusieurs à la suite ; "" si elle n'est pas connue."""
        return self._entiere(texte) or self._sans_fin(texte) or self._par_morceaux(texte)

    def _entiere(self, texte: str) -> str:
        if exacte := self.phrases.get(texte):
            return exacte
        for phrase in self.trouees:
            if phrase.repere in texte and (trouve := phrase.forme.fullmatch(texte)):
                return self._remplie(phrase, trouve.groups())
        return dates.dire(texte, self.langue.code)

    def _remplie(self, phrase: ATrous, valeurs: Iterable[str]) -> str:
        par_nom = dict(zip(phrase.noms, map(self._valeur, valeurs), strict=True))
        return TROU.sub(lambda trou: par_nom[trou[1]], phrase.traduction)

    def _valeur(self, valeur: str) -> str:
        traduite = self._connue(valeur)
        if traduite == valeur and ", " in valeur:
            traduite = ", ".join(map(self._connue, valeur.split(", ")))
        return f"{ISOLE}{traduite}{FIN_ISOLE}" if self.langue.sens == "rtl" else traduite

    def _connue(self, valeur: str) -> str:
        """Un libellé cité dans une phrase y a perdu sa majuscule ; une date s'y écrit autrement."""
        connue = self.phrases.get(valeur) or self.phrases.get(valeur[:1].upper() + valeur[1:])
        return connue or self._entiere(valeur) or valeur

    def _sans_fin(self, texte: str) -> str:
        """« Validé. » quand le catalogue connaît « Validé »."""
        if not texte.endswith((".", ":", ",")):
            return ""
        traduite = self._entiere(texte[:-1].rstrip(" \u00a0"))
        return f"{traduite}{texte[-1]}" if traduite else ""

    def _par_morceaux(self, texte: str) -> str:
        """« Téléphone : vérifiez-le. », ou deux phrases à la suite."""
        debut, coupe, suite = texte.partition(DEUX_POINTS)
        if coupe and (traduit := self._entiere(debut)):
            return f"{traduit}: {self.traduire(suite) or suite}"
        phrases = ENTRE_PHRASES.split(texte)
        traduites = [self.traduire(phrase) for phrase in phrases] if len(phrases) > 1 else []
        return " ".join(traduites) if all(traduites) else ""


@cache
def catalogue_de(code: str) -> Catalogue:
    langue = LANGUES[code]
    # « Canada – Canada » ne dit rien de plus.
    pays = {nom: dit for nom, dit in lire(langue.pays).items() if nom != dit}
    return Catalogue(langue, pays | lire(langue.catalogue))


def lire(catalogue: Path) -> dict[str, str]:
    """{français: traduction}. Un `.po` tel que l'écrivent gettext et ses éditeurs."""
    lues = ENTREE.findall(catalogue.read_text(encoding="utf-8"))
    # La première entrée, sans phrase, est l'en-tête.
    return {_dit(francais): _dit(traduit) for francais, traduit in lues if _dit(francais)}


def _dit(chaines: str) -> str:
    return "".join(json.loads(chaine) for chaine in re.findall(CHAINE, chaines))


def _a_trous(francais: str, traduction: str) -> ATrous:
    morceaux = TROU.split(francais)
    noms = tuple(morceaux[1::2])
    formes = [
        re.escape(morceau) if rang % 2 == 0 else _forme(morceau)
        for rang, morceau in enumerate(morceaux)
    ]
    repere = max(morceaux[::2], key=len)
    return ATrous(re.compile("".join(formes)), noms, repere, traduction)


def _forme(nom: str) -> str:
    if nom == "numero":
        return r"(\d+)"
    return "(?:de |d’)(.+?)" if nom.startswith("de_") else "(.+?)"
