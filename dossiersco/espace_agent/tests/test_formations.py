"""Régler les formations : où elles mènent, leurs options, un élève à part, la liste d'attente."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiersco.campagnes.models import (
    Campagne,
    FormationSuivante,
    GroupeOptions,
    OptionPedagogique,
    RegleOption,
)
from dossiersco.dossiers.models import Dossier, Eleve
from dossiersco.dossiers.tests.factories import MEF_5E, MefFactory, OptionFactory
from dossiersco.espace_agent.tests.donnees import (
    creer_dossier,
    dire_de_l_eleve,
    responsables,
)
from dossiersco.espace_famille.tests.pages import saisie, texte

LATIN, CHORALE = "020300", "084100"
MEF_4E = "10210001110"
LISTE = reverse("espace_agent:formations")
CINQUIEME = reverse("espace_agent:formation", args=[MEF_5E])
PRISE = [{"CODE_MODALITE_ELECT": "F", "CODE_MATIERE": LATIN}]
SUIVIE = [{"NUM_OPTION": "1", **PRISE[0]}]


@pytest.fixture(autouse=True)
def carte(campagne):
    for code, nom, mefstat in ((MEF_5E, "5ème", "2112"), (MEF_4E, "4ème", "2113")):
        photo = {"FORMATION": nom, "CODE_MEFSTAT": mefstat}
        MefFactory(campagne=campagne, code_mef=code, libelle=nom, nb_opt_oblig=0, photo=photo)
    for code, gestion, libelle in (
        (CHORALE, "CHCHO", "Chant choral"),
        (LATIN, "LCALA", "Langues et cultures de l’Antiquité latin"),
    ):
        OptionFactory(campagne=campagne, code_matiere=code, code_gestion=gestion, libelle=libelle)


def eleve_de_5e(campagne, **valeurs):
    dossier = creer_dossier(campagne)
    Eleve.objects.filter(pk=dossier.eleve_id).update(code_mef=MEF_5E, **valeurs)
    return Dossier.objects.select_related("eleve", "campagne__etablissement").get(pk=dossier.pk)


def latin(campagne):
    return RegleOption.objects.get(campagne=campagne, code_matiere=LATIN)


# ─── Où elles mènent ───────────────────────────────────────────────────────────────────────────


def test_la_liste_compte_les_eleves_et_propose_la_formation_d_apres(secretaire, campagne):
    eleve_de_5e(campagne)
    page = secretaire.get(LISTE)
    assert "Élèves à la rentrée : 1. Options : 2." in texte(page)
    assert saisie(page)[f"suivante_{MEF_5E}"] == [MEF_4E]


def test_ce_qui_manque_est_dit(secretaire, campagne):
    eleve_de_5e(campagne, code_structure="5A")
    Eleve.objects.update(code_mef="")
    eleve_de_5e(campagne)
    OptionPedagogique.objects.all().delete()
    page = texte(secretaire.get(LISTE))
    # Aucune troisième n'est connue.
    assert "Dites où va l'élève l'année d'après." in page
    assert "n'y propose aucune option" in page
    assert "dont la formation de la rentrée n'est pas connue" in page


def test_dire_que_la_base_est_celle_de_l_annee_en_cours(secretaire, campagne):
    eleve_de_5e(campagne)
    envoyee = saisie(secretaire.get(LISTE), base="en_cours", **{f"suivante_{MEF_4E}": "fin"})
    assert secretaire.post(LISTE, envoyee).status_code == 302
    assert not Campagne.objects.get(pk=campagne.pk).mef_de_la_rentree
    assert dict(FormationSuivante.objects.values_list("code_mef", "code_mef_suivant")) == {
        MEF_5E: MEF_4E,
        MEF_4E: "",
    }
    lignes = {
        ligne["formation"].code_mef: ligne["eleves"]
        for ligne in secretaire.get(LISTE).context["lignes"]
    }
    assert lignes == {MEF_5E: 0, MEF_4E: 1}


def test_la_liste_coute_le_meme_nombre_de_lectures(secretaire, campagne):
    comptes = []
    for _ in range(2):
        eleve_de_5e(campagne)
        MefFactory(
            campagne=campagne,
            code_mef=f"1031001911{len(comptes)}",
            libelle="3e",
            photo={"CODE_MEFSTAT": "2114"},
        )
        with CaptureQueriesContext(connection) as lectures:
            secretaire.get(LISTE)
        comptes.append(len(lectures))
    assert comptes[0] == comptes[1]


# ─── Les règles d'une formation ────────────────────────────────────────────────────────────────


def test_la_page_dit_ce_que_les_familles_choisissent(secretaire, campagne):
    photo = {"OPTIONS": SUIVIE}
    eleve_de_5e(campagne, options=SUIVIE, photo=photo)
    eleve_de_5e(campagne, options=[], photo=photo)
    eleve_de_5e(campagne, options=PRISE)
    page = texte(secretaire.get(CINQUIEME))
    assert "LCALA" in page
    assert "Demandée : 1. Gardée : 1. Abandonnée : 1." in page


def test_tout_se_regle_en_un_formulaire(secretaire, campagne):
    page = secretaire.get(CINQUIEME)
    envoyee = saisie(
        page,
        o1_places="12",
        o1_explication="Deux heures par semaine.",
        o0_groupe="A",
        o1_groupe="A",
        gA_nom="Chorale ou latin",
        gA_minimum="0",
        gA_maximum="1",
        o0_abandonnable=[],
    )
    assert secretaire.post(CINQUIEME, envoyee).status_code == 302
    regle = latin(campagne)
    assert (regle.places, regle.explication) == (12, "Deux heures par semaine.")
    assert regle.groupe.nom == "Chorale ou latin"
    assert not RegleOption.objects.get(code_matiere=CHORALE).abandonnable
    # Enregistrer deux fois ne change rien, et la page montre ce qui est enregistré.
    secretaire.post(CINQUIEME, saisie(secretaire.get(CINQUIEME)))
    assert latin(campagne).places == 12
    assert GroupeOptions.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"o1_places": "-1"}, "0"),
        ({"o1_places": "beaucoup"}, "nombre"),
        ({"o1_groupe": "A"}, "Nommez ce groupe"),
        ({"o1_groupe": "A", "gA_nom": "X", "gA_minimum": "2", "gA_maximum": "1"}, "au plus"),
        ({"o1_groupe": "A", "gA_nom": "X", "gA_maximum": "3", "gA_minimum": "2"}, "Il faut en"),
        ({"gA_nom": "X", "gA_minimum": "0", "gA_maximum": "1"}, "Aucune option n'est dans"),
        (
            {
                "o0_groupe": "A",
                "o1_groupe": "B",
                "gA_nom": "X",
                "gB_nom": "X",
                "gA_maximum": "1",
                "gB_maximum": "1",
            },
            "le même nom",
        ),
    ],
)
def test_un_reglage_impossible_est_refuse_et_rien_n_est_ecrit(secretaire, changes, phrase):
    reponse = secretaire.post(CINQUIEME, saisie(secretaire.get(CINQUIEME), **changes))
    assert reponse.status_code == 422
    assert phrase in texte(reponse)
    assert not RegleOption.objects.exists()
    assert not GroupeOptions.objects.exists()


def test_une_nouvelle_nomenclature_garde_les_regles(secretaire, campagne):
    secretaire.post(CINQUIEME, saisie(secretaire.get(CINQUIEME), o1_places="3"))
    OptionPedagogique.objects.filter(campagne=campagne).delete()
    OptionFactory(campagne=campagne, code_matiere=LATIN, libelle="Latin")
    assert saisie(secretaire.get(CINQUIEME))["o0_places"] == ["3"]


def test_fermer_d_un_geste_ce_que_personne_ne_suit(secretaire, campagne):
    eleve_de_5e(campagne, options=SUIVIE)
    secretaire.post(CINQUIEME, saisie(secretaire.get(CINQUIEME), fermer="oui"))
    assert latin(campagne).ouverte
    assert not RegleOption.objects.get(code_matiere=CHORALE).ouverte


def test_les_regles_d_une_formation_ne_touchent_pas_l_autre(secretaire, campagne):
    OptionFactory(campagne=campagne, code_mef=MEF_4E, code_matiere=LATIN)
    quatrieme = reverse("espace_agent:formation", args=[MEF_4E])
    secretaire.post(quatrieme, saisie(secretaire.get(quatrieme), o0_places="5"))
    secretaire.post(CINQUIEME, saisie(secretaire.get(CINQUIEME), o1_places="7"))
    assert set(
        RegleOption.objects.filter(code_matiere=LATIN).values_list("code_mef", "places")
    ) == {
        (MEF_4E, 5),
        (MEF_5E, 7),
    }


# ─── Un élève à part ───────────────────────────────────────────────────────────────────────────


def test_un_redoublant_recoit_sa_formation_et_se_retrouve_dans_la_liste(secretaire, campagne):
    dossier = eleve_de_5e(campagne)
    adresse = reverse("espace_agent:formation_eleve", args=[dossier.pk])
    assert secretaire.post(adresse, {"code_mef": MEF_4E}).status_code == 302
    assert Dossier.objects.get().code_mef_rentree == MEF_4E
    assert "MARTIN Nino – 4ème" in texte(secretaire.get(LISTE))
    page = texte(secretaire.get(reverse("espace_agent:dossier", args=[dossier.pk])))
    assert "a choisi la formation de la rentrée" in page
    assert secretaire.post(adresse, {"code_mef": "inconnue"}).status_code == 422


# ─── La file ───────────────────────────────────────────────────────────────────────────────────


def test_une_demande_au_dela_des_places_le_dit_a_qui_decide(secretaire, campagne):
    RegleOption.objects.create(
        campagne=campagne, code_mef=MEF_5E, code_matiere=LATIN, code_modalite_elect="F", places=1
    )
    for _ in range(3):
        dossier = eleve_de_5e(campagne)
        dire_de_l_eleve(dossier, responsables(dossier)[0], options=PRISE)
    page = texte(secretaire.get(reverse("espace_agent:file")))
    assert "liste d'attente (1er)" in page
    assert "liste d'attente (2e)" in page
    assert "liste d'attente (3e)" not in page
    du_dernier = texte(secretaire.get(reverse("espace_agent:dossier", args=[dossier.pk])))
    assert "liste d'attente (2e)" in du_dernier


def test_les_eleves_a_part_se_rangent_sans_egard_aux_accents(secretaire, campagne):
    for nom in ("ZOLA", "ÉLUARD", "ARNOUX"):
        inconnue = creer_dossier(campagne, nom=nom).eleve
        Eleve.objects.filter(pk=inconnue.pk).update(code_mef="")
        choisi = creer_dossier(campagne, nom=nom)
        Dossier.objects.filter(pk=choisi.pk).update(code_mef_rentree=MEF_4E)
    contexte = secretaire.get(LISTE).context
    rangee = ["ARNOUX", "ÉLUARD", "ZOLA"]
    assert [d.eleve.nom_de_famille for d in contexte["sans_formation"]] == rangee
    assert [a["dossier"].eleve.nom_de_famille for a in contexte["affectes"]] == rangee
