"""Les élèves : variantes 22 à 42, chacune nommée par son numéro.

Ce qui se joue en base (23, 24, 25, 32, 39, 41) est repris dans `echanges/tests`.
"""

import pytest

from dossiersco.siecle import eleves
from dossiersco.siecle.anomalies import BLOQUANTES
from dossiersco.siecle.nomenclatures import lignes
from dossiersco.siecle.tests.exports_fictifs import (
    balises,
    bloc,
    codes,
    eleve,
    fichier_eleves,
    lire_eleves,
)
from dossiersco.siecle.valeurs import comparable, departement


def lire_un(annexes: str = "", **champs: str | None):
    """La photo du seul élève du fichier (None : pas lu), et les codes des anomalies."""
    lus, anomalies = lire_eleves(fichier_eleves(eleve(**champs), apres=annexes))
    return (lus[0].photo if lus else None), codes(anomalies)


@pytest.mark.parametrize("cle", ["1001", "0001", "A-17", " 1001 "])
def test_variante_22_l_eleve_id_est_un_texte_attribut_ou_enfant(cle):
    for fiche in (eleve(cle), eleve(None, ELEVE_ID=cle)):
        lus, anomalies = lire_eleves(fichier_eleves(fiche))
        assert (lus[0].eleve_id, codes(anomalies)) == (cle.strip(), [])


@pytest.mark.parametrize(
    ("attribut", "enfant", "lu"),
    [("8194", None, "8194"), (None, "8193", "8193"), ("8194", "8193", "8193"), (None, None, None)],
)
def test_variante_23_l_elenoet_est_attribut_enfant_les_deux_ou_rien(attribut, enfant, lu):
    fiche = eleve(ELENOET=enfant)
    if attribut:
        fiche = fiche.replace('ELEVE_ID="1001"', f'ELEVE_ID="1001" ELENOET="{attribut}"')
    lus, anomalies = lire_eleves(fichier_eleves(fiche))
    assert (lus[0].photo.get("ELENOET"), codes(anomalies)) == (lu, [])


def test_variante_23_deux_eleves_du_meme_elenoet_restent_deux():
    fiches = [eleve(n, ELENOET="8194", ID_NATIONAL=None) for n in ("1", "2")]
    assert [lu.eleve_id for lu in lire_eleves(fichier_eleves(*fiches))[0]] == ["1", "2"]


@pytest.mark.parametrize(
    ("ine", "avis"),
    [
        (None, []),
        ("", []),
        ("1234", ["ine_invalide"]),
        ("123456789ABC", ["ine_invalide"]),
        ("0000000000G", ["ine_invalide"]),
    ],
)
def test_variante_24_un_eleve_sans_ine_valable_est_lu_sans_ine(ine, avis):
    photo, anomalies = lire_un(ID_NATIONAL=ine)
    assert photo is not None and "ID_NATIONAL" not in photo and anomalies == avis


def test_variante_25_un_ine_porte_par_deux_eleves_est_signale_pour_les_deux():
    lus, anomalies = lire_eleves(fichier_eleves(eleve("1"), eleve("2", DATE_NAISS="01/02/2013")))
    assert len(lus) == 2 and codes(anomalies) == ["ine_en_double", "ine_en_double"]


@pytest.mark.parametrize(
    ("champs", "lu"),
    [
        ({"INE_RNIE": "111111111AA", "INE_BEA": "2222222222B"}, "111111111AA"),
        ({"INE_BEA": "2222222222B"}, "2222222222B"),
        ({"ID_NATIONAL": "1234", "INE_RNIE": "111111111AA"}, "111111111AA"),
    ],
)
def test_variante_26_l_ine_vient_du_rnie_puis_de_la_bea(champs, lu):
    photo, _ = lire_un(**{"ID_NATIONAL": None, **champs})
    assert photo is not None and photo["ID_NATIONAL"] == lu


@pytest.mark.parametrize(
    ("nom", "nom_de_famille"), [("DIALLO", None), ("DIALLO", ""), ("AUTRE", "DIALLO")]
)
def test_variante_27_nom_d_avant_2016(nom, nom_de_famille):
    photo, anomalies = lire_un(NOM=nom, NOM_DE_FAMILLE=nom_de_famille)
    assert photo is not None and anomalies == []
    assert photo["NOM_DE_FAMILLE"] == "DIALLO" and "NOM" not in photo


@pytest.mark.parametrize(
    ("usage", "lu"),
    [("", None), (None, None), ("DIALLO", None), ("Diallo", None), ("BARRY", "BARRY")],
)
def test_variante_28_un_nom_d_usage_vide_ou_egal_n_en_est_pas_un(usage, lu):
    photo, _ = lire_un(NOM_USAGE=usage)
    assert photo is not None and photo.get("NOM_USAGE") == lu


