"""Le contenant : variantes 1 à 5, et les zips hostiles de la variante 12."""

import hashlib
import io
import struct
import zipfile

import pytest

from dossiersco.siecle import archive, flux
from dossiersco.siecle.lus import FichierRefuse
from dossiersco.siecle.tests.exports_fictifs import eleve, fichier_eleves, ouvrir, zip_de

XML = fichier_eleves(eleve())


def refus(octets: bytes) -> str:
    with pytest.raises(FichierRefuse) as erreur:
        ouvrir(octets)
    return str(erreur.value)


def contenu(octets: bytes) -> bytes:
    with archive.ouvrir(io.BytesIO(octets)).flux() as lu:
        return lu.read()


def test_un_xml_nu_est_lu_tel_quel():
    assert contenu(XML) == XML


def test_un_zip_d_un_seul_xml_est_lu():
    assert contenu(zip_de({"ElevesAvecAdresses.xml": XML})) == XML


def test_un_chemin_se_lit_comme_un_flux(tmp_path):
    chemin = tmp_path / "ExportXML_Eleves arago 2026-27 au 8 juil.zip"
    chemin.write_bytes(zip_de({"x.xml": XML}))
    with archive.ouvrir(chemin).flux() as lu:
        assert lu.read() == XML


def test_le_nom_ne_decide_de_rien(tmp_path):
    chemin = tmp_path / "export.xml"
    chemin.write_bytes(zip_de({"donnees.txt": XML}))
    with archive.ouvrir(chemin).flux() as lu:
        assert lu.read() == XML


def test_la_taille_et_l_empreinte_sont_celles_du_fichier_depose():
    octets = zip_de({"x.xml": XML})
    recu = archive.ouvrir(io.BytesIO(octets))
    assert (recu.taille, recu.sha256) == (len(octets), hashlib.sha256(octets).hexdigest())


def test_ce_que_les_ordinateurs_ajoutent_est_ignore():
    octets = zip_de(
        {
            "export/": b"",
            "export/Eleves.xml": XML,
            "__MACOSX/export/._Eleves.xml": XML,
            "export/.DS_Store": b"<bidon/>",
            "lisez-moi.txt": b"bonjour",
        }
    )
    assert contenu(octets) == XML


def test_deux_lectures_entrelacees_ne_se_genent_pas():
    recu = archive.ouvrir(io.BytesIO(zip_de({"x.xml": XML})))
    with recu.flux() as un, recu.flux() as deux:
        assert un.read(10) + deux.read(10) + un.read() == XML[:10] + XML[:10] + XML[10:]


def test_un_fichier_vide_est_refuse():
    assert "est vide" in refus(b"")


def test_un_zip_vide_est_refuse():
    assert "ne contient aucun fichier XML" in refus(zip_de({}))


def test_un_zip_sans_xml_est_refuse():
    assert "ne contient aucun fichier XML" in refus(zip_de({"notes.txt": b"bonjour"}))


def test_un_zip_de_plusieurs_xml_est_refuse():
    assert "contient 2 fichiers XML" in refus(zip_de({"a.xml": XML, "b.xml": XML}))


def test_un_zip_dans_un_zip_est_refuse():
    assert "une autre archive zip" in refus(zip_de({"a.zip": zip_de({"a.xml": XML})}))


def test_un_document_de_bureautique_est_nomme():
    assert "bureautique" in refus(zip_de({"[Content_Types].xml": b"<Types/>"}))


def test_un_zip_chiffre_est_refuse():
    octets = bytearray(zip_de({"a.xml": XML}))
    octets[octets.index(b"PK\x01\x02") + 8] |= 1
    assert "mot de passe" in refus(bytes(octets))


def test_un_zip_corrompu_est_refuse():
    octets = bytearray(zip_de({"a.xml": XML}))
    octets[60:70] = b"\xff" * 10
    assert "archive zip est abîmée" in refus(bytes(octets))


def test_un_zip_a_l_entete_local_casse_est_refuse():
    octets = bytearray(zip_de({"a.xml": XML}))
    octets[26] = 0x7F
    assert "archive zip est abîmée" in refus(bytes(octets))


def test_une_compression_inconnue_est_refusee():
    assert "archive zip est abîmée" in refus(zip_de({"a.xml": XML}, zipfile.ZIP_LZMA))


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_un_zip_tronque_est_refuse(part):
    octets = zip_de({"a.xml": XML})
    assert "archive zip est abîmée" in refus(octets[: int(len(octets) * part)])


def test_un_chemin_qui_remonte_n_ecrit_rien(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert contenu(zip_de({"../../evasion.xml": XML})) == XML
    assert list(tmp_path.rglob("*")) == []


def test_une_bombe_zip_est_refusee():
    assert "démesuré une fois décompressé" in refus(zip_de({"a.xml": b"<" + b" " * 3_000_000}))


def test_un_petit_fichier_tres_compressible_est_accepte():
    petit = XML.replace(b"</PARAMETRES>", b" " * 900_000 + b"</PARAMETRES>")
    assert contenu(zip_de({"a.xml": petit})) == petit


def test_trop_de_membres_sont_refuses():
    assert "plus de 20 fichiers" in refus(zip_de({f"{n}.txt": b"" for n in range(21)}))


def test_un_repertoire_demesure_est_refuse_avant_d_etre_charge(monkeypatch):
    octets = zip_de({f"{'n' * 200}{n}": b"" for n in range(400)})
    monkeypatch.setattr(archive.zipfile, "ZipFile", None)
    assert "plus de 20 fichiers" in refus(octets)


def test_la_taille_totale_est_plafonnee(monkeypatch):
    monkeypatch.setattr(archive, "TAILLE_XML_MAX", len(XML) + 5)
    assert "démesuré" in refus(zip_de({"a.xml": XML, "b.txt": b"0123456789"}))


def test_un_entete_qui_ment_n_ouvre_pas_les_vannes():
    octets = bytearray(zip_de({"a.xml": XML}))
    annonce = octets.index(b"PK\x01\x02") + 24
    octets[annonce : annonce + 4] = struct.pack("<L", 50)
    assert "abîmée" in refus(bytes(octets))


def test_la_lecture_s_arrete_au_plafond(monkeypatch):
    monkeypatch.setattr(flux, "TAILLE_XML_MAX", 100)
    assert "démesuré" in refus(zip_de({"a.xml": XML}))


@pytest.mark.parametrize(
    ("debut", "plafond"), [(b"PK\x03\x04", "TAILLE_ZIP_MAX"), (b"<a>", "TAILLE_XML_MAX")]
)
def test_un_fichier_trop_gros_est_refuse_sans_etre_lu_en_entier(monkeypatch, debut, plafond):
    monkeypatch.setattr(archive, plafond, flux.MEGA)
    recu = io.BytesIO(debut + b" " * (3 * flux.MEGA))
    with pytest.raises(FichierRefuse, match="dépasse 1 Mo"):
        archive.ouvrir(recu)
    assert recu.tell() < 2 * flux.MEGA
