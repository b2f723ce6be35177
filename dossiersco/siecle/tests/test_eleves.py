"""Les élèves, champ par champ : variantes 22 à 37, 39, 40 et 60."""

import pytest

from dossiersco.siecle import eleves, export, reserve
from dossiersco.siecle.anomalies import BLOQUANTES
from dossiersco.siecle.lus import FichierRefuse
from dossiersco.siecle.tests.exports_fictifs import (
    adresse,
    bloc,
    codes,
    document,
    eleve,
    fichier_eleves,
    lire_eleves,
    ouvrir,
)


def lire_un(**champs: str | None):
    """L'élève seul d'un fichier, et les codes des anomalies."""
    lus, anomalies = lire_eleves(fichier_eleves(eleve(**champs)))
    return (lus[0] if lus else None), codes(anomalies)


def test_un_eleve_ordinaire_se_lit_sans_anomalie():
    lu, anomalies = lire_un()
    assert anomalies == []
    assert (lu.eleve_id, lu.ligne) == ("1001", 9)
    assert lu.photo == {
        "ID_NATIONAL": "123456789AB",
        "NOM_DE_FAMILLE": "DIALLO",
        "PRENOM": "Awa",
        "DATE_NAISS": "12/03/2014",
        "DOUBLEMENT": "0",
        "CODE_PAYS": "100",
        "CODE_REGIME": "24",
        "CODE_SEXE": "2",
        "CODE_COMMUNE_INSEE_NAISS": "75112",
        "ADHESION_TRANSPORT": "0",
    }


def test_un_autre_export_est_refuse_en_disant_lequel_il_faut():
    with pytest.raises(FichierRefuse, match=r"contient les Responsables.* contient les Élèves"):
        list(eleves.lire(ouvrir(document("BEE_RESPONSABLES", "")), lambda _: None))


@pytest.mark.parametrize("cle", ["1001", "0001", "A-17", " 1001 "])
def test_l_eleve_id_est_une_chaine(cle):
    lus, _ = lire_eleves(fichier_eleves(eleve(cle)))
    assert lus[0].eleve_id == cle.strip()


def test_l_eleve_id_se_lit_aussi_en_enfant():
    lus, anomalies = lire_eleves(fichier_eleves(eleve(None, ELEVE_ID="0042")))
    assert (lus[0].eleve_id, codes(anomalies)) == ("0042", [])
    assert "ELEVE_ID" not in lus[0].photo


@pytest.mark.parametrize(
    ("attribut", "enfant", "lu"),
    [("8194", None, "8194"), (None, "8193", "8193"), ("8194", "8193", "8193"), (None, None, None)],
)
def test_l_elenoet_est_un_attribut_un_enfant_les_deux_ou_rien(attribut, enfant, lu):
    fiche = eleve(ELENOET=enfant)
    if attribut:
        fiche = fiche.replace('ELEVE_ID="1001"', f'ELEVE_ID="1001" ELENOET="{attribut}"')
    lus, _ = lire_eleves(fichier_eleves(fiche))
    assert lus[0].photo.get("ELENOET") == lu


@pytest.mark.parametrize("valeur", [None, "", "   "])
def test_absent_vide_et_blanc_veulent_dire_la_meme_chose(valeur):
    lu, _ = lire_un(NOM_USAGE=valeur, VILLE_NAISS=valeur)
    assert "NOM_USAGE" not in lu.photo and "VILLE_NAISS" not in lu.photo


@pytest.mark.parametrize("valeur", [None, ""])
def test_un_nouveau_sans_ine_est_lu_sans_anomalie(valeur):
    lu, anomalies = lire_un(ID_NATIONAL=valeur)
    assert "ID_NATIONAL" not in lu.photo and anomalies == []


@pytest.mark.parametrize("valeur", ["1234", "123456789ABC", "0000000000G", "ABCDEFGHIJK"])
def test_un_ine_mal_forme_est_retire_et_l_eleve_garde(valeur):
    lu, anomalies = lire_un(ID_NATIONAL=valeur)
    assert "ID_NATIONAL" not in lu.photo and anomalies == ["ine_invalide"]


@pytest.mark.parametrize("valeur", ["0123456789A", "070000001AA"])
def test_les_deux_formes_d_ine_sont_gardees(valeur):
    lu, anomalies = lire_un(ID_NATIONAL=valeur)
    assert lu.photo["ID_NATIONAL"] == valeur and anomalies == []