@pytest.mark.parametrize("vide", [None, "", "  "])
@pytest.mark.parametrize(
    ("balise", "code"),
    [
        ("NOM_DE_FAMILLE", "eleve_sans_nom"),
        ("PRENOM", "eleve_sans_prenom"),
        ("DATE_NAISS", "eleve_sans_date_naiss"),
        ("CODE_SEXE", "balise_absente"),
    ],
)
def test_variante_29_ce_qui_manque_est_dit_et_les_autres_continuent(balise, code, vide):
    lus, anomalies = lire_eleves(
        fichier_eleves(eleve("1", **{balise: vide}), eleve("2", ID_NATIONAL=None))
    )
    assert codes(anomalies) == [code]
    assert [lu.eleve_id for lu in lus] == (["2"] if code in BLOQUANTES else ["1", "2"])


@pytest.mark.parametrize("naissance", ["1922-07-07", "31/02/2014", "12/03/14", "12/13/2014", "0"])
def test_variante_30_une_date_de_naissance_impossible_est_une_anomalie(naissance):
    assert lire_un(DATE_NAISS=naissance) == (None, ["date_naiss_impossible"])


def test_variante_32_un_sortant_garde_sa_classe_et_sa_date():
    structures = bloc(
        "STRUCTURES",
        '<STRUCTURES_ELEVE ELEVE_ID="1001"><STRUCTURE><CODE_STRUCTURE>6A</CODE_STRUCTURE>'
        "<TYPE_STRUCTURE>D</TYPE_STRUCTURE></STRUCTURE></STRUCTURES_ELEVE>",
    )
    photo, _ = lire_un(structures, DATE_SORTIE="30/06/2026")
    assert photo is not None and eleves.division(photo) == "6A"
    assert photo["DATE_SORTIE"] == "30/06/2026"


@pytest.mark.parametrize(
    "champs",
    [
        {"CODE_COMMUNE_INSEE_NAISS": None},
        {"CODE_PAYS": "208", "CODE_COMMUNE_INSEE_NAISS": None, "VILLE_NAISS": ""},
        {"CODE_PAYS": None},
    ],
)
def test_variante_33_une_naissance_incomplete_est_gardee_et_signalee(champs):
    photo, anomalies = lire_un(**champs)
    assert photo is not None and anomalies == ["naissance_incomplete"]


@pytest.mark.parametrize(
    ("ecrit", "code"),
    [("75", "075"), ("075", "075"), ("2A", "02A"), ("02A", "02A"), ("620", "02A"), ("974", "974")],
)
def test_variante_34_un_departement_a_une_seule_forme(ecrit, code):
    photo, anomalies = lire_un(CODE_DEPARTEMENT_NAISS=ecrit)
    assert photo is not None and anomalies == []
    assert photo["CODE_DEPARTEMENT_NAISS"] == ecrit
    assert comparable("CODE_DEPARTEMENT_NAISS", ecrit) == departement(ecrit) == code


@pytest.mark.parametrize("commune", ["75012", "59999", "ABCDE"])
def test_variante_35_une_commune_hors_de_la_liste_est_gardee_et_signalee(commune):
    photo, anomalies = lire_un(CODE_COMMUNE_INSEE_NAISS=commune)
    assert photo is not None and photo["CODE_COMMUNE_INSEE_NAISS"] == commune
    assert anomalies == ["commune_naiss_douteuse"]


@pytest.mark.parametrize("commune", ["75112", "2A004", "20004", "97411", "98735"])
def test_variante_35_une_vraie_commune_ne_dit_rien(commune):
    assert lire_un(CODE_COMMUNE_INSEE_NAISS=commune)[1] == []


@pytest.mark.parametrize(
    ("regime", "avis"),
    [("0", []), ("2", []), ("24", []), ("DP", ["regime_inconnu"]), ("77", ["regime_inconnu"])],
)
def test_variante_36_un_regime_inconnu_est_garde_et_signale(regime, avis):
    photo, anomalies = lire_un(CODE_REGIME=regime)
    assert photo is not None and (photo["CODE_REGIME"], anomalies) == (regime, avis)


def test_variante_36_un_regime_absent_est_signale():
    assert lire_un(CODE_REGIME=None)[1] == ["balise_absente"]


def test_variante_36_la_famille_d_un_code_est_dite_par_la_table_pas_par_son_premier_chiffre():
    familles = {ligne["code"]: ligne["famille"] for ligne in lignes("regimes")}
    assert (familles["2"], familles["24"]) == ("demi_pensionnaire", "demi_pensionnaire")
    assert (familles["3"], familles["39"]) == ("interne", "interne")
    assert familles["6"] == "demi_pensionnaire"


@pytest.mark.parametrize(
    "anterieure",
    [
        {"CODE_MEF": "10010012110", "CODE_RNE": "0750001A"},
        {"CODE_STRUCTURE": "CM2 B"},
        {"CODE_RNE": "0590182C", "CODE_NATURE": "151", "DENOM_COMPL": "LES LILAS"},
        {"COMMUNE_ETRANGERE": "LISBONNE"},
    ],
)
def test_variante_37_la_scolarite_de_l_an_dernier_se_lit_comme_elle_est(anterieure):
    photo, anomalies = lire_un(SCOLARITE_AN_DERNIER=balises(anterieure))
    assert photo is not None and photo["SCOLARITE_AN_DERNIER"] == anterieure and anomalies == []


