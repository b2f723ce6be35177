"""Changer ses coordonnées : les siennes, et celles des enfants qui déménagent avec."""

import re

import pytest

from dossiersco.dossiers.models import Eleve, Personne, Trace
from dossiersco.dossiers.tests.factories import adresse as adresse_siecle
from dossiersco.dossiers.tests.factories import famille_martin
from dossiersco.espace_famille.tests.pages import html, saisie, texte

DEMENAGEMENT = {"rue": "3 place du Marché", "code_postal": "59200", "commune": ""}


@pytest.fixture
def adresse(martin, adresse_de):
    return adresse_de("moi", martin.dossier)


@pytest.fixture
def envoyer(mere, adresse):
    return lambda **changes: mere.post(adresse, saisie(mere.get(adresse), **changes))


@pytest.fixture
def moi(martin):
    return lambda: Personne.objects.get(pk=martin.mere.pk)


def test_ne_rien_toucher_ne_change_rien(envoyer):
    assert envoyer().status_code == 302
    assert not Trace.objects.exists()


@pytest.mark.parametrize(
    "telle_que_lue",
    [
        {"LIGNE2_ADRESSE": "12 RUE DES LILAS", "CODE_POSTAL": "59000", "LIBELLE_POSTAL": "LILLE"},
        {"LIGNE1_ADRESSE": "BP 12", "CODE_POSTAL": "59033", "LIBELLE_POSTAL": "LILLE CEDEX"},
        {"LIGNE1_ADRESSE": "RUE NEUVE", "COMMUNE_ETRANGERE": "7500 TOURNAI", "CODE_PAYS": "131"},
        {},
    ],
)
def test_une_adresse_bizarre_de_siecle_reste_telle_quelle(mere, envoyer, moi, telle_que_lue):
    Personne.objects.filter(pk=moi().pk).update(
        adresse=telle_que_lue, photo={"ADRESSE": telle_que_lue}
    )
    assert envoyer(tel_personnel="01 99 00 12 34").status_code == 302
    assert moi().adresse == telle_que_lue
    assert moi().tel_personnel == "0199001234"


def test_un_nouveau_telephone(envoyer, moi, martin, adresse_de):
    reponse = envoyer(tel_portable="+32 470 12 34 56", accepte_sms="on")
    assert reponse.url == f"{adresse_de('dossier', martin.dossier)}#moi"
    assert (moi().tel_portable, moi().accepte_sms) == ("+32470123456", True)


def test_communiquer_son_adresse_n_est_jamais_le_choix_par_defaut(mere, adresse, envoyer, moi):
    assert saisie(mere.get(adresse))["communication_adresse"] == ["non"]
    envoyer()
    assert moi().communication_adresse is None
    envoyer(communication_adresse="oui")
    assert moi().communication_adresse is True


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"nom_de_famille": " "}, "remplissez-la"),
        ({"tel_portable": "0639"}, "Vérifiez ce numéro"),
        ({"mel": "camille"}, "Vérifiez cette adresse"),
        ({"rue": "mot " * 60}, "trop longue"),
        ({"code_postal": "99999"}, "Ce code postal n'existe pas"),
        ({"code_postal": ""}, "Écrivez votre code postal"),
        ({"rue": ""}, "Écrivez le numéro et la rue"),
        ({"ville_etrangere": "7500 Tournai"}, "Choisissez le pays"),
        ({"pays": "131", "code_postal": "59200"}, "Choisissez le pays"),
        ({"pays": "131"}, "Écrivez la ville où vous habitez"),
        ({"rue": "улица Ленина"}, "lettres latines"),
    ],
)
def test_une_saisie_fausse_dit_quoi_faire_et_garde_le_reste(envoyer, changes, phrase):
    reponse = envoyer(tel_personnel="01 99 00 12 34", **changes)
    assert reponse.status_code == 422
    assert phrase in texte(reponse)
    assert saisie(reponse)["tel_personnel"] == ["01 99 00 12 34"]
    assert not Trace.objects.exists()


