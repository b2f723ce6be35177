"""Les communes : on retrouve chacune par son code, son code postal ou le début de son nom."""

import dataclasses
import re
from collections import Counter
from importlib import resources

import pytest

from dossiersco.siecle import communes, nomenclatures

TOUTES = nomenclatures.lignes("communes")


def _noms(texte: str, limite: int = 20) -> list[str]:
    return [commune.nom for commune in communes.chercher(texte, limite)]


def _codes(texte: str, limite: int = 20) -> list[str]:
    return [commune.code for commune in communes.chercher(texte, limite)]


def test_chaque_code_insee_n_est_qu_une_fois_dans_la_table():
    comptes = Counter(ligne["code"] for ligne in TOUTES)
    assert [code for code, nombre in comptes.items() if nombre > 1] == []


def test_les_codes_de_la_table_ont_la_forme_attendue():
    for ligne in TOUTES:
        assert re.fullmatch(r"[0-9](?:[0-9]|A|B)[0-9]{3}", ligne["code"])
        assert re.fullmatch(r"(?:[0-9]{5}(?: [0-9]{5})*)?", ligne["codes_postaux"])
        assert ligne["nom"] == ligne["nom"].strip() != ""


def test_la_table_compte_toutes_les_communes_de_2026():
    types = Counter(ligne["type"] for ligne in TOUTES)
    assert set(types) == set("cmdah")
    assert (types["c"], types["m"]) == (34_969, 45)


def test_seules_les_communes_et_les_arrondissements_ont_un_code_postal():
    assert {ligne["type"] for ligne in TOUTES if ligne["codes_postaux"]} == {"c", "m"}


def test_la_table_reste_legere():
    fichier = resources.files("dossiersco.siecle").joinpath("codes", "communes.csv")
    assert len(fichier.read_bytes()) < 1_400_000


@pytest.mark.parametrize(
    ("code", "attendu"),
    [
        ("59350", "Lille"),
        ("94038", "L'Haÿ-les-Roses"),
        ("2A004", "Ajaccio"),
        ("97411", "Saint-Denis"),
        ("75056", "Paris"),
        ("75120", "Paris 20e Arrondissement"),
        ("69381", "Lyon 1er Arrondissement"),
        ("13216", "Marseille 16e Arrondissement"),
        ("59355", "Lomme"),
    ],
)
def test_un_code_donne_le_nom_accentue(code, attendu):
    assert communes.nom(code) == attendu
    assert communes.existe(code)


def test_un_ancien_code_donne_le_nom_de_la_commune_actuelle():
    assert communes.nom("20004") == "Ajaccio"
    assert communes.existe("20004")


def test_une_commune_l_emporte_sur_la_deleguee_qui_a_son_code():
    assert communes.nom("01033") == "Valserhône"


def test_un_code_inconnu_se_dit_sans_lever():
    assert communes.nom("99999") == "commune 99999"
    assert not communes.existe("99999")


def test_un_code_postal_donne_ses_communes_dans_l_ordre_des_noms():
    trouvees = [commune.nom for commune in communes.par_code_postal("51300")]
    assert len(trouvees) == 46
    assert trouvees == sorted(trouvees, key=communes.capitales)
    assert "Vitry-le-François" in trouvees


def test_un_code_postal_de_paris_ne_donne_que_l_arrondissement():
    assert [commune.code for commune in communes.par_code_postal("75011")] == ["75111"]


def test_une_commune_a_tous_ses_codes_postaux():
    (lille,) = communes.par_code_postal("59800")
    assert {"59000", "59800"} <= set(lille.codes_postaux)
    assert lille in communes.par_code_postal("59000")


@pytest.mark.parametrize("code_postal", ["", "99999", "7501", "59350 "])
def test_un_code_postal_inconnu_ne_donne_rien(code_postal):
    assert communes.par_code_postal(code_postal) == ()


