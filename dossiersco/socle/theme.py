"""La feuille de style : le DSFR que porte django-dsfr, réduit à ce que nos gabarits emploient.

Le DSFR entier pèse 94 ko compressé et charge huit polices ; la première page d'une famille
n'en a pas les moyens. On garde le cœur et quelques composants, puis on retire les règles dont
une classe n'est écrite nulle part chez nous, les variables inemployées, les polices (celle de
l'appareil sert) et le thème sombre. Les icônes restantes deviennent des `data:`.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import tinycss2
from tinycss2.ast import AtRule, Declaration, Node, QualifiedRule

DOSSIERSCO = Path(__file__).resolve().parent.parent
FEUILLE = DOSSIERSCO / "socle" / "static" / "socle" / "dsfr.css"

# L'ordre est celui du DSFR : un composant corrige ceux qui le précèdent.
COMPOSANTS = (
    "upload",
    "accordion",
    "badge",
    "button",
    "breadcrumb",
    "form",
    "stepper",
    "link",
    "callout",
    "summary",
    "tag",
    "alert",
    "notice",
    "radio",
    "card",
    "checkbox",
    "input",
    "skiplink",
    "select",
    "footer",
    "table",
    "header",
)

POLICE = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif'

# Les mots qui rendent une règle utile : classes du DSFR, attributs data- et aria-, variables.
# « fr-alert-- » suivi d'une balise de gabarit compte pour toutes les classes qui commencent ainsi.
MOT = re.compile(r"(?<![\w@-])(?:fr-|data-fr-|aria-|--[a-z])[\w@-]*")
VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
ICONE = re.compile(r"url\((icons/[\w/.-]+)\)")
CLASSE_PARTIELLE = re.compile(r"""\[class[*^]=["']?\s*([\w-]+)""")
ATTRIBUT = re.compile(r"\[((?:data|aria)-[\w-]+)")
NEGATION = re.compile(r":not\([^)]*\)")


@dataclass(frozen=True)
class Regle:
    """`selecteur { declarations }`, ou `@media … { dedans }`."""

    selecteur: str
    declarations: list[Declaration] = field(default_factory=list)
    dedans: list["Regle"] = field(default_factory=list)


class Mots:
    """Les mots de nos gabarits, formulaires et feuilles : ce qui est écrit quelque part."""

    def __init__(self, mots: Iterable[str]) -> None:
        self.entiers = frozenset(mots)
        self.debuts = tuple(mot for mot in self.entiers if mot.endswith("-") and mot != "fr-")

    def __contains__(self, mot: str) -> bool:
        return mot in self.entiers or mot.startswith(self.debuts)

    def une_classe_contient(self, morceau: str) -> bool:
        return any(morceau in mot for mot in self.entiers)

    def empreinte(self) -> str:
        """Change dès que la feuille pourrait changer : le DSFR, ce module ou les mots."""
        matiere = [version("django-dsfr"), _texte(Path(__file__)), *sorted(self.entiers)]
        return hashlib.sha256("\n".join(matiere).encode()).hexdigest()[:16]


def mots_employes() -> Mots:
    return Mots(mot for fichier in _sources() for mot in MOT.findall(_texte(fichier)))


def est_a_jour() -> bool:
    return FEUILLE.exists() and mots_employes().empreinte() in _texte(FEUILLE)[:200]


def assembler() -> str:
    """La feuille complète, mention de licence et empreinte en tête."""
    mots = mots_employes()
    dist = _dist()
    source = "".join(_composant(fichier) for fichier in _fichiers(dist))
    regles = list(_regles(tinycss2.parse_stylesheet(source, True, True), mots))
    css = _ecrire(regles, _variables_employees(regles, mots))
    css = ICONE.sub(lambda icone: _en_ligne(dist / icone[1]), css)
    licence = "DSFR v1.14.4 | SPDX-License-Identifier: MIT | extrait sans police ni marque"
    return f"/*! {licence} | {mots.empreinte()} */\n{css}\n"


def _texte(fichier: Path) -> str:
    return fichier.read_text(encoding="utf-8")


def _sources() -> Iterator[Path]:
    for fichier in sorted(DOSSIERSCO.rglob("*.*")):
        dossiers = fichier.relative_to(DOSSIERSCO).parts[:-1]
        if {"tests", "migrations"} & set(dossiers) or fichier in {FEUILLE, Path(__file__)}:
            continue
        if fichier.suffix in {".html", ".py", ".css", ".js"}:
            yield fichier


def _dist() -> Path:
    paquet = find_spec("dsfr")
    if paquet is None or paquet.origin is None:
        raise FileNotFoundError("Le paquet django-dsfr manque : lancer « make installer ».")
    return Path(paquet.origin).parent / "static" / "dsfr" / "dist"


def _fichiers(dist: Path) -> Iterator[Path]:
    yield dist / "core" / "core.main.min.css"
    for nom in COMPOSANTS:
        yield dist / "component" / nom / f"{nom}.main.min.css"


def _composant(fichier: Path) -> str:
    css = _texte(fichier).replace("Marianne,arial,sans-serif", POLICE).replace("Spectral,", "")
    return re.sub(r"url\((?:\.\./)+icons/", "url(icons/", css)


# --- Les règles qui servent -----------------------------------------------------------------


def _regles(noeuds: Iterable[Node], mots: Mots) -> Iterator[Regle]:
    for noeud in noeuds:
        if isinstance(noeud, QualifiedRule):
            selecteur = ",".join(_selecteurs_utiles(noeud, mots))
            if selecteur:
                yield Regle(selecteur, declarations=_declarations(noeud))
        elif isinstance(noeud, AtRule) and noeud.lower_at_keyword in {"media", "supports"}:
            condition = tinycss2.serialize(noeud.prelude).strip()
            dedans = tinycss2.parse_rule_list(noeud.content, True, True)
            yield Regle(
                f"@{noeud.lower_at_keyword} {condition}", dedans=list(_regles(dedans, mots))
            )


def _declarations(regle: QualifiedRule) -> list[Declaration]:
    contenu = tinycss2.parse_blocks_contents(regle.content, True, True)
    return [noeud for noeud in contenu if isinstance(noeud, Declaration)]


def _selecteurs_utiles(regle: QualifiedRule, mots: Mots) -> Iterator[str]:
    selecteur: list[Node] = []
    for jeton in [*regle.prelude, None]:
        if jeton is not None and jeton != ",":
            selecteur.append(jeton)
            continue
        if _peut_servir(selecteur, mots):
            yield tinycss2.serialize(selecteur).strip()
        selecteur = []


def _peut_servir(selecteur: list[Node], mots: Mots) -> bool:
    """Faux si une classe ou un attribut exigé n'est écrit nulle part ; un `:not` n'exige rien."""
    classes = [
        suivant.value
        for jeton, suivant in pairwise(selecteur)
        if jeton == "." and suivant.type == "ident"
    ]
    texte = NEGATION.sub("", tinycss2.serialize(selecteur))
    return (
        all(classe in mots for classe in classes)
        and all(attribut in mots for attribut in ATTRIBUT.findall(texte))
        and all(mots.une_classe_contient(m) for m in CLASSE_PARTIELLE.findall(texte))
    )


# --- Les variables qui servent --------------------------------------------------------------


def _variables_employees(regles: list[Regle], mots: Mots) -> set[str]:
    """De proche en proche : une variable sert si une propriété, ou une variable utile, la lit."""
    lues_par: dict[str, set[str]] = {}
    a_voir = {mot for mot in mots.entiers if mot.startswith("--")}
    for declaration in _toutes(regles):
        lues = set(VARIABLE.findall(declaration.serialize()))
        if declaration.name.startswith("--"):
            lues_par.setdefault(declaration.name, set()).update(lues)
        else:
            a_voir |= lues
    employees: set[str] = set()
    while a_voir:
        nom = a_voir.pop()
        employees.add(nom)
        a_voir |= lues_par.get(nom, set()) - employees
    return employees


def _toutes(regles: Iterable[Regle]) -> Iterator[Declaration]:
    for regle in regles:
        yield from regle.declarations
        yield from _toutes(regle.dedans)


# --- L'écriture -----------------------------------------------------------------------------


def _ecrire(regles: Iterable[Regle], variables: set[str]) -> str:
    return "".join(_ecrire_regle(regle, variables) for regle in regles)


def _ecrire_regle(regle: Regle, variables: set[str]) -> str:
    corps = _ecrire(regle.dedans, variables) or ";".join(
        declaration.serialize().strip().removesuffix(";")
        for declaration in regle.declarations
        if not declaration.name.startswith("--") or declaration.name in variables
    )
    return f"{regle.selecteur}{{{corps}}}" if corps else ""


def _en_ligne(icone: Path) -> str:
    svg = _texte(icone).strip().replace('"', "'")
    return f'url("data:image/svg+xml,{quote(svg, safe=" =:/,;.-+()")}")'