@pytest.mark.parametrize(
    ("rnie", "bea", "lu"),
    [
        ("111111111AA", "2222222222B", "111111111AA"),
        (None, "2222222222B", "2222222222B"),
        ("1234", "2222222222B", "2222222222B"),
    ],
)
def test_sans_id_national_l_ine_vient_du_rnie_puis_de_la_bea(rnie, bea, lu):
    photo = lire_un(ID_NATIONAL=None, INE_RNIE=rnie, INE_BEA=bea)[0].photo
    assert photo["ID_NATIONAL"] == lu


def test_un_ine_porte_par_deux_eleves_est_dit_pour_les_deux_et_garde():
    lus, anomalies = lire_eleves(
        fichier_eleves(eleve("1"), eleve("2", PRENOM="Ali"), eleve("3", ID_NATIONAL=None))
    )
    assert [lu.photo.get("ID_NATIONAL") for lu in lus] == ["123456789AB", "123456789AB", None]
    assert codes(anomalies) == ["ine_en_double", "ine_en_double"]


def test_un_ine_de_remplissage_partage_n_est_pas_un_doublon():
    _, anomalies = lire_eleves(
        fichier_eleves(*(eleve(n, ID_NATIONAL="0000000000G") for n in ("1", "2")))
    )
    assert codes(anomalies) == ["ine_invalide", "ine_invalide"]


@pytest.mark.parametrize(
    ("ancien", "nouveau"), [("DIALLO", None), ("AUTRE", "DIALLO"), ("DIALLO", "")]
)
def test_le_nom_est_nom_de_famille_sinon_nom(ancien, nouveau):
    lu, anomalies = lire_un(NOM=ancien, NOM_DE_FAMILLE=nouveau)
    assert (lu.photo["NOM_DE_FAMILLE"], anomalies) == ("DIALLO", [])
    assert "NOM" not in lu.photo


def test_les_noms_de_la_specification_sont_compris():
    lu, anomalies = lire_un(CODE_REGIME=None, CODE_REGIME2="0", DATE_SORTIE_ETAB="31/08/2026")
    assert (lu.photo["CODE_REGIME"], lu.photo["DATE_SORTIE"], anomalies) == ("0", "31/08/2026", [])


@pytest.mark.parametrize("usage", ["DIALLO", "Diallo", " diallo "])
def test_un_nom_d_usage_egal_au_nom_de_famille_est_retire(usage):
    assert "NOM_USAGE" not in lire_un(NOM_USAGE=usage)[0].photo


def test_un_nom_d_usage_different_est_garde():
    assert lire_un(NOM_USAGE="BARRY")[0].photo["NOM_USAGE"] == "BARRY"


@pytest.mark.parametrize(
    ("champs", "code"),
    [
        ({"NOM_DE_FAMILLE": ""}, "eleve_sans_nom"),
        ({"PRENOM": None}, "eleve_sans_prenom"),
        ({"DATE_NAISS": ""}, "eleve_sans_date_naiss"),
        ({"DATE_NAISS": "1922-07-07"}, "date_naiss_impossible"),
        ({"DATE_NAISS": "31/02/2014"}, "date_naiss_impossible"),
        ({"DATE_NAISS": "12/03/14"}, "date_naiss_impossible"),
        ({"eleve_id": None}, "eleve_sans_eleve_id"),
    ],
)
def test_un_eleve_sans_identite_n_est_pas_rendu_et_les_autres_continuent(champs, code):
    lus, anomalies = lire_eleves(fichier_eleves(eleve(**champs), eleve("2", ID_NATIONAL=None)))
    assert [lu.eleve_id for lu in lus] == ["2"]
    assert codes(anomalies) == [code] and code in BLOQUANTES


def test_un_eleve_id_repete_ne_rend_que_le_premier():
    lus, anomalies = lire_eleves(
        fichier_eleves(eleve("1", ID_NATIONAL=None), eleve("1", ID_NATIONAL=None, PRENOM="Ali"))
    )
    assert [lu.photo["PRENOM"] for lu in lus] == ["Awa"]
    assert codes(anomalies) == ["eleve_en_double"]


def test_ce_qui_manque_est_dit_en_une_fois_et_l_eleve_garde():
    lus, anomalies = lire_eleves(fichier_eleves(eleve(CODE_SEXE=None, DOUBLEMENT="")))
    assert len(lus) == 1
    assert [a.message for a in anomalies if a.code == "balise_absente"] == [
        "Il manque : CODE_SEXE, DOUBLEMENT."
    ]


