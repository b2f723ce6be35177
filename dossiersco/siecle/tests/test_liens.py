"""Les liens élève-responsable : variantes 54 à 57, 59, 66 et 69."""

import pytest

from dossiersco.siecle.tests.exports_fictifs import (
    balises,
    fichier_responsables,
    lien,
    lire_liens,
    personne,
)

ANCIEN = {"NIVEAU_RESPONSABILITE": None, "CODE_PARENTE": None}


def lire(*liens: str, personnes: tuple[str, ...] = ("501",)):
    lus, anomalies = lire_liens(fichier_responsables(map(personne, personnes), liens))
    return lus, [str(a.code) for a in anomalies]


def photo(**champs: str | None):
    lus, anomalies = lire(lien(**champs))
    return lus[0].photo, anomalies


def test_un_lien_de_2018_se_lit_tel_quel_avec_ses_deux_sortes_de_booleens():
    lue, anomalies = photo(
        PAIE_FRAIS_SCOLAIRES="1", PERCOIT_LES_AIDES="true", HEBERGE_ELEVE="false"
    )
    assert anomalies == []
    assert lue == {
        "NIVEAU_RESPONSABILITE": "1",
        "CODE_PARENTE": "10",
        "PAIE_FRAIS_SCOLAIRES": "1",
        "PERCOIT_LES_AIDES": "1",
        "HEBERGE_ELEVE": "0",
    }


@pytest.mark.parametrize(("ancien", "niveau"), [("1", "1"), ("2", "1"), ("0", "3")])
def test_l_ancien_niveau_est_traduit(ancien, niveau):
    assert photo(**ANCIEN, RESP_LEGAL=ancien) == ({"NIVEAU_RESPONSABILITE": niveau}, [])


@pytest.mark.parametrize("paiement", ["PERS_PAIEMENT", "PERS_PAIMENT"])
def test_les_anciens_drapeaux_sont_traduits(paiement):
    lue, anomalies = photo(
        **ANCIEN, RESP_LEGAL="1", RESP_FINANCIER="1", PERS_CONTACT="0", **{paiement: "O"}
    )
    assert anomalies == []
    assert lue == {
        "NIVEAU_RESPONSABILITE": "1",
        "PAIE_FRAIS_SCOLAIRES": "1",
        "PERCOIT_LES_AIDES": "1",
        "A_CONTACTER_EN_PRIORITE": "0",
    }


def test_le_nouveau_schema_l_emporte_sur_l_ancien():
    lue, anomalies = photo(
        NIVEAU_RESPONSABILITE="2",
        RESP_LEGAL="1",
        PAIE_FRAIS_SCOLAIRES="0",
        RESP_FINANCIER="1",
        A_CONTACTER_EN_PRIORITE="",
        PERS_CONTACT="1",
    )
    assert anomalies == []
    assert (lue["NIVEAU_RESPONSABILITE"], lue["PAIE_FRAIS_SCOLAIRES"]) == ("2", "0")
    assert lue["A_CONTACTER_EN_PRIORITE"] == "1"


@pytest.mark.parametrize("champs", [{}, {"NIVEAU_RESPONSABILITE": "9"}, {"RESP_LEGAL": "7"}])
def test_sans_niveau_connu_la_personne_est_un_contact_avec_un_avis(champs):
    lue, anomalies = photo(**(ANCIEN | champs))
    assert lue["NIVEAU_RESPONSABILITE"] == "3" and anomalies == ["niveau_inconnu"]


def test_un_code_parente_d_un_caractere_vient_d_une_autre_liste():
    lue, anomalies = photo(CODE_PARENTE="1")
    assert "CODE_PARENTE" not in lue and anomalies == ["code_parente_ancien"]


def test_deux_meres_sont_deux_liens():
    lus, anomalies = lire(lien(), lien(personne_id="502"), personnes=("501", "502"))
    assert [lu.personne_id for lu in lus] == ["501", "502"] and anomalies == []


def test_la_meme_personne_est_legale_pour_l_un_et_contact_pour_l_autre():
    lus, anomalies = lire(lien("1"), lien("2", NIVEAU_RESPONSABILITE="3"))
    assert [lu.photo["NIVEAU_RESPONSABILITE"] for lu in lus] == ["1", "3"] and anomalies == []


def test_un_lien_repete_ne_se_lit_qu_une_fois():
    lus, anomalies = lire(lien(), lien(CODE_PARENTE="20"))
    assert [lu.photo["CODE_PARENTE"] for lu in lus] == ["10"]
    assert anomalies == ["lien_en_double"]


def test_un_lien_vers_une_personne_absente_est_rendu_et_signale():
    lus, anomalies = lire(lien(personne_id="404"))
    assert [lu.personne_id for lu in lus] == ["404"]
    assert anomalies == ["personne_inconnue", "personne_sans_lien"]


@pytest.mark.parametrize("cles", [{"eleve_id": ""}, {"personne_id": " "}])
def test_un_lien_sans_ses_deux_bouts_n_est_pas_rendu(cles):
    lus, anomalies = lire(lien(**cles))
    assert lus == [] and anomalies == ["lien_incomplet", "personne_sans_lien"]


def test_l_ancienne_balise_responsable_est_comprise():
    corps = balises({"ELEVE_ID": "0001", "PERSONNE_ID": "501", "NIVEAU_RESPONSABILITE": "1"})
    lus, anomalies = lire(f"<RESPONSABLE>{corps}</RESPONSABLE>")
    assert (lus[0].eleve_id, anomalies) == ("0001", [])


def test_un_lien_dit_sa_ligne():
    octets = fichier_responsables([personne()], [lien()])
    attendue = octets[: octets.index(b"<RESPONSABLE_ELEVE>")].count(b"\n") + 1
    assert lire_liens(octets)[0][0].ligne == attendue
