"""Mettre une adresse en lignes : sur les mots, sans rien perdre."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiersco.siecle.adresse import (
    LIGNES_MAXIMUM,
    LONGUEUR_MAXIMUM,
    AdresseTropLongue,
    lignes_adresse,
)


@pytest.mark.parametrize("texte", ["", "   ", "\r\n \n"])
def test_une_adresse_vide_n_a_pas_de_ligne(texte):
    assert lignes_adresse(texte) == ()


def test_une_adresse_courte_tient_sur_une_ligne():
    assert lignes_adresse("  12   rue des  Lilas ") == ("12 rue des Lilas",)


def test_les_retours_a_la_ligne_sont_gardes():
    assert lignes_adresse("Résidence Le Parc\r\nBât. C\n\n12 rue des Lilas") == (
        "Résidence Le Parc",
        "Bât. C",
        "12 rue des Lilas",
    )


def test_une_ligne_trop_longue_se_coupe_entre_deux_mots():
    texte = "Résidence des Trois Fontaines 125 avenue du Général de Gaulle"
    assert lignes_adresse(texte) == (
        "Résidence des Trois Fontaines 125",
        "avenue du Général de Gaulle",
    )


def test_un_nom_a_trait_d_union_n_est_pas_coupe():
    texte = "125 bis rue de la République de Saint-Maurice"
    assert lignes_adresse(texte) == ("125 bis rue de la République de", "Saint-Maurice")


def test_trop_de_retours_a_la_ligne_se_remettent_d_un_trait():
    assert lignes_adresse("12\nrue\ndes\nLilas\nbleus") == ("12 rue des Lilas bleus",)


def test_exactement_38_caracteres_tiennent():
    assert lignes_adresse("x" * LONGUEUR_MAXIMUM) == ("x" * LONGUEUR_MAXIMUM,)


@pytest.mark.parametrize("texte", ["x" * 39, "rue " + "y" * 39, "mot " * 60])
def test_une_adresse_trop_longue_est_refusee_avec_une_phrase(texte):
    with pytest.raises(AdresseTropLongue, match="Abrégez-la"):
        lignes_adresse(texte)


@given(st.text(alphabet="abc dé'-\n", max_size=200))
def test_on_ne_perd_aucun_mot(texte):
    try:
        lignes = lignes_adresse(texte)
    except AdresseTropLongue:
        return
    assert " ".join(lignes).split() == texte.split()
    assert len(lignes) <= LIGNES_MAXIMUM
    assert all(0 < len(ligne) <= LONGUEUR_MAXIMUM for ligne in lignes)


@given(st.lists(st.text(alphabet="abcdé-", min_size=1, max_size=38), min_size=1, max_size=4))
def test_des_lignes_deja_bonnes_ne_bougent_pas(lignes):
    assert lignes_adresse("\n".join(lignes)) == tuple(lignes)
