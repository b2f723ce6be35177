"""Les codes à six chiffres, contre les vecteurs des RFC 4226 et 6238."""

import pytest

from dossiersco.comptes import totp

# La clé des annexes des deux RFC.
CLE = b"12345678901234567890"
RFC_4226 = ["755224", "287082", "359152", "969429", "338314"]
RFC_4226 += ["254676", "287922", "162583", "399871", "520489"]
# RFC 6238, annexe B, SHA-1 : les six derniers chiffres de huit.
RFC_6238 = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}


def test_les_dix_vecteurs_de_la_rfc_4226():
    assert [totp.code(CLE, pas) for pas in range(10)] == RFC_4226


@pytest.mark.parametrize(("heure", "attendu"), RFC_6238.items())
def test_les_vecteurs_de_la_rfc_6238(heure, attendu):
    assert totp.pas_du_code(CLE, attendu, heure=heure) == heure // totp.PAS


@pytest.mark.parametrize(("ecart", "accepte"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_une_horloge_retarde_d_un_pas_pas_de_deux(ecart, accepte):
    code = totp.code(CLE, 1000)
    assert (totp.pas_du_code(CLE, code, heure=1000 * 30 + ecart) == 1000) is accepte


@pytest.mark.parametrize("saisie", ["", "12345", "1234567", "éééééé", "１２３４５６"])
def test_ce_qui_n_est_pas_un_code_est_refuse(saisie):
    assert totp.pas_du_code(CLE, saisie, heure=59) is None


def test_le_secret_depend_de_la_cle_du_serveur(settings):
    """Une base volée ne suffit pas."""
    graine = totp.tirer_graine()
    avant = totp.secret(graine)
    settings.SECRET_KEY = "une autre clé"
    assert totp.secret(graine) != avant
    assert len(avant) == 20


def test_l_adresse_se_lit_par_une_application():
    adresse = totp.adresse(CLE, "a@exemple.fr")
    assert adresse == (
        "otpauth://totp/DossierSCO%3Aa%40exemple.fr"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=DossierSCO"
    )
