"""La passe sur les octets d'un export : l'analyse y est bridée, et ne garde rien derrière elle.

Ni DOCTYPE ni entité, ni réseau ; la mémoire, la profondeur et la charpente sont bornées (`plan`).
"""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from typing import IO, cast

from lxml import etree

from dossiersco.siecle.flux import BLOC
from dossiersco.siecle.lus import FichierRefuse
from dossiersco.siecle.noeuds import Noeud
from dossiersco.siecle.plan import DEMESURE, ENREGISTREMENT_MAX, Plan

TETE = 1024
Analyseur = etree.XMLPullParser


class Moisson:
    """Les enregistrements d'un flux, (bloc, nœud), dans l'ordre du fichier ; à parcourir une fois.

    Un nœud ne vit que jusqu'au suivant. `plan` est complet quand tout a été parcouru : le XML était
    alors entier et bien formé.
    """

    def __init__(self, blocs: Iterable[bytes], encodage: str) -> None:
        self._blocs = iter(blocs)
        self._encodage = encodage
        # Lu jusqu'à la racine : l'analyse ne guettera ensuite qu'elle.
        self._amorce, racine = self._trouver_la_racine()
        self._balise = racine.tag
        self.plan = Plan(racine)

    def __iter__(self) -> Iterator[tuple[str, Noeud]]:
        analyseur = _analyseur(self._encodage, self._balise)
        racine: Noeud | None = None
        for bloc in chain([self._amorce], self._blocs):
            if faute := _nourrir(analyseur, bloc):
                raise illisible(faute) from faute
            racine = _premier(analyseur, racine)
            if racine is not None:
                yield from self.plan.finis(racine, len(bloc))
        yield from self.plan.finis(_clore(analyseur), 0, tout=True)

    def _trouver_la_racine(self) -> tuple[bytes, Noeud]:
        sonde, amorce = _analyseur(self._encodage), b""
        for bloc in self._blocs:
            amorce += bloc
            faute = _nourrir(sonde, bloc)
            if (racine := _premier(sonde, None)) is not None:
                return amorce, racine
            if faute:
                raise illisible(faute) from faute
            if len(amorce) > ENREGISTREMENT_MAX:
                raise FichierRefuse(DEMESURE)
        return amorce, _clore(sonde)


def blocs(flux: IO[bytes]) -> Iterator[bytes]:
    """Une tête, où se lit l'encodage, puis des blocs."""
    return chain([flux.read(TETE)], iter(partial(flux.read, BLOC), b""))


def illisible(erreur: etree.XMLSyntaxError) -> FichierRefuse:
    """La phrase à dire devant un XML mal formé."""
    return FichierRefuse(
        f"Le fichier est abîmé : le XML est illisible à la ligne {erreur.lineno or 1}. "
        "Refaites l’export dans SIECLE et déposez-le sans l’ouvrir ni le modifier."
    )


def _analyseur(encodage: str, balise: str | None = None) -> Analyseur:
    return etree.XMLPullParser(
        events=("start",),
        tag=balise,
        encoding=encodage,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _nourrir(analyseur: Analyseur, bloc: bytes) -> etree.XMLSyntaxError | None:
    """Rend la faute plutôt que de la lever : ce qui la précède est lu."""
    try:
        analyseur.feed(bloc)
    except etree.XMLSyntaxError as faute:
        return faute
    return None


def _premier(analyseur: Analyseur, connu: Noeud | None) -> Noeud | None:
    """La racine, premier élément commencé. Les suivants du même nom ne s'accumulent pas."""
    for _, noeud in analyseur.read_events():
        connu = cast("Noeud", noeud) if connu is None else connu
    return connu


def _clore(analyseur: Analyseur) -> Noeud:
    try:
        return analyseur.close()
    except etree.XMLSyntaxError as erreur:
        # L'analyseur attendait une suite : le fichier a été coupé.
        raise FichierRefuse(
            f"Le fichier est incomplet : il s’arrête à la ligne {erreur.lineno or 1}. "
            "Refaites l’export dans SIECLE et déposez-le tel quel."
        ) from erreur
