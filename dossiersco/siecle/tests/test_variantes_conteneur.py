"""Le contenant et l'encodage : variantes 1 à 14, chacune nommée par son numéro."""

import io
import resource
from hashlib import sha512
from pathlib import Path

import pytest

from dossiersco.siecle import communs, eleves, export, reserve
from dossiersco.siecle.lus import FichierRefuse, TypeExport
from dossiersco.siecle.tests.exports_fictifs import (
    bloc,
    codes,
    document,
    eleve,
    fichier_eleves,
    lire_eleves,
    ouvrir,
    zip_de,
)

ELEVES = fichier_eleves(eleve(NOM_DE_FAMILLE="NOËL"))
COMMUNS = document("BEE_COMMUN", bloc("UAJ", "<DENOM_PRINC>COLLEGE</DENOM_PRINC>"))


def refus(octets: bytes) -> str:
    with pytest.raises(FichierRefuse) as erreur:
        ouvrir(octets)
    return str(erreur.value).replace("\u00a0", " ")


def nom_lu(octets: bytes) -> tuple[str, list[str]]:
    """Le nom du premier élève, et les codes de tous les avis et anomalies."""
    recu = ouvrir(octets)
    lus, anomalies = lire_eleves(octets)
    return lus[0].photo["NOM_DE_FAMILLE"], codes([*recu.avis, *anomalies])


def test_variante_01_zip_d_un_seul_xml():
    octets = zip_de({"ExportXML_ElevesAvecAdresses.xml": ELEVES})
    assert nom_lu(octets) == ("NOËL", [])


def test_variante_02_zip_renomme_la_racine_decide():
    octets = zip_de({"Élèves février.xml": COMMUNS})
    recu = ouvrir(octets, "ExportXML_Nomenclature été 2019-20 au 8juil19.zip")
    assert recu.entete.type is TypeExport.COMMUNS


def test_variante_03_xml_nu():
    assert nom_lu(ELEVES) == ("NOËL", [])


@pytest.mark.parametrize("dossier", ["", "export/", "export/2026/"])
def test_variante_04_ce_que_les_ordinateurs_ajoutent_est_ignore(dossier):
    membres = {
        "__MACOSX/._Eleves.xml": b"<rien/>",
        ".DS_Store": b"\0\0\0\1Bud1",
        "export/": b"",
        f"{dossier}Eleves.xml": ELEVES,
    }
    assert nom_lu(zip_de(membres)) == ("NOËL", [])


ABIME = bytearray(zip_de({"Eleves.xml": ELEVES}))
ABIME[60:80] = b"\0" * 20


@pytest.mark.parametrize(
    ("octets", "phrase"),
    [
        (zip_de({"a.xml": ELEVES, "b.xml": ELEVES}), "contient 2 fichiers XML"),
        (zip_de({"lisezmoi.txt": b"bonjour"}), "ne contient aucun fichier XML"),
        (zip_de({}), "ne contient aucun fichier XML"),
        (zip_de({"vide/": b""}), "ne contient aucun fichier XML"),
        (bytes(ABIME), "abîm"),
        (zip_de({"Eleves.zip": zip_de({"Eleves.xml": ELEVES})}), "une autre archive zip"),
        (b"%PDF-1.7\n", "ni un zip ni un XML"),
        (b"", "vide"),
    ],
)
def test_variante_05_ce_qui_n_est_pas_un_export_a_sa_phrase(octets, phrase):
    assert phrase in refus(octets)


def test_variante_05_l_extension_ne_decide_de_rien():
    assert ouvrir(zip_de({"Eleves.doc": ELEVES}), "photo.jpg").entete.type is TypeExport.ELEVES


