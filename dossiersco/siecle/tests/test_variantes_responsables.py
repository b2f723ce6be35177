"""Responsables : variantes 54 à 69, chacune nommée par son numéro.

Ce qui se joue en base (57, 58, 60, 68) est repris dans `echanges/tests`.
"""

import pytest

from dossiersco.siecle.liens_retour import responsables_eleve
from dossiersco.siecle.nomenclatures import table
from dossiersco.siecle.regles import Releve
from dossiersco.siecle.schema_import import Schema
from dossiersco.siecle.tests import test_preparation_exemples as exemples
from dossiersco.siecle.tests.exports_fictifs import (
    adresse,
    balises,
    bloc,
    codes,
    fichier_responsables,
    lien,
    lire_liens,
    lire_personnes,
    personne,
)
from dossiersco.siecle.valeurs import comparable, telephone

SANS_NIVEAU = {"NIVEAU_RESPONSABILITE": None, "CODE_PARENTE": None}


def un_lien(**champs: str | None):
    """La photo du seul lien d'un fichier, et les codes des anomalies."""
    lus, anomalies = lire_liens(fichier_responsables([personne()], [lien(**champs)]))
    return lus[0].photo, codes(anomalies)


def une_personne(apres: str = bloc("ADRESSES", adresse()), **champs: str | None):
    lues, anomalies = lire_personnes(fichier_responsables([personne(**champs)], [], apres))
    return lues[0].photo, codes(anomalies)


@pytest.mark.parametrize(
    ("champs", "niveau"),
    [
        ({"NIVEAU_RESPONSABILITE": "2"}, "2"),
        ({"NIVEAU_RESPONSABILITE": None, "RESP_LEGAL": "1"}, "1"),
        ({"NIVEAU_RESPONSABILITE": None, "RESP_LEGAL": "2"}, "1"),
        ({"NIVEAU_RESPONSABILITE": None, "RESP_LEGAL": "0"}, "3"),
        ({"NIVEAU_RESPONSABILITE": "3", "RESP_LEGAL": "1"}, "3"),
    ],
)
def test_variante_54_ancienne_mise_en_page_nouvelle_ou_les_deux(champs, niveau):
    photo, anomalies = un_lien(**champs)
    assert (photo["NIVEAU_RESPONSABILITE"], anomalies) == (niveau, [])


def test_variante_54_sans_aucun_niveau_c_est_un_contact():
    photo, anomalies = un_lien(**SANS_NIVEAU)
    assert (photo, anomalies) == ({"NIVEAU_RESPONSABILITE": "3"}, ["niveau_inconnu"])


@pytest.mark.parametrize("aides", ["PERS_PAIEMENT", "PERS_PAIMENT"])
def test_variante_54_les_drapeaux_d_avant_2018(aides):
    photo, _ = un_lien(**SANS_NIVEAU, RESP_LEGAL="1", RESP_FINANCIER="1", **{aides: "1"})
    assert photo["PAIE_FRAIS_SCOLAIRES"] == photo["PERCOIT_LES_AIDES"] == "1"
    assert un_lien(**SANS_NIVEAU, PERS_CONTACT="1")[0]["A_CONTACTER_EN_PRIORITE"] == "1"


def test_variante_55_les_deux_sortes_de_booleens_dans_un_meme_lien():
    photo, anomalies = un_lien(
        PAIE_FRAIS_SCOLAIRES="1", PERCOIT_LES_AIDES="true", HEBERGE_ELEVE="false"
    )
    drapeaux = [photo[b] for b in ("PAIE_FRAIS_SCOLAIRES", "PERCOIT_LES_AIDES", "HEBERGE_ELEVE")]
    assert (drapeaux, anomalies) == (["1", "1", "0"], [])


def test_variante_56_deux_legaux_de_meme_parente_sont_gardes_tous_deux():
    lus, anomalies = lire_liens(
        fichier_responsables(
            [personne("501"), personne("502")],
            [lien(personne_id=n, CODE_PARENTE="10") for n in ("501", "502")],
        )
    )
    assert [lu.photo["NIVEAU_RESPONSABILITE"] for lu in lus] == ["1", "1"]
    assert codes(anomalies) == []


