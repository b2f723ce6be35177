"""Identifiants, INE et codes d'établissement inventés, uniques par construction."""

from collections.abc import Iterator

from dossiersco.siecle.fabrique.hasard import Hasard

LETTRES = "ABCDEFGHJKLMNPRSTUVWXYZ"


def suite(hasard: Hasard, depart: int, trou: int) -> Iterator[str]:
    """Des entiers croissants et troués, comme les clés de la base de SIECLE."""
    numero = depart + hasard.randrange(1000)
    while True:
        numero += hasard.randint(1, trou)
        yield str(numero)


def ines(hasard: Hasard) -> Iterator[str]:
    """Les deux formes : dix chiffres et une lettre (BEA), neuf chiffres et deux lettres (RNIE).

    Multiplier le rang par un nombre premier avec dix parcourt tous les numéros sans se répéter.
    """
    rang = hasard.randrange(10**6)
    while True:
        rang += 1
        if hasard.une_fois_sur(3):
            yield f"{rang * 7_368_787_003 % 10**10:010}{hasard.choice(LETTRES)}"
        else:
            yield f"{rang * 618_033_987 % 10**9:09}{hasard.choice(LETTRES)}{hasard.choice(LETTRES)}"


def uai_invente(numero: int) -> str:
    """`numero` : les sept chiffres. La lettre est leur reste modulo 23, comme dans un vrai UAI."""
    return f"{numero:07}{LETTRES[numero % 23]}"