@pytest.mark.parametrize(
    ("octet", "lu"),
    [
        (0xA4, "€"),
        (0xA6, "Š"),
        (0xA8, "š"),
        (0xB4, "Ž"),
        (0xB8, "ž"),
        (0xBC, "Œ"),
        (0xBD, "œ"),
        (0xBE, "Ÿ"),
    ],
)
def test_variante_06_iso_8859_15_n_est_pas_latin_1(octet, lu):
    octets = ELEVES.replace("NOËL".encode("iso-8859-15"), b"COC" + bytes([octet]))
    assert nom_lu(octets) == (f"COC{lu}", [])


def test_variante_07_utf8_avec_bom():
    octets = fichier_eleves(eleve(NOM_DE_FAMILLE="NOËL"), encodage="UTF-8")
    assert nom_lu(b"\xef\xbb\xbf" + octets) == ("NOËL", [])


@pytest.mark.parametrize("prologue", [b"", b'<?xml version="1.0"?>', b"\xef\xbb\xbf"])
def test_variante_07_utf8_sans_declaration(prologue):
    octets = fichier_eleves(eleve(NOM_DE_FAMILLE="NOËL"), encodage="UTF-8")
    assert nom_lu(prologue + octets.partition(b"?>")[2].lstrip()) == ("NOËL", [])


def test_variante_07_un_bom_l_emporte_sur_la_declaration():
    octets = fichier_eleves(eleve(NOM_DE_FAMILLE="NOËL"), ecrit_en="UTF-8")
    assert nom_lu(b"\xef\xbb\xbf" + octets)[0] == "NOËL"


@pytest.mark.parametrize("declare", ["ISO-8859-15", "ISO-8859-1", "windows-1252"])
def test_variante_08_annonce_iso_mais_ecrit_en_utf8(declare):
    octets = fichier_eleves(eleve(NOM_DE_FAMILLE="NOËL"), encodage=declare, ecrit_en="UTF-8")
    assert nom_lu(octets) == ("NOËL", ["encodage_faux"])


@pytest.mark.parametrize("declare", ["ISO-8859-15", "ISO-8859-1"])
@pytest.mark.parametrize("nom", ["D’ALMEIDA", "CŒUR", "ŠIMIĆ".replace("Ć", "C"), "NOËL – €"])
def test_variante_08_annonce_iso_mais_ecrit_en_cp1252(declare, nom):
    octets = fichier_eleves(eleve(NOM_DE_FAMILLE=nom), encodage=declare, ecrit_en="cp1252")
    assert nom_lu(octets) == (nom, ["encodage_faux"])
    (avis,) = ouvrir(octets).avis
    assert f"se dit en {declare} mais il est écrit en windows-1252" in avis.message


