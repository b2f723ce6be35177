"""Les rapports JUnit des suites -> une ligne par suite, puis le total : « N passed, N failed »."""

import sys
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET


class Compte(NamedTuple):
    reussis: int
    echoues: int
    sautes: int
    rejoues: int
    secondes: float

    def __str__(self) -> str:
        sautes = f", {self.sautes} skipped" if self.sautes else ""
        rejoues = f", {self.rejoues} rerun" if self.rejoues else ""
        issue = f"{self.reussis} passed, {self.echoues} failed{sautes}{rejoues}"
        return f"{issue} in {self.secondes:.0f}s"


def lire(rapport: Path) -> Compte:
    suite = ET.parse(rapport).getroot().find("testsuite")  # noqa: S314 (écrit à l'instant par pytest)
    if suite is None:
        raise SystemExit(f"{rapport} n'est pas un rapport de pytest.")
    total, sautes = int(suite.attrib["tests"]), int(suite.attrib["skipped"])
    echoues = int(suite.attrib["failures"]) + int(suite.attrib["errors"])
    # Un essai raté puis rejoué laisse une ligne de plus au nom du test, sans autre trace.
    essais = [(cas.attrib["classname"], cas.attrib["name"]) for cas in suite.iter("testcase")]
    rejoues = len(essais) - len(set(essais))
    reussis = total - echoues - sautes
    return Compte(reussis, echoues, sautes, rejoues, float(suite.attrib["time"]))


def principale(rapports: list[Path]) -> int:
    comptes = {rapport.stem: lire(rapport) for rapport in rapports}
    lignes = [f"{nom} : {compte}" for nom, compte in comptes.items()]
    total = Compte(*(sum(colonne) for colonne in zip(*comptes.values(), strict=True)))
    sys.stdout.write("\n".join([*lignes, str(total)]) + "\n")
    return int(total.echoues > 0 or total.reussis == 0)


if __name__ == "__main__":
    raise SystemExit(principale([Path(chemin) for chemin in sys.argv[1:]]))
