"""Les options et les structures d'un élève : variantes 43 à 50."""

import pytest

from dossiersco.siecle import eleves
from dossiersco.siecle.tests.exports_fictifs import (
    bloc,
    codes,
    eleve,
    fichier_eleves,
    lire_eleves,
)


def option(matiere: str, rang: str = "1", dans: str = "OPTIONS_ELEVE") -> str:
    return (
        f"<{dans}><NUM_OPTION>{rang}</NUM_OPTION><CODE_MODALITE_ELECT>O</CODE_MODALITE_ELECT>"
        f"<CODE_MATIERE>{matiere}</CODE_MATIERE></{dans}>"
    )


def options(*contenu: str, de: str = "1001", dans: str = "OPTION") -> str:
    return bloc("OPTIONS", f'<{dans} ELEVE_ID="{de}">{"".join(contenu)}</{dans}>')


def structures(*couples: tuple[str, str], de: str = "1001", dans: str = "STRUCTURES_ELEVE") -> str:
    lignes = "".join(
        f"<STRUCTURE><CODE_STRUCTURE>{code}</CODE_STRUCTURE>"
        f"<TYPE_STRUCTURE>{nature}</TYPE_STRUCTURE></STRUCTURE>"
        for code, nature in couples
    )
    return bloc("STRUCTURES", f'<{dans} ELEVE_ID="{de}" ELENOET="17">{lignes}</{dans}>')


def lire_un(annexes: str, place: str = "apres"):
    lus, anomalies = lire_eleves(fichier_eleves(eleve(), **{place: annexes}))
    return lus[0].photo, codes(anomalies)


@pytest.mark.parametrize("place", ["avant", "apres"])
def test_les_options_et_les_structures_se_lisent_dans_tous_les_ordres(place):
    photo, anomalies = lire_un(options(option("030201")) + structures(("6A", "D")), place)
    assert anomalies == []
    assert photo["OPTIONS"] == [
        {"NUM_OPTION": "1", "CODE_MODALITE_ELECT": "O", "CODE_MATIERE": "030201"}
    ]
    assert photo["STRUCTURES"] == [{"CODE_STRUCTURE": "6A", "TYPE_STRUCTURE": "D"}]


@pytest.mark.parametrize(
    "annexes", ["", "<OPTIONS/><STRUCTURES/><BOURSES/>", options() + structures()]
)
def test_sans_option_ni_structure_les_blocs_sont_absents(annexes):
    photo, anomalies = lire_un(annexes)
    assert anomalies == [] and not photo.keys() & {"OPTIONS", "STRUCTURES"}


def test_les_noms_d_options_echanges_du_schema_1_32_sont_lus():
    echanges = options(option("020C00", dans="OPTION"), dans="OPTIONS_ELEVE")
    photo, anomalies = lire_un(echanges)
    assert photo["OPTIONS"][0]["CODE_MATIERE"] == "020C00" and anomalies == []


def test_une_option_complete_ses_blanches():
    photo, _ = lire_un(options(option(" 030201 ", rang=" ")))
    assert photo["OPTIONS"] == [{"CODE_MODALITE_ELECT": "O", "CODE_MATIERE": "030201"}]


def test_la_meme_matiere_a_plusieurs_rangs_est_gardee_et_les_blocs_s_ajoutent():
    photo, _ = lire_un(options(option("030201", "1"), option("030201", "2")) + options(option("1")))
    assert [o.get("NUM_OPTION") for o in photo["OPTIONS"]] == ["1", "2", "1"]


def test_les_annexes_d_un_eleve_inconnu_sont_signalees():
    annexes = options(option("030201"), de="404") + structures(("6A", "D"), de="405")
    photo, anomalies = lire_un(annexes)
    assert anomalies == ["eleve_inconnu", "eleve_inconnu"] and "OPTIONS" not in photo


def test_les_annexes_d_un_eleve_refuse_ne_sont_pas_d_un_inconnu():
    _, anomalies = lire_eleves(fichier_eleves(eleve(PRENOM=None), apres=options(option("030201"))))
    assert codes(anomalies) == ["eleve_sans_prenom"]


@pytest.mark.parametrize(
    ("couples", "division"),
    [
        ([("6G1", "G"), ("6A", "D")], "6A"),
        ([("6G1", "G")], ""),
        ([("6A", "D"), ("6B", "D")], "6A"),
        ([("Inactifs", "D")], ""),
        ([("05", "D")], "05"),
        ([("5 A", "D")], "5 A"),
        ([("6A", "1")], ""),
    ],
)
def test_la_division_est_la_premiere_structure_de_type_division(couples, division):
    photo, _ = lire_un(structures(*couples))
    assert eleves.division(photo) == division


def test_sans_structure_il_n_y_a_pas_de_division():
    assert eleves.division({}) == ""


def test_un_type_de_structure_inconnu_est_signale_et_garde():
    photo, anomalies = lire_un(structures(("6A", "1")))
    assert photo["STRUCTURES"] == [{"CODE_STRUCTURE": "6A", "TYPE_STRUCTURE": "1"}]
    assert anomalies == ["type_structure_inconnu"]


def test_un_bloc_inconnu_est_ignore_avec_un_avis():
    photo, anomalies = lire_un(structures(("6A", "D"), dans="STRICTURES_ELEVE"))
    assert "STRUCTURES" not in photo and anomalies == ["balise_inconnue"]


def test_un_bloc_entier_inconnu_est_ignore_avec_un_seul_avis():
    photo, anomalies = lire_un(bloc("PAI", "<A/><B/><ELEVE><NOM>X</NOM></ELEVE>"))
    assert photo["PRENOM"] == "Awa" and anomalies == ["balise_inconnue"]


def test_les_bourses_sont_connues_et_non_lues():
    annexes = bloc(
        "BOURSES", '<BOURSES_ELEVE ELEVE_ID="1001"><CODE_BOURSE>1</CODE_BOURSE></BOURSES_ELEVE>'
    )
    assert lire_un(annexes)[1] == []