@pytest.mark.parametrize("octet", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_variante_08_un_octet_que_cp1252_ignore_ne_fait_pas_un_cp1252(octet):
    octets = ELEVES.replace("Ë".encode("iso-8859-15"), b"\x92" + bytes([octet]))
    assert ouvrir(octets).encodage == "ISO-8859-15"
    lire_eleves(octets)
    annonce = octets.replace(b"ISO-8859-15", b"windows-1252")
    assert "un octet qui n’y existe pas" in refus(annonce)


def test_variante_08_annonce_utf8_mais_ecrit_autrement_est_refuse_avec_sa_ligne():
    octets = fichier_eleves(eleve(NOM_DE_FAMILLE="NOËL"), encodage="UTF-8", ecrit_en="cp1252")
    ligne = octets[: octets.index("Ë".encode("cp1252"))].count(b"\n") + 1
    assert f"illisible à la ligne {ligne}" in refus(octets)


def test_variante_09_iso_8859_1_d_autres_logiciels():
    octets = fichier_eleves(eleve(NOM_DE_FAMILLE="NOËL ¤"), encodage="ISO-8859-1")
    assert nom_lu(octets) == ("NOËL ¤", [])


@pytest.mark.parametrize("inconnu", ["x-macthai", "UTF-16", "EBCDIC", "é"])
def test_variante_10_un_encodage_inconnu_est_nomme(inconnu):
    octets = ELEVES.replace(b"ISO-8859-15", inconnu.encode("iso-8859-15"))
    assert "L’encodage «" in refus(octets)


@pytest.mark.parametrize("octets", ["<UAJ>".encode("utf-16"), ELEVES.decode("l9").encode("u16")])
def test_variante_10_de_l_utf_16_est_nomme(octets):
    assert "UTF-16" in refus(octets)


@pytest.mark.parametrize(
    ("avant", "apres", "phrase"),
    [
        (b"</ELEVES>", b"</ELEVES d>", "illisible à la ligne 21"),
        (b"<UAJ>", b"<UAJ", "illisible à la ligne 4"),
        (b"</DONNEES>", b"", "illisible à la ligne"),
    ],
)
def test_variante_11_un_xml_mal_ferme_dit_sa_ligne(avant, apres, phrase):
    assert phrase in refus(ELEVES.replace(avant, apres))


def test_variante_11_un_xml_coupe_est_dit_incomplet():
    assert "incomplet : il s’arrête à la ligne 15" in refus(ELEVES[: ELEVES.index(b"CODE_PAYS")])


@pytest.mark.parametrize(
    "dtd",
    [
        b"<!DOCTYPE x>",
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        b'<!DOCTYPE x SYSTEM "http://exemple.fr/x.dtd">',
    ],
)
def test_variante_12_dtd_et_entites_sont_refusees(dtd):
    assert "DOCTYPE ou ENTITY" in refus(ELEVES.replace(b"<BEE_ELEVES", dtd + b"<BEE_ELEVES", 1))


def test_variante_12_une_bombe_zip_est_refusee():
    assert "démesuré" in refus(zip_de({"Eleves.xml": ELEVES + b" " * 40_000_000}))


def test_variante_12_un_chemin_qui_remonte_n_ecrit_rien(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert nom_lu(zip_de({"../../ecrase.xml": ELEVES})) == ("NOËL", [])
    assert list(tmp_path.iterdir()) == []


def residente() -> int:
    """La mémoire résidente du processus, en octets."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def test_variante_13_deux_mille_eleves_a_memoire_plate(monkeypatch):
    """Les 8 Mo d'un vrai export : un arbre entier en prendrait quatre à dix fois plus."""
    monkeypatch.setattr(reserve, "GARDES", 40)
    fiches = "".join(
        eleve(str(n), ID_NATIONAL=f"{n:09}AB", COULEUR=sha512(b"%d" % n).hexdigest() * 28)
        for n in range(2_000)
    )
    xml = fichier_eleves(fiches)
    assert len(xml) > 7_500_000
    octets = zip_de({"Eleves.xml": xml})
    avant = residente()
    recu = export.ouvrir(io.BytesIO(octets), "Eleves.zip")
    lus = [residente() for _ in eleves.lire(recu, lambda _: None)]
    assert len(lus) == 2_000
    assert max(lus) - avant < 5_000_000


@pytest.mark.parametrize(
    "transformer",
    [
        lambda octets: octets.replace(b"\n", b"\r\n"),
        lambda octets: octets.replace(b"<BEE_ELEVES", b"<!-- SIECLE -->\n<BEE_ELEVES", 1),
        lambda octets: octets.replace(b' VERSION="3.0"', b""),
        lambda octets: octets + b"<!-- fin -->\n",
    ],
)
def test_variante_14_fins_de_ligne_commentaires_et_version_absente(transformer):
    assert nom_lu(transformer(ELEVES)) == ("NOËL", [])


def test_variante_14_des_communs_en_crlf():
    octets = document(
        "BEE_COMMUN", bloc("ANNEE_SCOLAIRE", "<DATE_DEBUT_ELEVE>01/09/2026</DATE_DEBUT_ELEVE>\n")
    ).replace(b"\n", b"\r\n")
    assert communs.lire(ouvrir(octets), lambda _: None).date_debut_eleve == "01/09/2026"
