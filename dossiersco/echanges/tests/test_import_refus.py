"""Un mauvais lot : sa phrase à lui, et la base ne bouge pas d'un octet."""

import pytest

from dossiersco.dossiers.models import Eleve
from dossiersco.dossiers.tests.factories import CampagneFactory
from dossiersco.echanges.actions import ImportRefuse
from dossiersco.echanges.tests.depots import UAI, codes, deposer, empreinte_de_la_base
from dossiersco.siecle.lus import FichierRefuse
from dossiersco.siecle.tests.exports_fictifs import (
    document,
    eleve,
    fichier_eleves,
    fichier_responsables,
    lien,
    personne,
    zip_de,
)

pytestmark = pytest.mark.django_db
BON = fichier_eleves(eleve())
BLANCS = b"<DONNEES>" + b" " * 60_000_000


def _bombe():
    return zip_de({"ElevesAvecAdresses.xml": BON.replace(b"<DONNEES>", BLANCS)})


FICHIERS = {
    "d’un autre collège": (fichier_eleves(eleve(), UAJ="0590181B"), "0590181B, pas du vôtre"),
    "sans établissement": (fichier_eleves(eleve(), UAJ=None), "PARAMETRES/UAJ est absent"),
    "vide": (b"", "Le fichier est vide"),
    "tronqué": (BON[:-40], "Le fichier est incomplet"),
    "tronqué tôt": (BON[:200], "Le fichier est incomplet"),
    "pas du XML": (b"Nom;Prenom\nDIALLO;Awa\n", "ni un zip ni un XML"),
    "une image": (b"\x89PNG\r\n\x1a\n" + bytes(200), "ni un zip ni un XML"),
    "du XML abîmé": (BON.replace(b"</PRENOM>", b"</PRENON>"), "Le fichier est abîmé"),
    "d’une autre racine": (document("FACTURES", ""), "commence par « FACTURES »"),
    "une page web": (b"<html><body>Connexion</body></html>", "commence par « html »"),
    "une DTD": (
        BON.replace(b"<BEE_ELEVES", b"<!DOCTYPE BEE_ELEVES []><BEE_ELEVES", 1),
        "DOCTYPE ou ENTITY",
    ),
    "des entités": (
        BON.replace(
            b"<BEE_ELEVES",
            b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><BEE_ELEVES',
            1,
        ),
        "DOCTYPE ou ENTITY",
    ),
    "une bombe": (_bombe(), "démesuré"),
    "un zip de deux XML": (zip_de({"a.xml": BON, "b.xml": BON}), "contient 2 fichiers XML"),
    "un zip sans XML": (zip_de({"lisez-moi.txt": b"Bonjour"}), "aucun fichier XML"),
    "un zip de zip": (zip_de({"a.zip": zip_de({"a.xml": BON})}), "une autre archive zip"),
    "un zip abîmé": (zip_de({"a.xml": BON})[:-30], "zip est abîmée"),
    "un tableur": (zip_de({"[Content_Types].xml": b"<Types/>"}), "document de bureautique"),
    "un encodage inconnu": (
        BON.replace(b"ISO-8859-15", b"EBCDIC-42", 1),
        "L’encodage « EBCDIC-42 »",
    ),
    "de l’UTF-16": (BON.decode("iso-8859-15").encode("utf-16"), "« UTF-16 »"),
    "notre propre retour": (document("IMPORT_ELEVES", ""), "fichier de retour destiné à SIECLE"),
    "un export d’un autre logiciel": (document("STS_EDT", ""), "STS-Web"),
}


@pytest.mark.parametrize("defaut", FICHIERS)
@pytest.mark.parametrize("rang", ["seul", "après un bon"])
def test_un_mauvais_fichier_est_refuse_avec_sa_phrase_et_rien_n_est_ecrit(campagne, defaut, rang):
    contenu, phrase = FICHIERS[defaut]
    bons = [fichier_responsables([personne()], [lien()])] if rang == "après un bon" else []
    avant = empreinte_de_la_base()
    with pytest.raises((ImportRefuse, FichierRefuse)) as refus:
        deposer(campagne, *bons, contenu)
    dite = str(refus.value).replace("\xa0", " ")
    assert phrase in dite
    assert dite.endswith(".")
    assert empreinte_de_la_base() == avant