def test_une_anomalie_dit_qui_et_ou():
    _, anomalies = lire_eleves(fichier_eleves(eleve(), eleve("7", ID_NATIONAL="12")))
    assert (anomalies[-1].enregistrement, anomalies[-1].ligne) == ("Élève DIALLO Awa (7)", 21)


def test_une_autre_date_impossible_est_retiree():
    lu, anomalies = lire_un(DATE_ENTREE="2025-09-01", DATE_MODIFICATION="01/06/2026")
    assert "DATE_ENTREE" not in lu.photo and lu.photo["DATE_MODIFICATION"] == "01/06/2026"
    assert anomalies == ["date_impossible"]


@pytest.mark.parametrize(
    ("lu", "rendu"), [("O", "1"), ("N", "0"), ("true", "1"), ("FALSE", "0"), ("1", "1"), ("0", "0")]
)
def test_tous_les_booleens_deviennent_un_ou_zero(lu, rendu):
    assert lire_un(DOUBLEMENT=lu)[0].photo["DOUBLEMENT"] == rendu


def test_un_booleen_incomprehensible_est_retire():
    lu, anomalies = lire_un(ACCEPTE_SMS="peut-être")
    assert "ACCEPTE_SMS" not in lu.photo and anomalies == ["booleen_inconnu"]


@pytest.mark.parametrize(
    "champs",
    [
        {"CODE_COMMUNE_INSEE_NAISS": None},
        {"CODE_PAYS": None},
        {"CODE_PAYS": "208", "CODE_COMMUNE_INSEE_NAISS": None, "VILLE_NAISS": ""},
    ],
)
def test_une_naissance_incomplete_est_gardee_et_signalee(champs):
    lu, anomalies = lire_un(**champs)
    assert lu is not None and anomalies == ["naissance_incomplete"]


def test_un_ne_a_l_etranger_n_a_pas_besoin_de_commune():
    champs = {"CODE_PAYS": "208", "CODE_COMMUNE_INSEE_NAISS": None, "VILLE_NAISS": "ISTANBUL"}
    assert lire_un(**champs)[1] == []


def test_le_departement_de_naissance_est_garde_tel_quel():
    assert lire_un(CODE_DEPARTEMENT_NAISS="75")[0].photo["CODE_DEPARTEMENT_NAISS"] == "75"


def test_un_code_postal_en_guise_de_commune_est_signale():
    lu, anomalies = lire_un(CODE_COMMUNE_INSEE_NAISS="75012")
    assert lu.photo["CODE_COMMUNE_INSEE_NAISS"] == "75012"
    assert anomalies == ["commune_naiss_douteuse"]


@pytest.mark.parametrize(("regime", "attendu"), [("DP", ["regime_inconnu"]), ("0", []), ("24", [])])
def test_un_regime_inconnu_est_garde_et_signale(regime, attendu):
    lu, anomalies = lire_un(CODE_REGIME=regime)
    assert (lu.photo["CODE_REGIME"], anomalies) == (regime, attendu)


@pytest.mark.parametrize(
    ("scolarite", "lu"),
    [
        ("<CODE_MEF>10010012110</CODE_MEF><CODE_RNE>0750001A</CODE_RNE>", 2),
        ("<CODE_STRUCTURE>CM2 B</CODE_STRUCTURE>", 1),
        ("<COMMUNE_ETRANGERE>LISBONNE</COMMUNE_ETRANGERE><CODE_MEF></CODE_MEF>", 1),
    ],
)
def test_la_scolarite_de_l_an_dernier_est_un_bloc_de_la_photo(scolarite, lu):
    photo, anomalies = lire_un(SCOLARITE_AN_DERNIER=scolarite)
    assert len(photo.photo["SCOLARITE_AN_DERNIER"]) == lu and anomalies == []


@pytest.mark.parametrize("scolarite", [None, "", "<CODE_MEF/>"])
def test_sans_scolarite_de_l_an_dernier_le_bloc_est_absent(scolarite):
    assert "SCOLARITE_AN_DERNIER" not in lire_un(SCOLARITE_AN_DERNIER=scolarite)[0].photo