def test_le_code_postal_suffit_quand_il_n_a_qu_une_commune(envoyer, moi):
    envoyer(**DEMENAGEMENT)
    assert moi().adresse == {
        "LIGNE1_ADRESSE": "3 place du Marché",
        "CODE_POSTAL": "59200",
        "LIBELLE_POSTAL": "TOURCOING",
        "CODE_PAYS": "100",
    }


def test_un_code_postal_a_plusieurs_communes_propose_un_choix(mere, adresse, envoyer, moi):
    propose = envoyer(rue="1 rue Haute", code_postal="59279", commune="")
    assert propose.status_code == 422
    assert "Choisissez la commune de votre adresse" in texte(propose)
    reponse = mere.post(adresse, saisie(propose, choix_commune="LOON PLAGE"))
    assert reponse.status_code == 302
    assert moi().adresse["LIBELLE_POSTAL"] == "LOON PLAGE"


def test_une_commune_qui_ne_va_pas_avec_le_code_postal_se_verifie(mere, adresse, envoyer, moi):
    propose = envoyer(rue="1 rue Haute", code_postal="59200", commune="Lyon")
    assert propose.status_code == 422
    assert "TOURCOING" in texte(propose)
    mere.post(adresse, saisie(propose, choix_commune="LYON"))
    assert moi().adresse["LIBELLE_POSTAL"] == "LYON"


def test_une_longue_rue_se_coupe_en_lignes(envoyer, moi):
    rue = "Résidence des Trois Fontaines bâtiment C 125 avenue du Général de Gaulle"
    envoyer(**{**DEMENAGEMENT, "rue": rue})
    assert moi().adresse["LIGNE1_ADRESSE"] == "Résidence des Trois Fontaines bâtiment"
    assert moi().adresse["LIGNE2_ADRESSE"] == "C 125 avenue du Général de Gaulle"


def test_habiter_a_l_etranger(envoyer, moi):
    envoyer(rue="Rue Neuve 4", pays="131", ville_etrangere="7500 Tournai")
    assert moi().adresse == {
        "LIGNE1_ADRESSE": "Rue Neuve 4",
        "COMMUNE_ETRANGERE": "7500 Tournai",
        "CODE_PAYS": "131",
    }


def test_l_enfant_demenage_avec_sa_mere(mere, adresse, envoyer, moi, martin):
    assert saisie(mere.get(adresse))["enfants"] == [str(martin.dossier.pk)]
    envoyer(**DEMENAGEMENT)
    assert Eleve.objects.get().adresse == moi().adresse


def test_case_decochee_l_enfant_ne_bouge_pas(mere, adresse, envoyer, martin):
    envoyer(**DEMENAGEMENT, enfants=[])
    assert Eleve.objects.get().adresse == adresse_siecle(12)
    assert "enfants" not in saisie(mere.get(adresse))


def test_decocher_apres_coup_rend_a_l_enfant_l_adresse_de_siecle(envoyer, moi):
    envoyer(**DEMENAGEMENT)
    envoyer(enfants=[])
    assert Eleve.objects.get().adresse == adresse_siecle(12)
    assert moi().adresse["CODE_POSTAL"] == "59200"


def test_revenir_a_l_ancienne_adresse_efface_toute_nouveaute(envoyer, moi):
    envoyer(**DEMENAGEMENT)
    envoyer(rue="12 RUE DES LILAS", code_postal="59000", commune="Lille")
    assert moi().adresse == adresse_siecle(12)
    assert Eleve.objects.get().adresse == adresse_siecle(12)


def test_tous_les_enfants_du_foyer_sont_proposes(db, connecter, adresse_de):
    famille = famille_martin(prenoms=("Léo", "Nina"))
    navigateur, adresse = connecter(famille.mere), adresse_de("moi", famille.dossier)
    leo, nina = (str(dossier.pk) for dossier in famille.dossiers)
    page = navigateur.get(adresse)
    assert saisie(page)["enfants"] == [leo, nina]
    navigateur.post(adresse, saisie(page, **DEMENAGEMENT, enfants=[nina]))
    postaux = [e.adresse["CODE_POSTAL"] for e in Eleve.objects.order_by("pk")]
    assert postaux == ["59000", "59200"]