def test_les_phrases_sont_toutes_differentes_quand_les_defauts_le_sont():
    phrases = [phrase for _, phrase in FICHIERS.values()]
    assert len(set(phrases)) >= len(phrases) - 5


def test_deux_exports_de_meme_sorte_sont_refuses(campagne):
    avant = empreinte_de_la_base()
    with pytest.raises(ImportRefuse, match="deux exports de même sorte"):
        deposer(campagne, BON, fichier_eleves(eleve("1002")))
    assert empreinte_de_la_base() == avant


def test_des_annees_melees_sont_refusees(campagne):
    avant = empreinte_de_la_base()
    with pytest.raises(ImportRefuse, match=r"années différentes \(2025, 2026\)"):
        deposer(
            campagne,
            fichier_eleves(eleve(), ANNEE_SCOLAIRE="2025"),
            fichier_responsables([personne()], [lien()]),
        )
    assert empreinte_de_la_base() == avant


def test_aucun_fichier_est_refuse(campagne):
    with pytest.raises(ImportRefuse, match="Aucun fichier"):
        deposer(campagne)


def test_l_annee_sans_campagne_dit_celle_qui_existe(campagne):
    avant = empreinte_de_la_base()
    with pytest.raises(ImportRefuse, match=r"l’année 2019\. Votre campagne est celle de 2026"):
        deposer(campagne, fichier_eleves(eleve(), ANNEE_SCOLAIRE="2019"))
    assert empreinte_de_la_base() == avant


def test_parmi_plusieurs_campagnes_le_fichier_choisit_la_sienne(campagne):
    CampagneFactory(etablissement=campagne.etablissement, annee=2027)
    deposer(campagne, BON)
    assert campagne.dossiers.count() == 1


@pytest.mark.parametrize("pourcent", range(3, 100, 8))
def test_coupe_n_importe_ou_un_fichier_ne_laisse_rien(campagne, pourcent):
    entier = fichier_eleves(*[eleve(str(1000 + n), ID_NATIONAL=None) for n in range(30)])
    avant = empreinte_de_la_base()
    with pytest.raises(FichierRefuse):
        deposer(campagne, entier[: len(entier) * pourcent // 100])
    assert empreinte_de_la_base() == avant


def test_un_eleve_anormal_n_arrete_pas_les_autres(campagne):
    bilan = deposer(
        campagne,
        fichier_eleves(
            eleve("1", NOM_DE_FAMILLE=None, ID_NATIONAL=None),
            eleve("2", DATE_NAISS="31/02/2014", ID_NATIONAL=None),
            eleve(None, ID_NATIONAL=None),
            eleve("4", VILLE_NAISS="X" * 80, CODE_PAYS="109", ID_NATIONAL=None),
            eleve("5", PRENOM="Binta", ID_NATIONAL="98765432100"),
            eleve("6", PRENOM="Noa"),
            eleve("6", PRENOM="Autre", ID_NATIONAL=None),
        ),
    )
    assert list(Eleve.objects.order_by("id_siecle").values_list("id_siecle", flat=True)) == [
        "5",
        "6",
    ]
    assert {
        "eleve_sans_nom",
        "date_naiss_impossible",
        "eleve_sans_eleve_id",
        "eleve_trop_long",
        "ine_invalide",
        "eleve_en_double",
    } <= set(codes(bilan))


def test_une_anomalie_dit_le_fichier_la_ligne_l_eleve_et_quoi(campagne):
    bilan = deposer(campagne, fichier_eleves(eleve("1"), eleve("2", NOM_DE_FAMILLE=None)))
    anomalie = next(a for a in bilan.anomalies if a.code == "eleve_sans_nom")
    assert anomalie.fichier == "fichier1.xml"
    assert anomalie.ligne > 10
    assert "Awa" in anomalie.enregistrement
    assert anomalie.message.endswith(".")


def test_un_export_plus_ancien_que_le_dernier_est_signale(campagne):
    deposer(campagne, BON)
    bilan = deposer(campagne, fichier_eleves(eleve(), HORODATAGE="29/12/2025 23:00:00"))
    assert "fichier_ancien" in codes(bilan)
    neuf = deposer(campagne, fichier_eleves(eleve(), HORODATAGE="01/07/2026 19:00:00"))
    assert "fichier_ancien" not in codes(neuf)


def test_le_college_de_l_etablissement_est_bien_celui_des_fichiers(campagne):
    assert campagne.etablissement.uai == UAI
