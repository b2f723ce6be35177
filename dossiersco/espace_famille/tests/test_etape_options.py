"""Choisir ses options, sans en perdre une ni en prendre deux fois une."""

from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiersco.campagnes.models import (
    Campagne,
    FormationSuivante,
    GroupeOptions,
    Mef,
    OptionPedagogique,
    RegleOption,
)
from dossiersco.dossiers.models import Dossier, Eleve, Trace
from dossiersco.dossiers.tests.factories import MEF_5E, MefFactory, OptionFactory
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


# ─── Les règles du collège ─────────────────────────────────────────────────────────────────────


def regler(martin, code, *, modalite="F", **regle):
    return RegleOption.objects.create(
        campagne=martin.campagne,
        code_mef=MEF_5E,
        code_matiere=code,
        code_modalite_elect=modalite,
        **regle,
    )


def test_une_option_qui_ne_s_arrete_pas_se_lit_et_reste(martin, mere, adresse, envoyer):
    regler(martin, CHORALE, abandonnable=False)
    assert CHORALE not in visibles(mere.get(adresse))["facultatives"]
    assert "le collège ne permet pas de l'arrêter" in texte(mere.get(adresse))
    envoyer(facultatives=[LATIN])
    assert {CHORALE, LATIN} <= {o["CODE_MATIERE"] for o in options()}


def test_une_option_fermee_se_tait_ou_dit_pourquoi(martin, mere, adresse, envoyer):
    regle = regler(martin, LATIN, ouverte=False)
    assert "LATIN" not in texte(mere.get(adresse))
    regle.explication = "Après un test en juin."
    regle.save()
    page = texte(mere.get(adresse))
    assert "Après un test en juin." in page
    assert "adressez-vous au secrétariat" in page
    assert envoyer(facultatives=[CHORALE, LATIN]).status_code == 422
    assert options() == PHOTO


def test_un_groupe_du_college_demande_son_compte(martin, mere, adresse, envoyer):
    groupe = GroupeOptions.objects.create(
        campagne=martin.campagne, code_mef=MEF_5E, nom="Ateliers", minimum=2, maximum=2
    )
    for code in (LATIN, CHORALE):
        regler(martin, code, groupe=groupe)
    page = texte(mere.get(adresse))
    assert "Ateliers" in page
    assert "Choisissez-en 2." in page
    assert envoyer().status_code == 302
    reponse = envoyer(groupe_1=[LATIN])
    assert reponse.status_code == 422
    assert "il en manque 1" in texte(reponse)
    assert options() == PHOTO
    assert envoyer(groupe_1=[LATIN, CHORALE]).status_code == 302
    assert LATIN in {o["CODE_MATIERE"] for o in options()}


def test_une_lv2_qui_manque_n_empeche_pas_de_choisir_le_reste(envoyer):
    Eleve.objects.update(options=PHOTO[:1], photo={"OPTIONS": PHOTO[:1]})
    assert envoyer(facultatives=[LATIN]).status_code == 302
    assert {o["CODE_MATIERE"] for o in options()} == {ANGLAIS, LATIN}


def test_les_places_se_lisent_a_cote_de_l_option(martin, mere, adresse):
    regler(martin, LATIN, places=3, explication="Deux heures par semaine.")
    page = texte(mere.get(adresse))
    assert "Il reste 3 places." in page
    assert "Deux heures par semaine." in page
    RegleOption.objects.update(places=0)
    assert "Complet. Liste d'attente : vous serez le 1er." in texte(mere.get(adresse))


def test_un_redoublant_choisit_dans_la_classe_qu_il_refait(martin, mere, adresse):
    OptionFactory(campagne=martin.campagne, code_mef="10210001110", libelle="GREC")
    Dossier.objects.update(code_mef_rentree="10210001110")
    page = texte(mere.get(adresse))
    assert "GREC" in page
    assert "CHANT CHORAL" not in page


def test_dans_la_base_de_l_annee_on_choisit_pour_la_classe_d_apres(martin, mere, adresse):
    OptionFactory(campagne=martin.campagne, code_mef="10210001110", libelle="GREC")
    Campagne.objects.update(mef_de_la_rentree=False)
    assert "n'a pas d'option à proposer" in texte(mere.get(adresse))
    FormationSuivante.objects.create(
        campagne=martin.campagne, code_mef=MEF_5E, code_mef_suivant="10210001110"
    )
    assert "GREC" in texte(mere.get(adresse))


def test_une_page_restee_ouverte_ne_defait_pas_ce_que_l_autre_a_choisi(mere, adresse):
    ouverte = saisie(mere.get(adresse), facultatives=[CHORALE, LATIN])
    avec_allemand = [
        {"CODE_MODALITE_ELECT": "O", "CODE_MATIERE": ALLEMAND},
        *PHOTO[1:],
    ]
    Eleve.objects.update(options=avec_allemand)
    assert mere.post(adresse, ouverte).status_code == 302
    assert ALLEMAND in {o["CODE_MATIERE"] for o in options()}
    assert ANGLAIS not in {o["CODE_MATIERE"] for o in options()}