def test_variante_56_le_premier_est_celui_qu_on_appelle_puis_qui_heberge_puis_qui_paie():
    rien = {"A_CONTACTER_EN_PRIORITE": "0", "HEBERGE_ELEVE": "0", "PAIE_FRAIS_SCOLAIRES": "0"}
    liens = [
        exemples.lien(1, "Personne", **rien),
        exemples.lien(2, "Payeur", **{**rien, "PAIE_FRAIS_SCOLAIRES": "1"}),
        exemples.lien(3, "Hôte", **{**rien, "HEBERGE_ELEVE": "1"}),
    ]
    ecrits = responsables_eleve(liens, Schema.COMMUN, Releve("Awa DIALLO"))
    assert [legal["ID_PRV_PER"] for legal in ecrits["LEGAL"]] == ["3", "2"]
    assert [autre["ID_PRV_PER"] for autre in ecrits["PERSONNE_EN_CHARGE"]] == ["1"]


def test_variante_57_une_personne_a_deux_places_pour_deux_enfants():
    lus, anomalies = lire_liens(
        fichier_responsables(
            [personne()], [lien("1"), lien("2", NIVEAU_RESPONSABILITE="3", CODE_PARENTE="39")]
        )
    )
    places = [(lu.eleve_id, lu.photo["NIVEAU_RESPONSABILITE"]) for lu in lus]
    assert (places, codes(anomalies)) == ([("1", "1"), ("2", "3")], [])


def test_variante_58_deux_personnes_du_meme_nom_restent_deux():
    lues, anomalies = lire_personnes(fichier_responsables([personne("501"), personne("502")]))
    assert [lue.personne_id for lue in lues] == ["501", "502"] and codes(anomalies) == []


def test_variante_59_les_liens_dans_le_vide_sont_dits():
    octets = fichier_responsables(
        [personne("501"), personne("503")], [lien(personne_id="501"), lien(personne_id="404")]
    )
    lus, anomalies = lire_liens(octets)
    assert codes(anomalies) == ["personne_inconnue", "personne_sans_lien"]
    assert [lu.personne_id for lu in lus] == ["501", "404"]


@pytest.mark.parametrize(
    ("champs", "avis"),
    [
        ({"ADRESSE_ID": None}, []),
        ({"ADRESSE_ID": ""}, []),
        ({"ADRESSE_ID": "404"}, ["adresse_inconnue"]),
        ({"CODE_PROFESSION": None}, []),
    ],
)
def test_variante_60_sans_adresse_ni_profession_la_personne_est_lue(champs, avis):
    photo, anomalies = une_personne(**champs)
    assert "ADRESSE" not in photo and anomalies == avis


def test_variante_60_un_export_sans_adresses_le_dit_une_fois():
    lues, anomalies = lire_personnes(
        fichier_responsables([personne(str(n), ADRESSE_ID="9001") for n in range(5)])
    )
    assert len(lues) == 5 and [a.code for a in anomalies] == ["sans_adresses"]


@pytest.mark.parametrize("profession", ["30", "73", "76", "11", "12", "13", "ABC"])
def test_variante_61_une_profession_hors_de_la_liste_est_gardee_et_signalee(profession):
    photo, anomalies = une_personne(CODE_PROFESSION=profession)
    assert photo["CODE_PROFESSION"] == profession and anomalies == ["profession_inconnue"]


@pytest.mark.parametrize("profession", ["11", "12", "13"])
def test_variante_61_le_detail_des_agriculteurs_s_ecrit_10(profession):
    prepare = exemples.preparer_personne(CODE_PROFESSION=profession)
    assert prepare.bloc is not None and prepare.bloc["CODE_PROFESSION"] == "10"


@pytest.mark.parametrize("profession", ["30", "73", "76"])
def test_variante_61_une_autre_est_redemandee_a_la_famille(profession):
    prepare = exemples.preparer_personne(CODE_PROFESSION=profession)
    assert prepare.bloc is None and [b.code for b in prepare.blocages] == ["PEPCS"]


@pytest.mark.parametrize(
    ("ecrit", "compare"),
    [
        ("+33199002233", "0199002233"),
        ("01 99 00 22 33", "0199002233"),
        ("06.39.98.11.22", "0639981122"),
        ("0033639981122", "0639981122"),
        ("639981122", "0639981122"),
        ("+32 2 555 12 12", "+3225551212"),
        ("00 32 2 555 12 12", "+3225551212"),
        ("00 00 00 00 00", ""),
        ("+1 202 555 01 23 poste 4567", "+1 202 555 01 23 poste 4567"),
        ("liste rouge", "liste rouge"),
    ],
)
def test_variante_62_un_telephone_se_compare_sous_une_forme_et_se_garde_tel_quel(ecrit, compare):
    photo, anomalies = une_personne(TEL_PERSONNEL=ecrit)
    assert (photo["TEL_PERSONNEL"], anomalies) == (ecrit, [])
    assert telephone(ecrit) == comparable("TEL_PERSONNEL", ecrit) == compare


