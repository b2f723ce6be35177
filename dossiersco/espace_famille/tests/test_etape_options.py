"""Choisir ses options, sans en perdre une ni en prendre deux fois une."""

import pytest

from dossiersco.campagnes.models import Mef, OptionPedagogique
from dossiersco.dossiers.models import Eleve, Trace
from dossiersco.dossiers.tests.factories import MefFactory, OptionFactory
from dossiersco.espace_famille.tests.pages import saisie, texte, visibles

ANGLAIS, ALLEMAND, ESPAGNOL, LATIN, CHORALE = "030201", "030101", "030602", "020300", "084100"
PHOTO = [
    {"NUM_OPTION": "1", "CODE_MODALITE_ELECT": "O", "CODE_MATIERE": ANGLAIS},
    {"NUM_OPTION": "2", "CODE_MODALITE_ELECT": "O", "CODE_MATIERE": ESPAGNOL},
    {"NUM_OPTION": "3", "CODE_MODALITE_ELECT": "F", "CODE_MATIERE": CHORALE},
]


@pytest.fixture
def adresse(martin, adresse_de):
    return adresse_de("options", martin.dossier)


@pytest.fixture
def envoyer(mere, adresse):
    return lambda **changes: mere.post(adresse, saisie(mere.get(adresse), **changes))


@pytest.fixture(autouse=True)
def carte(martin):
    MefFactory(campagne=martin.campagne)
    for code, libelle, rangs in (
        (ANGLAIS, "ANGLAIS LV1", [1, 2]),
        (ALLEMAND, "ALLEMAND LV1", [1]),
        (ESPAGNOL, "ESPAGNOL LV2", [2]),
        (LATIN, "LATIN", []),
        (CHORALE, "CHANT CHORAL", []),
    ):
        OptionFactory(
            campagne=martin.campagne,
            code_matiere=code,
            libelle=libelle,
            rangs=rangs,
            code_modalite_elect="O" if rangs else "F",
        )
    Eleve.objects.update(options=PHOTO, photo={"OPTIONS": PHOTO})


def options():
    return Eleve.objects.get().options


def test_les_options_de_l_eleve_sont_cochees_a_un_rang_permis(mere, adresse):
    assert visibles(mere.get(adresse)) == {
        "rang_1": [ANGLAIS],
        "rang_2": [ESPAGNOL],
        "facultatives": [CHORALE],
    }


def test_ne_rien_toucher_ne_change_rien(envoyer):
    assert envoyer().status_code == 302
    assert not Trace.objects.exists()


def test_une_option_neuve_n_a_pas_de_numero_et_les_autres_gardent_le_leur(envoyer):
    assert envoyer(facultatives=[CHORALE, LATIN]).status_code == 302
    assert sorted(options(), key=lambda o: o.get("NUM_OPTION", "9")) == [
        *PHOTO,
        {"CODE_MODALITE_ELECT": "F", "CODE_MATIERE": LATIN},
    ]


def test_quitter_une_option_puis_la_reprendre_ne_laisse_aucune_nouveaute(envoyer):
    envoyer(facultatives=[])
    assert len(options()) == 2
    envoyer(facultatives=[CHORALE])
    assert options() == PHOTO


def test_changer_d_obligatoire(envoyer):
    envoyer(rang_1=ALLEMAND, rang_2=ANGLAIS)
    assert {o["CODE_MATIERE"] for o in options()} == {ALLEMAND, ANGLAIS, CHORALE}
    assert {o["CODE_MODALITE_ELECT"] for o in options() if o["CODE_MATIERE"] != CHORALE} == {"O"}


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"rang_1": ANGLAIS, "rang_2": ANGLAIS}, "Vous avez déjà choisi cette matière"),
        ({"rang_2": []}, "elle est obligatoire"),
        ({"rang_1": ESPAGNOL}, "choix"),
        ({"facultatives": ["999999"]}, "choix"),
    ],
)
def test_un_choix_impossible_est_refuse(envoyer, changes, phrase):
    reponse = envoyer(**changes)
    assert reponse.status_code == 422
    assert phrase in texte(reponse)
    assert options() == PHOTO


def test_une_option_que_la_formation_ne_propose_pas_n_est_pas_perdue(envoyer):
    ailleurs = {"NUM_OPTION": "4", "CODE_MODALITE_ELECT": "F", "CODE_MATIERE": "110300"}
    Eleve.objects.update(options=[*PHOTO, ailleurs])
    envoyer(facultatives=[LATIN])
    assert ailleurs in options()


def test_une_matiere_obligatoire_ou_facultative_ne_se_prend_qu_une_fois(martin, envoyer):
    OptionFactory(campagne=martin.campagne, code_matiere=ALLEMAND, libelle="ALLEMAND", rangs=[])
    reponse = envoyer(rang_1=ALLEMAND, rang_2=ANGLAIS, facultatives=[ALLEMAND])
    assert "Une matière ne se prend qu'une fois" in texte(reponse)
    envoyer(rang_1=ANGLAIS, rang_2=ESPAGNOL, facultatives=[ALLEMAND])
    assert {"CODE_MODALITE_ELECT": "F", "CODE_MATIERE": ALLEMAND} in options()


def test_le_nombre_d_obligatoires_est_celui_de_la_formation(mere, adresse):
    Mef.objects.update(nb_opt_oblig=1)
    assert set(visibles(mere.get(adresse))) == {"rang_1", "facultatives"}


def test_sans_nombre_connu_chaque_rang_est_a_remplir(mere, adresse):
    Mef.objects.update(nb_opt_oblig=None)
    assert {"rang_1", "rang_2"} <= set(saisie(mere.get(adresse)))


def test_une_classe_sans_option_le_dit(mere, adresse):
    OptionPedagogique.objects.all().delete()
    page = texte(mere.get(adresse))
    assert "n'a pas d'option à proposer" in page
    assert "Enregistrer" not in page


def test_les_options_d_une_autre_formation_ne_sont_pas_proposees(mere, martin, adresse):
    OptionFactory(campagne=martin.campagne, code_mef="10210001110", libelle="GREC")
    assert "GREC" not in texte(mere.get(adresse))