@pytest.mark.parametrize("vide", [None, "", "<CODE_MEF/><CODE_RNE> </CODE_RNE>"])
def test_variante_37_sans_scolarite_de_l_an_dernier_rien_n_est_invente(vide):
    photo, anomalies = lire_un(SCOLARITE_AN_DERNIER=vide)
    assert photo is not None and "SCOLARITE_AN_DERNIER" not in photo and anomalies == []


SCOLARITE = {"CODE_RNE": "0590182C", "DENOM_COMPL": "LES LILAS"}


def test_variante_38_scolarite_eleve_dans_l_eleve():
    dedans = bloc("SCOLARITE_ELEVE", balises(SCOLARITE))
    photo, anomalies = lire_un(SCOLARITES=dedans)
    assert photo is not None and photo["SCOLARITE_AN_DERNIER"] == SCOLARITE and anomalies == []


@pytest.mark.parametrize("en_attribut", [True, False])
def test_variante_38_scolarite_eleve_a_part(en_attribut):
    cle = "" if en_attribut else "<ELEVE_ID>1001</ELEVE_ID>"
    attribut = ' ELEVE_ID="1001"' if en_attribut else ""
    fiche = f"<SCOLARITE_ELEVE{attribut}>{cle}{balises(SCOLARITE)}</SCOLARITE_ELEVE>"
    photo, anomalies = lire_un(bloc("SCOLARITES", fiche))
    assert photo is not None and photo["SCOLARITE_AN_DERNIER"] == SCOLARITE and anomalies == []


def test_variante_38_la_balise_officielle_l_emporte():
    photo, _ = lire_un(
        SCOLARITE_AN_DERNIER=balises({"CODE_RNE": "0750001A"}),
        SCOLARITES=bloc("SCOLARITE_ELEVE", balises(SCOLARITE)),
    )
    assert photo is not None and photo["SCOLARITE_AN_DERNIER"] == {"CODE_RNE": "0750001A"}


def test_variante_38_de_plusieurs_scolarites_aucune_n_est_devinee():
    fiche = bloc("SCOLARITE_ELEVE", balises(SCOLARITE))
    photo, anomalies = lire_un(SCOLARITES=fiche * 2)
    assert photo is not None and "SCOLARITE_AN_DERNIER" not in photo
    assert anomalies == ["scolarite_multiple"]


def test_variante_38_la_scolarite_d_un_inconnu_est_signalee():
    fiche = '<SCOLARITE_ELEVE ELEVE_ID="404"><CODE_RNE>0590182C</CODE_RNE></SCOLARITE_ELEVE>'
    assert lire_un(bloc("SCOLARITES", fiche))[1] == ["eleve_inconnu"]


def test_variante_39_un_point_d_interrogation_est_montre_et_garde():
    photo, anomalies = lire_un(NOM_DE_FAMILLE="KOWALCZ?K", PRENOM="Micha?")
    assert photo is not None and photo["NOM_DE_FAMILLE"] == "KOWALCZ?K"
    assert anomalies == ["caractere_remplace", "caractere_remplace"]


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("O'BRIEN", "O'BRIEN"),
        ("FRANCIS--FROUFROU", "FRANCIS--FROUFROU"),
        ("D &amp; G", "D & G"),
        ('LE "PETIT"', 'LE "PETIT"'),
        ("D&#8217;ALMEIDA", "D’ALMEIDA"),
    ],
)
def test_variante_40_les_signes_des_noms_sont_gardes(ecrit, lu):
    photo, anomalies = lire_un(NOM_DE_FAMILLE=ecrit)
    assert photo is not None and (photo["NOM_DE_FAMILLE"], anomalies) == (lu, [])


def test_variante_40_les_deux_apostrophes_disent_le_meme_nom():
    droite, courbe = ("D'ALMEIDA", "d’Almeida")
    assert comparable("NOM_DE_FAMILLE", droite) == comparable("NOM_DE_FAMILLE", courbe)


def test_variante_41_jumeaux_et_homonymes_restent_deux():
    lus, anomalies = lire_eleves(
        fichier_eleves(
            eleve("1", ID_NATIONAL=None, PRENOM="Léa"),
            eleve("2", ID_NATIONAL=None, PRENOM="Léo"),
            eleve("3", ID_NATIONAL=None, PRENOM="Léo"),
        )
    )
    assert [lu.eleve_id for lu in lus] == ["1", "2", "3"] and codes(anomalies) == []


def test_variante_42_le_numero_d_un_autre_etablissement_est_garde_tel_quel():
    photo, anomalies = lire_un(ID_ELEVE_ETAB="03275660864")
    assert photo is not None and (photo["ID_ELEVE_ETAB"], anomalies) == ("03275660864", [])


def test_sans_adresses_le_fichier_le_dit_une_fois_et_n_invente_rien():
    fiches = [eleve(str(n), ADRESSE_ID="9001", ID_NATIONAL=None) for n in range(5)]
    lus, anomalies = lire_eleves(fichier_eleves(*fiches))
    assert [a.code for a in anomalies] == ["sans_adresses"]
    assert all("ADRESSE" not in lu.photo for lu in lus)
