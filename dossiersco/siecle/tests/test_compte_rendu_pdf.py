"""Le compte rendu PDF de SIECLE : ce qu'il dit, ligne par ligne, ou pourquoi il n'est pas lu."""

import random
from contextlib import suppress
from time import monotonic

import pikepdf
import pytest

from dossiersco.siecle import compte_rendu_pdf, pdf
from dossiersco.siecle.banc.compte_rendu import Ligne, Section
from dossiersco.siecle.codes_rendus import CODES, THEMES, sens
from dossiersco.siecle.lus import FichierRefuse
from dossiersco.siecle.prevol_regles import REGLES
from dossiersco.siecle.tests.comptes_rendus_fictifs import Mise, compte_rendu, relier

LONGUE = (
    "La date d'entrée de l'élève dans l'établissement est incohérente avec sa scolarité (1/2), "
    "élève rejeté : la fiche n'est pas importée et doit être corrigée à la main."
)
LIGNES = [
    Ligne(
        Section.PERSONNES_REJETEES, "", "ZOLTAN Émeric", "", "501", "Civilité (2) ?", "CIVIL_A_01"
    ),
    Ligne(
        Section.PERSONNES_NOTES,
        "6A",
        "MARTIN-DUVAL DE LA TOUR D'ARGENT Noémie",
        "123",
        "7",
        "Communication de l'adresse absente : mise à faux",
        "INF_COMAD_A_01",
    ),
    Ligne(
        Section.ELEVES_REJETES,
        "6A",
        "DUPOND Éloïse",
        "1651077",
        "22222",
        LONGUE,
        "REJEL_ENTREE_B_02",
    ),
    Ligne(Section.ELEVES_EN_ANOMALIE, "6 B", "ÉVRARD Zoé", "1651078", "3", "Option.", "MODCH_B_03"),
    Ligne(
        Section.ELEVES_NOTES, "", "ÉVRARD Zoé", "1651078", "3", "Régime mis à 0.", "INF_REGIM_A_01"
    ),
    *(
        Ligne(Section.ELEVES_ABSENTS, "6A", f"NOM{n} Léa", str(900 + n), "", "Absent.", "ABSEN")
        for n in range(120)
    ),
    Ligne(Section.ELEVES_MODIFIES, "6B", "ÉVRARD Zoé", "1651078", "3", "Modifié.", "MODIF"),
]
SERREE = (
    ("Division", 30, 8),
    ("Nom prénom", 80, 20),
    ("Identifiants", 200, 14),
    ("Anomalie", 290, 40),
    ("Code", 480, 8),
)
MISES = {
    "ordinaire": Mise(),
    "cellules centrées en hauteur": Mise(centre=True),
    "titres de colonnes centrés": Mise(entete_centre=True),
    "colonnes serrées, codes en trois morceaux": Mise(colonnes=SERREE),
    "un long haut de page": Mise(haut_de_page=["Élèves : 3 rejetés", "Le 25/11/2026"]),
}


def refus(octets):
    with pytest.raises(FichierRefuse) as leve:
        compte_rendu_pdf.lire(octets)
    return str(leve.value)


@pytest.mark.parametrize("mise", MISES.values(), ids=MISES)
def test_chaque_ligne_est_lue_mot_pour_mot(mise):
    """Codes coupés, noms et anomalies sur plusieurs lignes, accents, plusieurs pages."""
    lu = compte_rendu_pdf.lire(compte_rendu(LIGNES, mise))
    assert list(lu.lignes) == LIGNES


@pytest.mark.parametrize("section", Section)
def test_une_section_seule_est_lue(section):
    ligne = Ligne(section, "5C", "NOLL Ève", "12", "34", "Une raison.", "TELEP_E_01")
    assert compte_rendu_pdf.lire(compte_rendu([ligne])).lignes == (ligne,)


def test_des_comptes_rendus_au_hasard_sont_relus():
    tirage = random.Random(11)
    phrase = "élève responsable rejeté anomalie absent 12/34 inconnu code l'option (6e) à Noël"
    mots = phrase.split()
    for _ in range(15):
        lignes = sorted(
            (
                Ligne(
                    tirage.choice(list(Section)),
                    tirage.choice(["", "6A", "3EME 1", "TRESLONG"]),
                    " ".join(tirage.sample(["DUPOND", "DE", "LA", "TOURETTE", "Jean", "Zoé"], 3)),
                    str(tirage.randrange(1, 9_999_999)),
                    tirage.choice(["", str(tirage.randrange(1, 99_999))]),
                    " ".join(tirage.choices(mots, k=tirage.randrange(1, 30))),
                    tirage.choice(list(CODES)),
                )
                for _ in range(tirage.randrange(1, 40))
            ),
            key=lambda ligne: ligne.section,
        )
        assert list(compte_rendu_pdf.lire(compte_rendu(lignes)).lignes) == lignes


