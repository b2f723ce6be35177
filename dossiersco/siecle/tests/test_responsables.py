"""Les personnes : variantes 27, 28, 39, 58, 60 et 64."""

import pytest

from dossiersco.siecle import responsables
from dossiersco.siecle.lus import FichierRefuse
from dossiersco.siecle.tests.exports_fictifs import (
    adresse,
    bloc,
    codes,
    eleve,
    fichier_eleves,
    fichier_responsables,
    lire_personnes,
    ouvrir,
    personne,
)


def lire_une(**champs: str | None):
    lues, anomalies = lire_personnes(fichier_responsables([personne(**champs)]))
    return lues[0], codes(anomalies)


def test_une_personne_ordinaire_se_lit_sans_anomalie():
    lue, anomalies = lire_une(MEL="f.diallo@exemple.fr", TEL_PORTABLE="06 39 98 12 34")
    assert (lue.personne_id, anomalies) == ("501", [])
    assert lue.photo == {
        "LC_CIVILITE": "MME",
        "CODE_CIVILITE": "2",
        "NOM_DE_FAMILLE": "DIALLO",
        "PRENOM": "Fatou",
        "MEL": "f.diallo@exemple.fr",
        "TEL_PORTABLE": "06 39 98 12 34",
    }


def test_un_export_d_eleves_est_refuse():
    with pytest.raises(FichierRefuse, match="contient les Élèves"):
        list(responsables.lire_personnes(ouvrir(fichier_eleves(eleve())), lambda _: None))


def test_la_personne_id_se_lit_aussi_en_enfant():
    lues, anomalies = lire_personnes(fichier_responsables([personne(None, PERSONNE_ID="007")]))
    assert (lues[0].personne_id, codes(anomalies)) == ("007", [])
    assert "PERSONNE_ID" not in lues[0].photo


def test_sans_personne_id_la_personne_n_est_pas_rendue_et_les_autres_si():
    lues, anomalies = lire_personnes(fichier_responsables([personne(None), personne("2")]))
    assert [p.personne_id for p in lues] == ["2"]
    assert codes(anomalies) == ["personne_sans_personne_id"]


def test_deux_homonymes_sont_deux_personnes():
    lues, anomalies = lire_personnes(fichier_responsables([personne("1"), personne("2")]))
    assert len(lues) == 2 and codes(anomalies) == []


def test_un_personne_id_repete_ne_rend_que_la_premiere():
    lues, anomalies = lire_personnes(fichier_responsables([personne(), personne(PRENOM="Aïcha")]))
    assert [p.photo["PRENOM"] for p in lues] == ["Fatou"]
    assert codes(anomalies) == ["personne_en_double"]


@pytest.mark.parametrize(
    ("civilite", "code"),
    [
        ("M.", "1"),
        ("M", "1"),
        ("MME", "2"),
        ("Mme", "2"),
        ("MLE", "2"),
        ("Dr", None),
        (None, None),
        ("", None),
    ],
)
def test_la_civilite_n_est_jamais_monsieur_par_defaut(civilite, code):
    lue, anomalies = lire_une(LC_CIVILITE=civilite)
    assert lue.photo.get("CODE_CIVILITE") == code
    assert anomalies == (["civilite_inconnue"] if civilite == "Dr" else [])


def test_la_civilite_longue_sert_de_repli():
    assert lire_une(LC_CIVILITE=None, LL_CIVILITE="MADAME")[0].photo["CODE_CIVILITE"] == "2"


def test_l_ancien_nom_est_compris():
    lue, anomalies = lire_une(NOM_DE_FAMILLE=None, NOM="DIALLO")
    assert (lue.photo["NOM_DE_FAMILLE"], anomalies) == ("DIALLO", [])


def test_une_institution_sans_prenom_est_lue():
    lue, anomalies = lire_une(NOM_DE_FAMILLE="FOYER DES LILAS", PRENOM=".", LC_CIVILITE=None)
    assert (lue.photo["PRENOM"], anomalies) == (".", [])
    assert lire_une(PRENOM=None)[1] == []


def test_une_personne_sans_nom_est_gardee_et_signalee():
    lue, anomalies = lire_une(NOM_DE_FAMILLE=None)
    assert lue.personne_id == "501" and anomalies == ["balise_absente"]


def test_un_nom_d_usage_egal_est_retire():
    assert "NOM_USAGE" not in lire_une(NOM_USAGE="Diallo")[0].photo


@pytest.mark.parametrize(
    ("mel", "douteux"),
    [
        ("a@exemple.fr", False),
        ("A.B+c@EXEMPLE.FR", False),
        ("a@exemple.fr;b@exemple.fr", True),
        ("a@exemple.fr, b@exemple.fr", True),
        ("-a@exemple.fr", True),
        ("a.exemple.fr", True),
        ("a@exemple", True),
        ("a@@exemple.fr", True),
    ],
)
def test_un_mel_douteux_est_garde_et_signale(mel, douteux):
    lue, anomalies = lire_une(MEL=mel)
    assert lue.photo["MEL"] == mel
    assert anomalies == (["mel_douteux"] if douteux else [])


def test_les_booleens_se_lisent_dans_leurs_deux_graphies():
    photo = lire_une(ACCEPTE_SMS="true", COMMUNICATION_ADRESSE="0")[0].photo
    assert (photo["ACCEPTE_SMS"], photo["COMMUNICATION_ADRESSE"]) == ("1", "0")


def test_deux_personnes_partagent_une_adresse():
    personnes = [personne("1", ADRESSE_ID="9001"), personne("2", ADRESSE_ID="9001")]
    lues, anomalies = lire_personnes(
        fichier_responsables(personnes, apres=bloc("ADRESSES", adresse()))
    )
    assert anomalies == []
    assert lues[0].photo["ADRESSE"] == lues[1].photo["ADRESSE"]
    assert lues[0].photo["ADRESSE"] is not lues[1].photo["ADRESSE"]


@pytest.mark.parametrize(
    ("apres", "attendu"),
    [("", "sans_adresses"), (bloc("ADRESSES", adresse("1")), "adresse_inconnue")],
)
def test_sans_son_adresse_la_personne_est_lue_et_l_avis_donne(apres, attendu):
    lues, anomalies = lire_personnes(
        fichier_responsables([personne(ADRESSE_ID="9001")], apres=apres)
    )
    assert "ADRESSE" not in lues[0].photo and [a.code for a in anomalies] == [attendu]


def test_une_adresse_sans_identifiant_est_ignoree_avec_un_avis():
    apres = bloc("ADRESSES", "<ADRESSE><CODE_POSTAL>75012</CODE_POSTAL></ADRESSE>")
    _, anomalies = lire_personnes(fichier_responsables([personne()], apres=apres))
    assert codes(anomalies) == ["code_absent"]


def test_un_point_d_interrogation_dans_un_nom_est_signale():
    assert lire_une(NOM_DE_FAMILLE="NGUY?N")[1] == ["caractere_remplace"]


def test_une_balise_et_un_bloc_inconnus_sont_dits_une_fois():
    personnes = [personne("1", COULEUR="x"), personne("2", COULEUR="y")]
    octets = fichier_responsables(personnes, apres=bloc("ANIMAUX", "<CHAT/>"))
    assert codes(lire_personnes(octets)[1]) == ["balise_inconnue", "balise_inconnue"]