@pytest.mark.parametrize(
    ("mel", "avis"),
    [
        ("AWA@EXEMPLE.FR", []),
        (" awa@exemple.fr ", []),
        ("awa@exemple.fr;fatou@exemple.fr", ["mel_douteux"]),
        ("-awa@exemple.fr", ["mel_douteux"]),
        ("awa@exemple", ["mel_douteux"]),
        ("sans", ["mel_douteux"]),
    ],
)
def test_variante_63_un_mel_douteux_est_garde_et_signale(mel, avis):
    photo, anomalies = une_personne(MEL=mel)
    assert (photo["MEL"], anomalies) == (mel.strip(), avis)
    assert comparable("MEL", mel) == mel.strip().lower()


@pytest.mark.parametrize(
    ("civilite", "code", "avis"),
    [
        ("M.", "1", []),
        ("M", "1", []),
        ("MME", "2", []),
        ("Mme", "2", []),
        ("MLE", "2", []),
        (None, None, []),
        ("", None, []),
        ("DR", None, ["civilite_inconnue"]),
    ],
)
def test_variante_64_une_civilite_inconnue_n_est_jamais_monsieur(civilite, code, avis):
    photo, anomalies = une_personne(LC_CIVILITE=civilite)
    assert (photo.get("CODE_CIVILITE"), anomalies) == (code, avis)


@pytest.mark.parametrize("prenom", [".", "", None])
def test_variante_65_un_organisme_n_a_pas_de_prenom(prenom):
    photo, anomalies = une_personne(NOM_DE_FAMILLE="FOYER DES LILAS", PRENOM=prenom)
    assert (photo.get("PRENOM", ""), anomalies) == (prenom or "", [])
    assert un_lien(CODE_PARENTE="51")[0]["CODE_PARENTE"] == "51"


@pytest.mark.parametrize("ancien", ["1", "2", "9"])
def test_variante_66_un_code_de_parente_d_une_ancienne_liste_n_est_pas_melange(ancien):
    photo, anomalies = un_lien(CODE_PARENTE=ancien)
    assert "CODE_PARENTE" not in photo and anomalies == ["code_parente_ancien"]
    assert all(len(code) == 2 for code in table("parentes"))


def test_variante_67_une_adresse_incoherente_est_rendue_telle_quelle():
    champs = {
        "LIGNE1_ADRESSE": "",
        "LIGNE3_ADRESSE": "12 RUE DES LILAS",
        "BOITE_POSTALE": "BP 12",
        "CODE_POSTAL": "59000",
        "LIBELLE_POSTAL": "LILLE CEDEX 2",
        "CODE_COMMUNE_INSEE": "75112",
        "COMMUNE_ETRANGERE": "LISBONNE",
        "CODE_PAYS": "100",
    }
    photo, anomalies = une_personne(
        bloc("ADRESSES", f'<ADRESSE ADRESSE_ID="9">{balises(champs)}</ADRESSE>'), ADRESSE_ID="9"
    )
    del champs["LIGNE1_ADRESSE"]
    assert photo["ADRESSE"] == {**champs, "ADRESSE_ID": "9"} and anomalies == []


def test_variante_68_une_adresse_partagee_devient_une_copie_par_personne():
    octets = fichier_responsables(
        [personne(n, ADRESSE_ID="9001") for n in ("501", "502")], [], bloc("ADRESSES", adresse())
    )
    une, autre = (lue.photo["ADRESSE"] for lue in lire_personnes(octets)[0])
    une["LIGNE1_ADRESSE"] = "2 RUE DES ROSES"
    assert autre["LIGNE1_ADRESSE"] == "1 RUE DES LILAS"


def test_variante_68_deux_adresses_egales_d_identifiants_differents():
    octets = fichier_responsables(
        [personne("501", ADRESSE_ID="1"), personne("502", ADRESSE_ID="2")],
        [],
        bloc("ADRESSES", adresse("1"), adresse("2")),
    )
    une, autre = (lue.photo["ADRESSE"] for lue in lire_personnes(octets)[0])
    assert une.pop("ADRESSE_ID") != autre.pop("ADRESSE_ID") and une == autre


def test_variante_69_responsable_au_lieu_de_responsable_eleve():
    ancien = lien().replace("RESPONSABLE_ELEVE>", "RESPONSABLE>")
    lus, anomalies = lire_liens(fichier_responsables([personne()], [ancien]))
    assert (lus[0].eleve_id, lus[0].personne_id, codes(anomalies)) == ("1001", "501", [])