def test_l_etablissement_et_le_fichier_nommes_sont_rendus():
    mise = Mise(uai="0590182C", haut_de_page=["Fichier 0590182CPRIVE2026261125093000.zip"])
    lu = compte_rendu_pdf.lire(compte_rendu(LIGNES, mise))
    assert lu.uais == {"0590182C"}
    assert lu.fichiers == {"0590182CPRIVE2026261125093000"}


def test_un_autre_pdf_est_nomme_comme_tel():
    autre = relier([b"BT /F1 12 Tf 1 0 0 1 40 500 Tm (Certificat de scolarite) Tj ET"])
    assert "n’est pas le «\u00a0Compte Rendu" in refus(autre)


def test_un_pdf_sans_texte_est_dit_numerise():
    assert "que des images" in refus(relier([b"0 0 100 100 re f"]))


def test_un_compte_rendu_sans_ligne_lisible_est_refuse():
    titre = b"BT /F1 12 Tf 1 0 0 1 40 500 Tm (Compte Rendu de l'import du priv\xe9) Tj ET"
    assert "n’a pas la forme attendue" in refus(relier([titre]))


def test_ce_qui_n_est_pas_un_pdf_est_dit():
    assert "n’est pas un PDF" in refus(b"PK\x03\x04 un zip")
    assert "n’est pas un PDF" in refus(b"")


def test_un_pdf_coupe_est_dit_coupe():
    entier = compte_rendu(LIGNES)
    assert "coupé" in refus(entier[: len(entier) // 2])


def test_un_pdf_dont_la_derniere_page_manque_est_dit_coupe(tmp_path):
    chemin = tmp_path / "entier.pdf"
    chemin.write_bytes(compte_rendu(LIGNES))
    with pikepdf.open(chemin) as document:
        del document.pages[-1]
        document.save(tmp_path / "court.pdf")
    assert "coupé" in refus((tmp_path / "court.pdf").read_bytes())


def test_un_pdf_a_mot_de_passe_est_dit_protege():
    protege = relier([b""], encryption=pikepdf.Encryption(owner="o", user="u"))
    assert "mot de passe" in refus(protege)


def test_un_pdf_abime_est_dit_abime():
    assert "abîmé" in refus(b"%PDF-1.7\nn'importe quoi\n%%EOF")


def test_un_pdf_enorme_est_refuse_sans_etre_ouvert(monkeypatch):
    monkeypatch.setattr(pdf, "_a_l_abri", lambda _: pytest.fail("ouvert"))
    assert "démesuré" in refus(b"%PDF-" + b" " * pdf.TAILLE_MAX + b"%%EOF")


def test_trop_de_pages_ou_trop_de_texte_est_refuse():
    assert "démesuré" in refus(relier([b""] * 501))
    bavard = b"BT /F1 1 Tf " + b"(mot mot mot mot mot mot mot mot) Tj " * 2000 + b"ET"
    assert "démesuré" in refus(relier([bavard]))


def test_une_bombe_meurt_seule_et_vite():
    """Un flux de quelques kilo-octets qui en fait 400 millions."""
    bombe = relier([b" " * 400_000_000], compress_streams=True)
    assert len(bombe) < 2_000_000
    debut = monotonic()
    refus(bombe)
    assert monotonic() - debut < pdf.ATTENTE_MAX + 5


def test_une_lecture_trop_lente_est_abandonnee(monkeypatch):
    monkeypatch.setattr(pdf, "ATTENTE_MAX", 0.001)
    assert "démesuré" in refus(compte_rendu(LIGNES))


def test_un_compte_rendu_mutile_ne_leve_rien_d_autre():
    entier, tirage = compte_rendu(LIGNES[:6]), random.Random(5)
    for _ in range(25):
        octets = bytearray(entier)
        for _ in range(tirage.randrange(1, 60)):
            octets[tirage.randrange(len(octets))] = tirage.randrange(256)
        with suppress(FichierRefuse):
            compte_rendu_pdf.lire(bytes(octets))


def test_tous_les_codes_du_pre_vol_ont_un_sens():
    assert all(sens(code).ce_que_c_est for code in REGLES if "_" in code)


@pytest.mark.parametrize("code", CODES)
def test_chaque_code_connu_se_dit_en_une_phrase(code):
    dit = sens(code)
    assert dit.ce_que_c_est.endswith(".")
    assert not dit.que_faire or dit.que_faire.endswith(".")


def test_un_code_dont_seul_le_theme_est_connu_dit_le_theme():
    assert THEMES["DNAIS"] in sens("DNAIS_Z_99").ce_que_c_est
    assert "n’a pas été importée" in sens("REJEL_DNAIS_Z_99").ce_que_c_est


def test_un_code_inconnu_renvoie_a_la_phrase_de_siecle():
    assert sens("XYZ_A_01").ce_que_c_est == ""
    assert "Lisez la phrase" in sens("XYZ_A_01").que_faire