@pytest.mark.parametrize("nombre", [1, 6])
def test_huit_lectures_quel_que_soit_le_nombre_d_options(martin, mere, adresse, nombre):
    for numero in range(nombre):
        regler(martin, f"99{numero:04}", places=2)
        OptionFactory(campagne=martin.campagne, code_matiere=f"99{numero:04}")
    with CaptureQueriesContext(connection) as lectures:
        mere.get(adresse)
    assert len(lectures) == 8


def test_on_lit_pour_quelle_rentree_et_quelle_classe(martin, mere, adresse):
    assert "Pour la rentrée 2026, classe de 5ème." in texte(mere.get(adresse))
    Campagne.objects.update(mef_de_la_rentree=False)
    Dossier.objects.update(code_mef_rentree=MEF_5E)
    assert "Pour la rentrée 2027, classe de 5ème." in texte(mere.get(adresse))


@pytest.mark.parametrize(("explication", "balise"), [("", "<select"), ("Sur test.", "radio")])
def test_une_longue_liste_se_deroule_sauf_s_il_faut_la_lire(
    martin, mere, adresse, explication, balise
):
    for numero in range(9):
        OptionFactory(
            campagne=martin.campagne,
            code_matiere=f"0309{numero:02}",
            code_modalite_elect="O",
            rangs=[2],
        )
    regler(martin, "030900", modalite="O", explication=explication)
    page = mere.get(adresse).content.decode()
    assert balise in page.split("Option obligatoire 2 sur 2")[1]


def test_une_langue_qu_on_ne_quitte_pas_se_lit_seulement(martin, mere, adresse, envoyer):
    regler(martin, ANGLAIS, modalite="O", abandonnable=False)
    page = mere.get(adresse)
    assert "ANGLAIS" in texte(page)
    assert "LV1" not in texte(page)
    assert "rang_1" not in saisie(page)
    assert envoyer(facultatives=[]).status_code == 302
    assert {o["CODE_MATIERE"] for o in options()} == {ANGLAIS, ESPAGNOL}


@pytest.mark.parametrize("nom", ["dossier", "revue"])
def test_une_option_se_lit_partout_comme_la_ou_elle_se_choisit(martin, mere, adresse_de, nom):
    def lue() -> str:
        return texte(mere.get(adresse_de(nom, martin.dossier)))

    # Sans LV1 au bout : la question le dit déjà. L'une et l'autre offertes, il faut distinguer.
    assert "Options ANGLAIS, ESPAGNOL, CHANT CHORAL" in lue()
    OptionFactory(campagne=martin.campagne, code_matiere="030202", libelle="ANGLAIS LV2")
    assert "Options ANGLAIS (première langue vivante), ESPAGNOL, CHANT CHORAL" in lue()


@pytest.mark.parametrize("graine", range(25))
def test_quoi_qu_on_envoie_les_regles_tiennent_ou_rien_ne_s_ecrit(martin, mere, adresse, graine):
    """Un formulaire fabriqué à la main, pas celui que la page montre."""
    hasard, grec, danse = Random(graine), "020400", "082500"
    for code in (grec, danse):
        OptionFactory(campagne=martin.campagne, code_matiere=code)
    groupe = GroupeOptions.objects.create(
        campagne=martin.campagne, code_mef=MEF_5E, nom="Antiquité", minimum=0, maximum=1
    )
    for code in (LATIN, grec):
        regler(martin, code, groupe=groupe)
    regler(martin, danse, ouverte=False)
    regler(martin, CHORALE, abandonnable=False)
    toutes = [ANGLAIS, ALLEMAND, ESPAGNOL, LATIN, CHORALE, grec, danse, "999999", ""]
    envoi = saisie(
        mere.get(adresse),
        rang_1=hasard.choice(toutes[:4]),
        rang_2=hasard.choice(toutes[:4]),
        groupe_1=hasard.sample([LATIN, grec, ""], hasard.randint(0, 2)),
        facultatives=hasard.sample(toutes, hasard.choice([0, 0, 1, 2])),
    )
    reponse = mere.post(adresse, envoi)
    prises = [o["CODE_MATIERE"] for o in options()]
    if reponse.status_code == 422:
        assert options() == PHOTO
        assert not Trace.objects.exists()
        assert "À corriger" in texte(reponse)
        return
    assert reponse.status_code == 302
    assert len(prises) == len(set(prises))
    assert CHORALE in prises
    assert not {danse, "999999", ""} & set(prises)
    assert not {LATIN, grec} <= set(prises)
    assert len({ANGLAIS, ALLEMAND, ESPAGNOL} & set(prises)) == 2


def test_une_page_d_avant_les_regles_du_college_n_enregistre_rien(martin, mere, adresse):
    """Une option passée dans un groupe que la page ne montrait pas serait perdue."""
    ouverte = saisie(mere.get(adresse), facultatives=[CHORALE, LATIN])
    groupe = GroupeOptions.objects.create(
        campagne=martin.campagne, code_mef=MEF_5E, nom="Ateliers", minimum=0, maximum=1
    )
    regler(martin, CHORALE, groupe=groupe)
    reponse = mere.post(adresse, ouverte, follow=True)
    assert reponse.redirect_chain == [(adresse, 302)]
    assert "vient de changer les options proposées" in texte(reponse)
    assert options() == PHOTO
