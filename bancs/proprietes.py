"""`python -m bancs.proprietes [tours]` : les propriétés du retour, par milliers de bases au hasard.

Chaque graine donne un tour (base, changements acceptés, fichier, SIECLE d'établi) et un envoi abîmé
exprès. Sort 1 au moindre manquement, avec la graine qui le rejoue.
"""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from dossiersco.echanges.tests.tours import (
    Tour,
    jouer,
    jouer_abime,
    manquements,
    manquements_d_un_abime,
)
from dossiersco.siecle.banc import Section

LOT = 50
MONTREES = 10
Bilan = tuple[Counter[str], list[str]]


def principale() -> int:
    arguments = argparse.ArgumentParser(prog="python -m bancs.proprietes", description=__doc__)
    arguments.add_argument("tours", nargs="?", type=int, default=10_000)
    arguments.add_argument("--depuis", type=int, default=0, help="la première graine")
    options = arguments.parse_args()
    debut, compte, fautes = time.monotonic(), Counter[str](), list[str]()
    for faits, (chiffres, trouves) in enumerate(_lots(options.depuis, options.tours), 1):
        compte += chiffres
        fautes += trouves
        _progresser(min(faits * LOT, options.tours), options.tours, len(fautes))
    _raconter(compte, fautes, time.monotonic() - debut)
    return 1 if fautes else 0


def _lots(depuis: int, tours: int) -> Iterator[Bilan]:
    fin = depuis + tours
    lots = [range(debut, min(debut + LOT, fin)) for debut in range(depuis, fin, LOT)]
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as ouvriers:
        yield from ouvriers.map(courir, lots)


def courir(lot: range) -> Bilan:
    compte, fautes = Counter[str](), list[str]()
    for graine in lot:
        tour = jouer(graine)
        fautes += [f"graine {graine} : {m}" for m in manquements(tour)]
        compte += _compter(tour)
        abime, annonces = jouer_abime(graine)
        fautes += [
            f"graine {graine}, abîmée : {m}" for m in manquements_d_un_abime(abime, annonces)
        ]
        compte += _codes(abime)
    return compte, fautes


def _compter(tour: Tour) -> Counter[str]:
    monde = tour.monde
    compte = Counter(
        {
            "tours": 1,
            "élèves dans les bases": len(monde.base.eleves),
            "responsables dans les bases": len(monde.base.personnes),
            "élèves envoyés": len(monde.assemblage.eleves),
            "élèves bloqués": len(monde.assemblage.bloques),
            "fichiers écrits": int(bool(tour.xml)),
            f"fichiers en {monde.schema}": int(bool(tour.xml)),
            "changements acceptés": sum(
                len(fiche.acceptes)
                for fiche in (*monde.eleves.values(), *monde.ensemble.personnes.values())
            ),
        }
    )
    for blocages in monde.assemblage.bloques.values():
        compte.update(f"bloqué {blocage.code}" for blocage in blocages)
    return compte


def _codes(abime: Tour) -> Counter[str]:
    """Les codes que SIECLE a rendus sur les envois abîmés : la propriété (e) les a tous vus."""
    if abime.compte_rendu is None:
        return Counter()
    dits = (li for li in abime.compte_rendu.lignes if li.section <= Section.ELEVES_NOTES)
    return Counter(f"SIECLE {ligne.code}" for ligne in dits) + Counter({"envois abîmés": 1})


def _progresser(faits: int, tours: int, fautes: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{faits}/{tours} tours, {fautes} manquements", end="", file=sys.stderr, flush=True)
    elif faits % 1000 == 0 or faits == tours:
        print(f"{faits}/{tours} tours, {fautes} manquements", file=sys.stderr, flush=True)


def _raconter(compte: Counter[str], fautes: list[str], duree: float) -> None:
    print(f"\n{compte['tours']} tours en {duree:.0f} s ({1000 * duree / compte['tours']:.0f} ms)")
    for quoi, combien in sorted(compte.items()):
        print(f"  {quoi:<32} {combien:>8}")
    print(f"{len(fautes)} manquement(s)")
    for faute in fautes[:MONTREES]:
        print(f"! {faute}")


if __name__ == "__main__":
    sys.exit(principale())