def test_un_point_d_interrogation_dans_un_nom_est_signale_et_garde():
    lu, anomalies = lire_un(NOM_DE_FAMILLE="KOWALCZ?K", PRENOM="Micha?")
    assert lu.photo["NOM_DE_FAMILLE"] == "KOWALCZ?K"
    assert anomalies == ["caractere_remplace", "caractere_remplace"]


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("O'BRIEN", "O'BRIEN"),
        ("FRANCIS--FROUFROU", "FRANCIS--FROUFROU"),
        ("D &amp; G", "D & G"),
        ('LE "PETIT"', 'LE "PETIT"'),
        ("<![CDATA[A & B]]>", "A & B"),
    ],
)
def test_les_signes_des_noms_sont_gardes(ecrit, lu):
    assert lire_un(NOM_DE_FAMILLE=ecrit)[0].photo["NOM_DE_FAMILLE"] == lu


def test_l_apostrophe_courbe_est_gardee():
    octets = fichier_eleves(eleve(NOM_DE_FAMILLE="D’ALMEIDA"), encodage="UTF-8")
    assert lire_eleves(octets)[0][0].photo["NOM_DE_FAMILLE"] == "D’ALMEIDA"


def test_les_espaces_doubles_de_l_interieur_sont_des_donnees():
    lu, _ = lire_un(CODE_PAYS="208", VILLE_NAISS=" PARIS 17E  ARRONDISSEMENT ")
    assert lu.photo["VILLE_NAISS"] == "PARIS 17E  ARRONDISSEMENT"


def test_une_balise_inconnue_est_ignoree_et_dite_une_seule_fois():
    lus, anomalies = lire_eleves(
        fichier_eleves(eleve("1", COULEUR="bleu"), eleve("2", COULEUR="", ID_NATIONAL=None))
    )
    assert codes(anomalies) == ["balise_inconnue"] and "COULEUR" not in lus[0].photo


def test_ce_qui_n_est_pas_sous_donnees_n_est_pas_lu():
    octets = fichier_eleves(eleve("1"))
    ailleurs = f"<ARCHIVES><ELEVES>{eleve('2')}</ELEVES></ARCHIVES><DONNEES>".encode()
    lus, _ = lire_eleves(octets.replace(b"<DONNEES>", ailleurs))
    assert [lu.eleve_id for lu in lus] == ["1"]


def test_d_une_balise_repetee_la_premiere_remplie_reste():
    repetees = "</PRENOM><PRENOM>Awa</PRENOM><PRENOM>Autre"
    assert lire_un(PRENOM=repetees)[0].photo["PRENOM"] == "Awa"


def test_l_adresse_de_l_eleve_est_un_bloc_de_la_photo_ou_qu_elle_soit():
    for place in ("avant", "apres"):
        blocs = {place: bloc("ADRESSES", adresse("9001", LIGNE2_ADRESSE=""))}
        lus, anomalies = lire_eleves(fichier_eleves(eleve(ADRESSE_ID="9001"), **blocs))
        assert anomalies == []
        assert lus[0].photo["ADRESSE"] == {
            "LIGNE1_ADRESSE": "1 RUE DES LILAS",
            "CODE_POSTAL": "75012",
            "ADRESSE_ID": "9001",
        }


def test_une_adresse_inconnue_est_signalee_et_n_invente_rien():
    lus, anomalies = lire_eleves(
        fichier_eleves(eleve(ADRESSE_ID="404"), apres=bloc("ADRESSES", adresse()))
    )
    assert "ADRESSE" not in lus[0].photo and codes(anomalies) == ["adresse_inconnue"]


def test_un_export_sans_adresses_le_dit_une_fois_pour_tout_le_fichier():
    fiches = [eleve(str(n), ADRESSE_ID="9001", ID_NATIONAL=None) for n in range(5)]
    lus, anomalies = lire_eleves(fichier_eleves(*fiches))
    assert [a.code for a in anomalies] == ["sans_adresses"]
    assert all("ADRESSE" not in lu.photo for lu in lus)


def test_un_gros_fichier_qui_deborde_donne_la_meme_chose_qu_un_petit(monkeypatch):
    octets = fichier_eleves(
        eleve("1", ADRESSE_ID="9001"),
        eleve("2", ID_NATIONAL="12"),
        apres=bloc("ADRESSES", adresse()),
    )
    petit = lire_eleves(octets)
    monkeypatch.setattr(reserve, "GARDES", 1)
    assert lire_eleves(octets) == petit and len(petit[0]) == 2


def test_la_lecture_est_paresseuse():
    recu: export.Export = ouvrir(fichier_eleves(eleve("1"), eleve("2")))
    lus = eleves.lire(recu, lambda _: None)
    assert next(lus).eleve_id == "1"
    lus.close()
