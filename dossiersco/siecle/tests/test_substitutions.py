"""Ce que SIECLE ne sait pas écrire est remplacé, dit, et jamais deviné."""

import pytest

from dossiersco.siecle.substitutions import remarques, substituer

ADRESSE = {"LIGNE1_ADRESSE": "3 RUE DE L’ÉCLUSE", "LIGNE2_ADRESSE": "BÂT A", "CODE_PAYS": "100"}


@pytest.mark.parametrize(
    ("lu", "ecrit"),
    [("D’HAENE", "D'HAENE"), ("WAŁĘSA", "WALESA"), ("ȘTEFAN", "STEFAN"), ("NGUYỄN", "NGUYÊN")],
)
def test_un_nom_est_ramene_aux_lettres_de_siecle(lu: str, ecrit: str) -> None:
    photo, (faite,) = substituer({"NOM_DE_FAMILLE": lu, "PRENOM": "Léo"})
    assert photo == {"NOM_DE_FAMILLE": ecrit, "PRENOM": "Léo"}
    assert (faite.balise, faite.avant, faite.apres) == ("NOM_DE_FAMILLE", lu, ecrit)


def test_ce_qui_s_ecrit_part_tel_que_lu() -> None:
    """Même une espace insécable ou un euro : SIECLE les a écrits, il les reprend."""
    photo = {"NOM_DE_FAMILLE": "ŒUVRARD\u00a0€", "PRENOM": "Zoé"}
    assert substituer(photo) == (photo, [])


def test_une_ligne_d_adresse_se_remplace_seule_et_le_reste_ne_bouge_pas() -> None:
    photo, (faite,) = substituer({"ADRESSE": ADRESSE})
    assert photo["ADRESSE"] == {**ADRESSE, "LIGNE1_ADRESSE": "3 RUE DE L'ÉCLUSE"}
    assert (faite.balise, faite.champ) == ("ADRESSE", "adresse, ligne 1")


@pytest.mark.parametrize("balise", ["MEL", "CODE_MEF", "TEL_PORTABLE", "CODE_STRUCTURE"])
def test_ni_code_ni_courriel_ne_s_approche(balise: str) -> None:
    photo = {balise: "l’un"}
    assert substituer(photo) == (photo, [])


def test_une_lettre_d_un_autre_alphabet_reste_et_bloquera() -> None:
    photo = {"PRENOM": "李明"}
    assert substituer(photo) == (photo, [])


def test_une_identite_qui_seule_fait_reconnaitre_n_est_pas_touchee() -> None:
    photo = {"NOM_DE_FAMILLE": "D’HAENE", "NOM_USAGE": "D’AUBE"}
    ecrite, (faite,) = substituer(photo, sauf={"NOM_DE_FAMILLE"})
    assert ecrite == {"NOM_DE_FAMILLE": "D’HAENE", "NOM_USAGE": "D'AUBE"}
    assert faite.balise == "NOM_USAGE"


def test_un_accent_autrement_code_n_est_pas_un_changement() -> None:
    decompose = "Zoe\u0301"
    assert substituer({"PRENOM": decompose}) == ({"PRENOM": "Zoé"}, [])


def test_la_remarque_dit_qui_quoi_et_quels_caracteres() -> None:
    _, faites = substituer({"VILLE_NAISS": "ŁÓDŹ"})
    (remarque,) = remarques("MARTIN Léo", faites)
    assert remarque.message == (
        "MARTIN Léo, ville de naissance : « ŁÓDŹ » s’écrira « LÓDZ » : SIECLE ne sait pas écrire "
        "« Ł », « Ź »."
    )
    assert remarque.perdues == {"VILLE_NAISS"}
