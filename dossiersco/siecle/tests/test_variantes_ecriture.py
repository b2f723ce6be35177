"""Ce que notre fichier de retour ne fait pas : variantes 72 à 84, les fautes vues ailleurs."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiersco.siecle import archive
from dossiersco.siecle.adresse import AdresseTropLongue, lignes_adresse
from dossiersco.siecle.fautes import Regle
from dossiersco.siecle.lus import FichierRefuse
from dossiersco.siecle.retour import (
    Envoi,
    RetourInvalide,
    ecrire,
    nom_fichier,
    verifier,
    zipper,
)
from dossiersco.siecle.schema_import import Schema
from dossiersco.siecle.tests.exports_fictifs import eleve, fichier_eleves, ouvrir
from dossiersco.siecle.tests.test_preparation_exemples import (
    ADRESSE,
    ALLEMAND,
    LATIN,
    codes,
    lien,
    photo,
    preparer_eleve,
    preparer_personne,
)

EGAUX = [(Schema.COMMUN, "3.1"), (Schema.V3_1, "3.1"), (Schema.V4_0, "4.0")]


def envoi(schema: Schema = Schema.COMMUN) -> Envoi:
    return Envoi(
        uaj="0590001A",
        annee_scolaire="2026",
        date_import=date(2026, 7, 3),
        num_envoi=1,
        personnes=[preparer_personne(schema).bloc],
        eleves=[preparer_eleve(schema=schema).bloc],
    )


XML = ecrire(envoi(), Schema.COMMUN)


def fautes(a_ecrire: Envoi, schema: Schema = Schema.COMMUN) -> set[Regle]:
    with pytest.raises(RetourInvalide) as refus:
        ecrire(a_ecrire, schema)
    return {faute.regle for faute in refus.value.fautes}


def regles(xml: bytes) -> set[Regle]:
    return {faute.regle for faute in verifier(xml, Schema.COMMUN)}


@pytest.mark.parametrize(("schema", "version"), EGAUX)
def test_variante_72_un_seul_encodage_et_la_version_verifiee_est_la_version_ecrite(schema, version):
    xml = ecrire(envoi(schema), schema)
    assert xml.count(b"<?xml") == 1
    assert xml.startswith(b'<?xml version="1.0" encoding="ISO-8859-15"?>')
    assert f'<IMPORT_ELEVES VERSION="{version}">'.encode() in xml
    # Réencodé deux fois, « Œ » et « ï » seraient illisibles.
    assert "Aïssata" in xml.decode("iso-8859-15") and "Œuvre" in xml.decode("iso-8859-15")
    assert verifier(xml, schema) == []


@pytest.mark.parametrize(
    ("manque", "code"),
    [
        ({"CODE_REGIME": None}, "REGIM"),
        ({"DATE_NAISS": None}, "DNAIS"),
        ({"CODE_PAYS": None}, "LNAIS_PAYS"),
        ({"CODE_COMMUNE_INSEE_NAISS": None}, "LNAIS_COMMUNE"),
        ({"CODE_PAYS": "208", "CODE_COMMUNE_INSEE_NAISS": None}, "LNAIS_VILLE"),
        ({"CODE_PAYS_NAT": None}, "ELNAT"),
        ({"CODE_SEXE": None}, "CSEXE"),
        ({"CODE_PROVENANCE": None}, "PROVE"),
        ({"SCOLARITE_AN_DERNIER": None}, "HETAB"),
        ({"DOUBLEMENT": None}, "DOUBL"),
    ],
)
def test_variante_73_ce_que_personne_n_a_dit_bloque_au_lieu_d_etre_invente(manque, code):
    assert code in codes(preparer_eleve(**manque))


def test_variante_73_une_civilite_inconnue_bloque():
    assert codes(preparer_personne(CODE_CIVILITE=None)) == ["CIVIL"]


def test_variante_73_l_etablissement_d_origine_n_est_jamais_le_notre():
    bloc = preparer_eleve().bloc
    assert bloc is not None
    assert bloc["ETABLISSEMENT_AN_DERNIER"]["CODE_RNE"] == "0590001A"
    assert bloc["ETABLISSEMENT_AN_DERNIER"]["CODE_PROVENANCE"] == "2"


@pytest.mark.parametrize("parente", [None, "", "1"])
def test_variante_74_un_lien_de_parente_inconnu_bloque_au_lieu_d_etre_vide(parente):
    assert codes(preparer_eleve(lien(CODE_PARENTE=parente or None))) == ["PAREN"]


@pytest.mark.parametrize("mef", ["1011000111", "", "10110001110X"])
def test_variante_74_une_formation_mal_formee_n_a_pas_de_type_blanc(mef):
    origine = {"CODE_RNE": "0590001A", "CODE_MEF": mef}
    bloc = preparer_eleve(SCOLARITE_AN_DERNIER=photo(origine)).bloc
    assert bloc is not None
    assert not bloc["ETABLISSEMENT_AN_DERNIER"].get("TYPE_MEF", "").isspace()
    assert not bloc["ETABLISSEMENT_AN_DERNIER"].get("TYPE_MEF")


@pytest.mark.parametrize("numero", ["100000", "3f2a", "0", "-1", "01"])
def test_variante_75_un_numero_hors_de_la_regle_ne_sort_pas(numero):
    faux = replace(envoi(), personnes=[{**preparer_personne().bloc, "ID_PRV_PER": numero}])
    assert fautes(faux)


def test_variante_75_une_balise_d_un_autre_monde_ne_sort_pas():
    for balise in ("NOM", "TEL"):
        assert fautes(replace(envoi(), eleves=[{**preparer_eleve().bloc, balise: "X"}])) == {
            Regle.INCONNUE
        }


def test_variante_75_un_numero_partage_par_deux_personnes_ne_sort_pas():
    double = preparer_personne().bloc
    assert Regle.UNICITE in fautes(replace(envoi(), personnes=[double, double]))


def test_variante_76_les_quatre_lignes_partent_telles_que_lues():
    lignes = {f"LIGNE{n}_ADRESSE": f"LIGNE {n}" for n in range(1, 5)}
    bloc = preparer_personne(ADRESSE=ADRESSE | lignes).bloc
    assert bloc is not None and {b: bloc["ADRESSE"][b] for b in lignes} == lignes


def test_variante_76_une_adresse_sans_pays_bloque_au_lieu_de_disparaitre():
    sans_pays = {b: v for b, v in ADRESSE.items() if b != "CODE_PAYS"}
    assert codes(preparer_personne(ADRESSE=sans_pays)) == ["ADRES_PAYS"]


@given(st.text(alphabet="ab \n", max_size=200))
def test_variante_76_couper_une_adresse_finit_toujours(texte):
    try:
        assert all(0 < len(ligne) <= 38 for ligne in lignes_adresse(texte))
    except AdresseTropLongue:
        assert len("".join(texte.split())) > 38


@pytest.mark.parametrize("longueur", [37, 38, 39, 100])
def test_variante_76_un_mot_trop_long_est_refuse_par_une_phrase(longueur):
    if longueur <= 38:
        assert lignes_adresse("x" * longueur) == ("x" * longueur,)
    else:
        with pytest.raises(AdresseTropLongue):
            lignes_adresse("x" * longueur)


def test_variante_77_un_responsable_cite_est_ecrit_et_un_responsable_ecrit_est_cite():
    assert fautes(replace(envoi(), eleves=[preparer_eleve(lien(1), lien(2)).bloc])) == {
        Regle.REFERENCE
    }
    autre = {**preparer_personne().bloc, "ID_PRV_PER": "2"}
    assert fautes(replace(envoi(), personnes=[preparer_personne().bloc, autre])) == {
        Regle.ORPHELINE
    }


def test_variante_78_sans_eleve_il_n_y_a_pas_de_fichier():
    assert fautes(replace(envoi(), eleves=[], personnes=[])) >= {Regle.OBLIGATOIRE}


def test_variante_79_le_nom_porte_l_annee_de_la_base_et_l_heure_sur_24_heures():
    soir = datetime(2026, 7, 3, 21, 5, 9)  # noqa: DTZ001 (l'heure du collège)
    nom = nom_fichier("0590001a", "2026", soir)
    assert nom == "0590001APRIVE2026260703210509"
    with zipfile.ZipFile(io.BytesIO(zipper(nom, XML))) as zip_lu:
        assert zip_lu.namelist() == [f"{nom}.xml"]


def test_variante_80_plusieurs_declarations_bout_a_bout_sont_refusees():
    assert regles(XML + XML) == {Regle.ILLISIBLE}
    with pytest.raises(FichierRefuse, match="illisible à la ligne"):
        ouvrir(fichier_eleves(eleve()) * 2)


def test_variante_81_un_fichier_mal_forme_n_est_jamais_un_modele():
    casse = XML.replace(b"</PERSONNES>", b"")
    assert regles(casse) == {Regle.ILLISIBLE}
    with pytest.raises(FichierRefuse, match="fichier de retour"):
        ouvrir(casse)


def test_variante_82_aucun_espace_de_noms_n_est_ecrit():
    assert b"xmlns" not in XML and b"schemaLocation" not in XML


def test_variante_83_la_modalite_vient_du_programme_ou_l_option_bloque():
    ajoutee = [{"CODE_MATIERE": LATIN}]
    bloc = preparer_eleve(OPTIONS=ajoutee).bloc
    assert bloc is not None
    assert bloc["SCOLARITE_ACTIVE"]["OPTIONS"]["OPTION"] == [
        {"CODE_MATIERE": LATIN, "CODE_MODALITE_ELECT": "F"}
    ]
    assert codes(preparer_eleve(OPTIONS=[{"CODE_MATIERE": "999999"}])) == ["INOPT_B_01"]
    assert codes(preparer_eleve(OPTIONS=[{"CODE_MATIERE": ALLEMAND}])) == ["INOPT_MODALITE"]


def test_variante_84_un_eleve_ne_hors_de_france_avec_sa_ville_n_est_pas_bloque():
    ne_ailleurs = {"CODE_PAYS": "208", "CODE_COMMUNE_INSEE_NAISS": None, "VILLE_NAISS": "ISTANBUL"}
    bloc = preparer_eleve(**ne_ailleurs).bloc
    assert bloc is not None and bloc["VILLE_NAISS"] == "ISTANBUL"


def test_notre_zip_se_relit_et_se_nomme_comme_un_fichier_de_retour():
    octets = zipper("0590001APRIVE2026260703210509", XML)
    with archive.ouvrir(io.BytesIO(octets)).flux() as flux:
        assert flux.read() == XML
    with pytest.raises(FichierRefuse, match="fichier de retour"):
        ouvrir(octets)