@pytest.mark.parametrize(
    "texte", ["L'Haÿ-les-Roses", "l’hay les", "L HAY-LES", "  l’haÿ  ", "l'hay\u00a0les roses"]
)
def test_accents_tirets_et_casse_ne_comptent_pas(texte):
    assert _noms(texte) == ["L'Haÿ-les-Roses"]


@pytest.mark.parametrize(
    ("court", "long"), [("St Omer", "Saint-Omer"), ("ste-foy", "Sainte Foy"), ("St", "saint")]
)
def test_st_vaut_saint(court, long):
    assert communes.chercher(court)
    assert communes.chercher(court) == communes.chercher(long)


def test_saint_inacheve_trouve_deja_les_saints():
    assert "Saint-Omer" in _noms("sain", limite=5000)


def test_st_ne_change_pas_le_debut_d_un_autre_mot():
    assert _noms("strasb")[0] == "Strasbourg"


def test_le_debut_du_nom_passe_avant_le_debut_d_un_autre_mot():
    trouvees = _noms("lille")
    assert trouvees[0] == "Lille"
    assert trouvees.index("Lillers") < trouvees.index("Hellemmes-Lille")


def test_un_article_n_empeche_pas_de_trouver():
    assert "Le Mans" in _noms("mans")


def test_le_milieu_d_un_mot_ne_se_cherche_pas():
    assert "Lille" not in _noms("ille", limite=5000)


def test_paris_et_ses_arrondissements_viennent_dans_l_ordre():
    assert _codes("paris", 4) == ["75056", "75101", "75102", "75103"]


def test_on_trouve_la_commune_disparue_ou_l_on_est_ne():
    assert "59355" in _codes("lomme")


def test_un_ancien_code_ne_double_pas_la_commune_actuelle():
    assert _codes("ajaccio") == ["2A004"]


@pytest.mark.parametrize("texte", ["", "  ", "-", "…", "zzzz", "Лилль"])
def test_une_recherche_sans_lettre_ou_sans_commune_ne_donne_rien(texte):
    assert communes.chercher(texte) == ()


def test_la_limite_est_tenue():
    assert len(communes.chercher("saint")) == 20
    assert len(communes.chercher("saint", 3)) == 3
    assert communes.chercher("saint", 0) == ()


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("L'Haÿ-les-Roses", "L HAY LES ROSES"),
        ("Saint-Denis", "ST DENIS"),
        ("Sainte-Foy-lès-Lyon", "STE FOY LES LYON"),
        ("Mont-Saint-Aignan", "MONT ST AIGNAN"),
        ("Saintes", "SAINTES"),
        ("Œuf-en-Ternois", "OEUF EN TERNOIS"),
        ("Paris 1er Arrondissement", "PARIS"),
        ("Lyon 3e Arrondissement", "LYON"),
        ("Château-Chinon (Ville)", "CHATEAU CHINON"),
        ("Saint-Germain-de-Tallevende-la-Lande-Vaumont", "ST GERMAIN DE TALLEVENDE"),
        ("Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson", "ST REMY EN BOUZEMONT ST GENEST"),
        ("", ""),
        ("X" * 40, "X" * 32),
        ("de la " * 8, "DE"),
    ],
)
def test_l_acheminement_suit_l_usage_de_la_poste(nom, attendu):
    assert communes.acheminement(nom) == attendu


def test_toute_commune_a_un_acheminement_de_32_capitales_au_plus():
    for ligne in TOUTES:
        assert re.fullmatch(
            r"(?=.{1,32}$)[A-Z0-9]+(?: [A-Z0-9]+)*", communes.acheminement(ligne["nom"])
        )


def test_un_acheminement_ne_change_plus():
    for ligne in TOUTES:
        libelle = communes.acheminement(ligne["nom"])
        assert communes.acheminement(libelle) == libelle


def test_une_commune_est_gelee():
    (lille,) = communes.chercher("lille", 1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        lille.nom = "Roubaix"
