import re

import brotli
import pytest
from django.core.management import call_command

from dossiersco.socle import theme


@pytest.fixture(scope="module")
def feuille() -> str:
    return theme.assembler()


def test_la_feuille_tient_en_25_ko_sur_le_reseau(feuille):
    assert len(brotli.compress(feuille.encode())) <= 25_000


def test_la_feuille_ne_charge_rien_d_autre(feuille):
    assert "@font-face" not in feuille
    adresses = re.findall(r"""url\(["']?([^)]{0,5})""", feuille)
    assert adresses
    assert set(adresses) == {"data:"}


def test_la_marque_de_l_etat_n_y_est_pas(feuille):
    assert "Marianne" not in feuille
    assert ".fr-logo" not in feuille


@pytest.mark.parametrize("classe", ["fr-btn", "fr-input", "fr-skiplinks", "fr-alert--error"])
def test_une_classe_employee_est_gardee(feuille, classe):
    assert re.search(rf"\.{classe}[^\w-]", feuille)


@pytest.mark.parametrize("classe", ["fr-modal", "fr-btn--tooltip", "fr-h1--inconnu"])
def test_une_classe_inconnue_est_retiree(feuille, classe):
    assert f".{classe}" not in feuille


def test_toute_variable_lue_est_definie(feuille):
    definies = set(re.findall(r"[{;](--[\w-]+):", feuille))
    sans_defaut = set(re.findall(r"var\((--[\w-]+)\)", feuille))
    # Ces teintes n'ont pas de valeur dans le DSFR lui-même hors du survol.
    assert {v for v in sans_defaut - definies if not v.endswith(("-hover", "-active"))} == set()


def test_un_debut_de_classe_garde_toute_la_famille():
    mots = theme.Mots(["fr-alert--", "fr-btn"])
    assert "fr-alert--error" in mots
    assert "fr-btn--lg" not in mots


def test_l_empreinte_ne_change_qu_avec_les_mots():
    assert theme.Mots(["fr-btn"]).empreinte() == theme.Mots(["fr-btn"]).empreinte()
    assert theme.Mots(["fr-btn"]).empreinte() != theme.Mots(["fr-tag"]).empreinte()


def test_la_commande_ne_reecrit_pas_une_feuille_a_jour(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(theme, "FEUILLE", tmp_path / "dsfr.css")
    call_command("assembler_dsfr")
    ecrite_le = theme.FEUILLE.stat().st_mtime_ns
    assert "octets" in capsys.readouterr().out
    call_command("assembler_dsfr")
    assert theme.FEUILLE.stat().st_mtime_ns == ecrite_le


def test_la_feuille_installee_est_a_jour():
    assert theme.est_a_jour(), "Des gabarits ont changé : lancer « make installer »."