def test_le_parent_qui_n_heberge_pas_n_a_pas_la_case(connecter, martin, adresse):
    page = connecter(martin.pere).get(adresse)
    assert "habite aussi" not in html(page)


def test_le_parent_qui_n_heberge_pas_ne_deplace_pas_l_enfant(connecter, martin, adresse):
    pere = connecter(martin.pere)
    forge = saisie(pere.get(adresse), **DEMENAGEMENT, enfants=[str(martin.dossier.pk)])
    assert pere.post(adresse, forge).status_code == 302
    assert Eleve.objects.get().adresse == adresse_siecle(12)


def test_changer_son_telephone_ne_defait_pas_l_adresse_donnee_par_l_autre(envoyer, martin):
    """Le père a emmené l'enfant : la mère, qui n'a pas bougé, n'y change rien en passant."""
    ailleurs = adresse_siecle(99)
    Eleve.objects.update(adresse=ailleurs)
    envoyer(tel_personnel="01 99 00 12 34")
    assert Eleve.objects.get().adresse == ailleurs


@pytest.mark.parametrize(
    ("tape", "code"),
    [
        ("infirmière", "43"),
        ("  CHAUFFEUR ", "64"),
        ("Caissier, caissière", "55"),
        ("Techniciens", "47"),
        ("", ""),
    ],
)
def test_une_profession_se_trouve_par_ses_mots(envoyer, moi, tape, code):
    assert envoyer(profession=tape).status_code == 302
    assert moi().code_profession == code


def test_plusieurs_professions_conviennent_on_choisit(mere, adresse, envoyer, moi):
    propose = envoyer(profession="directrice d’école", mel="neuf@exemple.fr")
    assert propose.status_code == 422
    assert "Plusieurs réponses conviennent" in texte(propose)
    assert "62" not in re.findall(r'name="choix_profession" value="(\d+)"', html(propose))
    assert mere.post(adresse, saisie(propose, choix_profession="37")).status_code == 302
    assert moi().code_profession == "37"


def test_un_metier_inconnu_n_arrete_personne(mere, adresse, envoyer, moi):
    propose = envoyer(profession="dompteuse de nuages")
    assert "Nous ne connaissons pas ce métier" in texte(propose)
    assert mere.post(adresse, saisie(propose, choix_profession="99")).status_code == 302
    assert moi().code_profession == "99"


def test_la_profession_que_siecle_a_deja_ne_se_refuse_pas(envoyer, moi):
    Personne.objects.filter(pk=moi().pk).update(code_profession="73", photo={})
    assert envoyer(tel_personnel="01 99 00 12 34").status_code == 302
    assert moi().code_profession == "73"


def test_les_metiers_se_proposent_pendant_la_saisie(mere, adresse):
    page = html(mere.get(adresse))
    assert 'list="metiers"' in page
    assert '<option value="Infirmier, infirmière">' in page


@pytest.mark.parametrize(
    ("tape", "garde_et_lu"),
    [
        ("+33 (0)6.39.98.12.34", ("0639981234", "06 39 98 12 34")),
        ("00262 692 20 12 34", ("0692201234", "06 92 20 12 34")),
        ("+687 75.12.34", ("+687751234", "+687 75.12.34")),
        ("0041 79 123 45 67", ("+41791234567", "+41 79 123 45 67")),
    ],
)
def test_un_telephone_se_range_pour_siecle_et_se_relit(mere, adresse, envoyer, tape, garde_et_lu):
    envoyer(tel_portable=tape)
    (lu,) = saisie(mere.get(adresse))["tel_portable"]
    assert (Trace.objects.get().personne.tel_portable, lu) == garde_et_lu
