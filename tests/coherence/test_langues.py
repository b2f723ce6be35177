"""Chaque phrase d'un écran ou d'un message de famille est dans chaque catalogue, entière."""

import re

import pytest

from dossiersco.siecle.pays import nationalites, pays
from dossiersco.socle.langues import LANGUES, TROU, Langue, lire
from tests.coherence.phrases import du_code, du_gabarit, toutes

chaque_langue = pytest.mark.parametrize("langue", LANGUES.values(), ids=lambda langue: langue.code)
# Des mots qu'une autre langue écrit comme le français.
PAREILLES = {
    "en": {"Documents", "Page %(numero)s", "page %(numero)s", "Options"},
    "es": {"No"},
    "ro": {"Sex", "Profesie"},
}
SANS_LETTRES = re.compile(r"[\W\d_]+")


@chaque_langue
def test_aucune_phrase_ne_manque(langue: Langue):
    catalogue = lire(langue.catalogue)
    manquent = [f"{ou} : {phrase}" for phrase, ou in toutes().items() if not catalogue.get(phrase)]
    assert manquent == [], "`make phrases` les ajoute au catalogue ; il reste à les traduire."


@chaque_langue
def test_chaque_pays_et_chaque_nationalite_se_dit(langue: Langue):
    connus = lire(langue.pays)
    assert set(connus) == {*pays().values(), *nationalites().values()}
    assert all(connus.values())


@chaque_langue
def test_aucune_phrase_n_est_de_trop(langue: Langue):
    assert set(lire(langue.catalogue)) - set(toutes()) == set(), "`make phrases` les ôte."


@chaque_langue
def test_les_trous_sont_les_memes(langue: Langue):
    faux = [
        phrase
        for phrase, dite in lire(langue.catalogue).items()
        if sorted(TROU.findall(phrase)) != sorted(TROU.findall(dite)) or "%" in TROU.sub("", dite)
    ]
    assert faux == []


@chaque_langue
def test_aucune_phrase_n_est_restee_en_francais(langue: Langue):
    restees = {
        phrase
        for phrase, dite in lire(langue.catalogue).items()
        if SANS_LETTRES.sub("", phrase) == SANS_LETTRES.sub("", dite)
    }
    assert restees <= PAREILLES.get(langue.code, set())


@chaque_langue
def test_rien_n_attend_d_etre_relu(langue: Langue):
    assert ", fuzzy" not in langue.catalogue.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("code", "lettres"), [("ar", "ء-ي"), ("uk", "а-яєії"), ("zh-Hans", "一-鿿")]
)
def test_une_langue_s_ecrit_dans_son_ecriture(code: str, lettres: str):
    catalogue = lire(LANGUES[code].catalogue)
    autres = [dite for dite in catalogue.values() if not re.search(f"[{lettres}]", dite)]
    assert [dite for dite in autres if re.search(r"[^\W\d_]{2}", TROU.sub("", dite))] == []


def test_un_gabarit_dit_toutes_ses_phrases():
    source = """{% block titre %}Onglet{% endblock %}{# Une note #}
    <p title="x">Bonjour {{ eleve.prenom|de }}&nbsp;!</p>{% if a %}Deux
    mots{% endif %}<nav aria-label="Les langues">{{ nombre }}</nav>
    {% include "x.html" with libelle="Se taire" %}{{ n|pluralize:"Un,Des" }}"""
    attendues = [
        "Les langues",
        "Se taire",
        "Un",
        "Des",
        "Bonjour %(de_prenom)s\u00a0!",
        "Deux mots",
    ]
    assert list(du_gabarit(source)) == attendues


def test_un_module_dit_toutes_ses_phrases():
    source = '"""Une docstring."""\nclef = "sans_phrase"\nraise Refus(f"Il manque {d.nom} !")\n'
    assert list(du_code(source)) == ["Il manque %(nom)s !"]
