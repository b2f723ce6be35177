"""Chaque ligne de la liste des variantes a un test à son numéro."""

import re
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parents[3]
LISTE = RACINE.parent / "shared" / "siecle" / "variantes.md"
# « 7. **M** … », « 9. S … » ; les sections F et G ne sont pas marquées, et la 79 en porte trois.
MARQUEE = re.compile(r"^(\d+)\. (?:\*\*M\*\*|S) ", re.MULTILINE)
NUMERO = re.compile(r"(?:^|(?<=\. ))(\d+)\. ", re.MULTILINE)
TEST = re.compile(r"^def test_variante_(\d+)_", re.MULTILINE)


def exigees(texte: str) -> set[int]:
    marquees, _, suite = texte.partition("## F. ")
    sans_marque, _, _ = suite.partition("## H. ")
    return {int(n) for n in MARQUEE.findall(marquees) + NUMERO.findall(sans_marque)}


def numeros_testes() -> set[int]:
    fichiers = (RACINE / "dossiersco").glob("*/tests/test_variantes_*.py")
    return {int(n) for fichier in fichiers for n in TEST.findall(fichier.read_text("utf-8"))}


def test_chaque_variante_a_un_test_a_son_numero():
    if not LISTE.exists():
        pytest.skip("La liste des variantes n'est pas à côté du dépôt : rien à compter.")
    attendues = exigees(LISTE.read_text("utf-8"))
    assert attendues == set(range(1, 85))
    assert attendues - numeros_testes() == set()


def test_aucun_test_ne_porte_le_numero_d_une_variante_qui_n_existe_pas():
    assert numeros_testes() <= set(range(1, 85))


def test_une_variante_sans_test_serait_vue():
    liste = "1. **M** une\n2. S deux\n## F. Tableur\n3. trois. 4. quatre\n## H. Reste\n9. neuf\n"
    assert exigees(liste) == {1, 2, 3, 4}
