"""Une règle du vérificateur n'est tue qu'avec sa raison, à côté."""

import re
from collections.abc import Iterator

from tests.coherence.outils import RACINE, fichiers_du_depot

# En morceaux : ce fichier est lu comme les autres.
TUE = "# no" + "qa"
SANS_RAISON = re.compile(TUE + r"(?!: [A-Z]+\d+ \([^)]{5,}\))")


def tues_sans_raison(source: str) -> Iterator[str]:
    return (ligne.strip() for ligne in source.splitlines() if SANS_RAISON.search(ligne))


def test_chaque_exception_dit_sa_raison():
    fautes = [
        f"{fichier.relative_to(RACINE)} : {ligne}"
        for fichier in fichiers_du_depot()
        if fichier.suffix == ".py"
        for ligne in tues_sans_raison(fichier.read_text(encoding="utf-8"))
    ]
    assert fautes == []


def test_une_exception_sans_raison_serait_vue():
    for suite in ("", ": S310", ": S310 ()"):
        assert list(tues_sans_raison(f"x = 1  {TUE}{suite}"))
    assert not list(tues_sans_raison(f"x = 1  {TUE}: S310 (vérifié au démarrage)"))
