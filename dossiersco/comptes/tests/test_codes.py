"""Le code personnel : tiré au hasard, tapé comme on veut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiersco.comptes import codes

CODE = "4F7K9M2PX301"


@pytest.mark.parametrize(
    "tape",
    ["4F7K-9M2P-X301", "4f7k-9m2p-x301", " 4F7K 9M2P X301 ", "4F7K9M2PX3Ol", "4f7k–9m2p–x3oI"],
)
def test_un_code_se_tape_comme_on_veut(tape):
    assert codes.normaliser(tape) == CODE


@pytest.mark.parametrize("tape", ["", "4F7K-9M2P", CODE + "Z", "4F7K-9M2P-XU01", "é" * 12])
def test_ce_qui_n_est_pas_un_code_ne_donne_rien(tape):
    assert codes.normaliser(tape) == ""


@pytest.mark.parametrize(
    "colle",
    [
        "https://college.example/acces/4F7K-9M2P-X301/",
        "Collège des Lilas : votre code est 4f7k-9m2p-x301. Ne le donnez à personne.",
    ],
)
def test_le_lien_ou_le_message_colle_en_entier_suffit(colle):
    assert codes.normaliser(colle) == CODE


def test_deux_codes_colles_n_en_font_aucun():
    assert codes.normaliser("4F7K-9M2P-X301 ou 4F7K-9M2P-X302") == ""


def test_un_code_tire_se_relit_tel_que_presente():
    code = codes.tirer()
    assert codes.normaliser(codes.presenter(code)) == code


def test_deux_codes_tires_different():
    assert len({codes.tirer() for _ in range(1000)}) == 1000


def test_soixante_bits():
    assert len(set(codes.ALPHABET)) ** codes.LONGUEUR == 2**60


@given(st.text(max_size=40))
def test_normaliser_deux_fois_ne_change_rien(tape):
    code = codes.normaliser(tape)
    assert codes.normaliser(code) == code


def test_l_empreinte_depend_de_la_cle_du_serveur(settings):
    avant = codes.empreinte(CODE)
    settings.SECRET_KEY = "une autre clé"
    assert codes.empreinte(CODE) != avant
