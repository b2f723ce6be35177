"""Un mot = une balise de SIECLE : champ, écran et spécification se trouvent d'un seul mot."""

import re

import pytest
from django.apps import apps

from dossiersco.siecle import vocabulaire
from tests.coherence.outils import RACINE

GLOSSAIRE = RACINE / "docs" / "glossaire.md"
# La seule partie du glossaire qui autorise un nom de champ ; le reste explique.
TITRE = "## Mots qui ne viennent pas de SIECLE"
MODELES = list(apps.get_app_config("dossiers").get_models())


def mots_a_nous() -> set[str]:
    """Le premier mot de chaque ligne de la liste ou du tableau : « | `photo` | … »."""
    _, _, suite = GLOSSAIRE.read_text(encoding="utf-8").partition(TITRE)
    partie = re.split(r"^## ", suite, flags=re.MULTILINE)[0]
    return set(re.findall(r"^[|-]\s*`(\w+)`", partie, re.MULTILINE))


def balises() -> set[str]:
    return {balise.lower() for balise in vocabulaire.BALISES}


def champs_concrets(modele) -> set[str]:
    return {champ.name for champ in modele._meta.get_fields() if champ.concrete} - {"id"}


@pytest.mark.parametrize("modele", MODELES, ids=lambda modele: modele.__name__)
def test_tout_champ_porte_le_nom_de_siecle_ou_du_glossaire(modele):
    assert champs_concrets(modele) - balises() - mots_a_nous() == set()


def test_un_mot_a_nous_sert_et_n_est_pas_deja_celui_de_siecle():
    tous = set().union(*(champs_concrets(modele) for modele in MODELES))
    assert mots_a_nous() - tous == set()
    assert mots_a_nous() & balises() == set()


@pytest.mark.parametrize("synonyme", ["sexe", "date_naissance", "birth_date", "telephone_portable"])
def test_un_synonyme_serait_vu(synonyme):
    assert synonyme not in balises() | mots_a_nous()
