"""Changer l'identité, la naissance ou les coordonnées de l'élève."""

from datetime import date

import pytest

from dossiersco.dossiers.models import Eleve, Trace
from dossiersco.espace_famille.tests.pages import html, saisie, texte


@pytest.fixture
def adresse(martin, adresse_de):
    return adresse_de("eleve", martin.dossier)


@pytest.fixture
def envoyer(mere, adresse):
    """Envoie la page telle qu'elle s'affiche, sauf ce qu'on change."""
    return lambda **changes: mere.post(
        adresse, saisie(mere.get(adresse), **{"motif": "Erreur de saisie", **changes})
    )


def test_ne_rien_toucher_ne_change_rien(envoyer):
    assert envoyer().status_code == 302
    assert not Trace.objects.exists()


def test_un_nom_d_usage_s_ajoute(envoyer, martin, adresse_de):
    reponse = envoyer(nom_usage="Martin-Bernard")
    assert reponse.url == f"{adresse_de('dossier', martin.dossier)}#eleve"
    assert Eleve.objects.get().nom_usage == "Martin-Bernard"
    assert Trace.objects.get().par_personne == martin.mere


def test_un_nom_d_usage_egal_au_nom_ne_sert_a_rien(envoyer):
    envoyer(nom_usage="martin")
    assert Eleve.objects.get().nom_usage == ""


def test_l_apostrophe_du_telephone_devient_celle_de_siecle(envoyer):
    envoyer(prenom="  Léo’  l…  ")
    assert Eleve.objects.get().prenom == "Léo' l..."


def test_les_pays_s_ecrivent_en_francais_la_france_d_abord_et_celui_de_siecle_reste(mere, adresse):
    Eleve.objects.update(code_pays="115", code_commune_insee_naiss="", ville_naiss="Prague")
    page = html(mere.get(adresse))
    assert page.index(">France</option>") < page.index(">Algérie</option>")
    assert page.index(">Algérie</option>") < page.index(">Turquie</option>")
    assert "TURQUIE D" not in page
    assert 'value="115" selected>TCHECOSLOVAQUIE</option>' in page


def test_une_identite_corrigee_dit_pourquoi(envoyer):
    refusee = envoyer(prenom="Léonard", motif=" ")
    assert refusee.status_code == 422
    assert "Dites-le en quelques mots" in texte(refusee)
    envoyer(prenom="Léonard", tel_portable="06 39 98 12 34", motif="Jugement du 3 mai")
    motifs = dict(Trace.objects.values_list("champ", "motif"))
    assert motifs == {"prenom": "Jugement du 3 mai", "tel_portable": ""}


def test_completer_un_prenom_que_siecle_ignore_ne_se_justifie_pas(envoyer):
    assert envoyer(prenom2="Gustave", nom_usage="Durand", motif="").status_code == 302


def test_une_naissance_dans_une_commune_qui_n_existe_plus(envoyer):
    envoyer(commune_naiss="Lomme", motif="Erreur")
    assert Eleve.objects.get().code_commune_insee_naiss == "59355"


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"nom_de_famille": ""}, "remplissez-la"),
        ({"prenom": "Лев"}, "Le caractère « Л » ne peut pas être enregistré"),
        ({"prenom": "x" * 101}, "100"),
        ({"date_naiss": "2014-02-30"}, "Cette date n'existe pas"),
        ({"date_naiss": "2031-01-01"}, "Vérifiez l'année"),
        ({"code_sexe": "9"}, "choix"),
        ({"tel_portable": "06 39 98"}, "Vérifiez ce numéro"),
        ({"mel": "leo@"}, "Vérifiez cette adresse"),
        ({"commune_naiss": "Trifouillis"}, "Nous ne trouvons pas cette commune"),
        ({"commune_naiss": ""}, "Écrivez la commune de naissance"),
        ({"code_pays": "131"}, "Écrivez la ville de naissance"),
    ],
)
def test_une_saisie_fausse_dit_quoi_faire_et_garde_le_reste(envoyer, changes, phrase):
    reponse = envoyer(prenom2="Gustave", **changes)
    assert reponse.status_code == 422
    page = texte(reponse)
    assert phrase in page
    assert saisie(reponse)["prenom2"] == ["Gustave"]
    assert not Trace.objects.exists()


def test_la_date_se_tape_comme_on_veut(envoyer):
    envoyer(date_naiss="03/04/2014")
    assert Eleve.objects.get().date_naiss == date(2014, 4, 3)


@pytest.mark.parametrize("tape", ["06 39 98 12 34", "06.39.98.12.34", "+33 6 39 98 12 34"])
def test_un_telephone_se_tape_comme_on_veut(envoyer, tape):
    envoyer(tel_portable=tape)
    assert Eleve.objects.get().tel_portable == "0639981234"


def test_une_commune_unique_se_trouve_par_son_nom(envoyer):
    envoyer(commune_naiss="Tourcoing")
    assert Eleve.objects.get().code_commune_insee_naiss == "59599"


def test_une_commune_se_trouve_par_son_code_postal(envoyer):
    envoyer(commune_naiss="59200")
    assert Eleve.objects.get().code_commune_insee_naiss == "59599"


def test_un_nom_ambigu_propose_un_choix_puis_s_enregistre(mere, envoyer, adresse):
    propose = envoyer(commune_naiss="Saint-Denis")
    assert propose.status_code == 422
    page = texte(propose)
    assert "Saint-Denis (93)" in page
    assert "Saint-Denis (974)" in page
    assert mere.post(adresse, saisie(propose, choix_commune="93066")).status_code == 302
    assert Eleve.objects.get().code_commune_insee_naiss == "93066"


def test_un_choix_hors_de_la_liste_est_refuse(mere, envoyer, adresse):
    propose = envoyer(commune_naiss="Saint-Denis")
    reponse = mere.post(adresse, saisie(propose, choix_commune="75056"))
    assert reponse.status_code == 422


def test_ne_a_l_etranger_la_commune_francaise_s_efface(envoyer):
    envoyer(code_pays="131", ville_naiss="Tournai")
    eleve = Eleve.objects.get()
    assert (eleve.code_pays, eleve.code_commune_insee_naiss, eleve.ville_naiss) == (
        "131",
        "",
        "Tournai",
    )


def test_un_telephone_illisible_de_siecle_n_empeche_pas_le_reste(envoyer):
    Eleve.objects.update(tel_portable="voir mère")
    assert envoyer(prenom2="Gustave").status_code == 302
    assert Eleve.objects.get().tel_portable == "voir mère"


def test_un_pays_hors_table_reste_choisi(mere, envoyer, adresse):
    Eleve.objects.update(code_pays="998", code_commune_insee_naiss="", ville_naiss="Nulle part")
    assert saisie(mere.get(adresse))["code_pays"] == ["998"]
    assert envoyer(prenom2="Gustave").status_code == 302
