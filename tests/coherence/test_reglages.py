"""Ce que les réglages refusent de démarrer."""

import os
import subprocess
import sys

import pytest

from tests.coherence.outils import RACINE

PRODUCTION = {
    "DOSSIERSCO_PRODUCTION": "oui",
    "DOSSIERSCO_SECRET": "un secret d'essai" * 4,
    "DOSSIERSCO_HOTES": "inscription.exemple.fr",
    "DOSSIERSCO_ADRESSE": "https://inscription.exemple.fr",
}
DEMONSTRATION = {"DOSSIERSCO_DEMONSTRATION": "oui"}


def demarrer(tmp_path, **variables: str) -> subprocess.CompletedProcess[str]:
    nues = {nom: v for nom, v in os.environ.items() if not nom.startswith("DOSSIERSCO_")}
    commande = "from config import settings; print(settings.SECOND_FACTEUR)"
    return subprocess.run(
        [sys.executable, "-c", commande],
        cwd=RACINE,
        env={**nues, "DOSSIERSCO_VAR": str(tmp_path), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("variables", "attendu"),
    [
        ({}, "True"),
        (PRODUCTION, "True"),
        (DEMONSTRATION, "False"),
        ({**DEMONSTRATION, "DOSSIERSCO_SECOND_FACTEUR": "oui"}, "True"),
    ],
)
def test_le_second_facteur_est_exige_sauf_en_demonstration(tmp_path, variables, attendu):
    assert demarrer(tmp_path, **variables).stdout.strip() == attendu


def test_la_production_ne_se_passe_pas_de_second_facteur(tmp_path):
    refus = demarrer(tmp_path, **PRODUCTION, DOSSIERSCO_SECOND_FACTEUR="non")
    assert refus.returncode != 0
    assert "chaque agent a un second facteur" in refus.stderr


@pytest.mark.parametrize(
    ("variables", "dit"),
    [
        ({**PRODUCTION, "DOSSIERSCO_SMS_URL": "http://sms.exemple.fr/"}, "une adresse en https"),
        ({"DOSSIERSCO_SMS_URL": "sms.exemple.fr"}, "une adresse en https"),
        ({"DOSSIERSCO_SMS_CHAMPS": "from=COLLEGE"}, "écrire un objet JSON"),
        ({"DOSSIERSCO_SMS_CHAMPS": "[1]"}, "écrire un objet JSON"),
    ],
)
def test_une_passerelle_de_sms_mal_reglee_ne_demarre_pas(tmp_path, variables, dit):
    refus = demarrer(tmp_path, **variables)
    assert refus.returncode != 0
    assert dit in refus.stderr
