import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiersco.espace_agent import dossiers as module
from dossiersco.espace_agent.tests.donnees import creer_dossier, creer_personne, dossier_a_traiter

DOSSIERS = reverse("espace_agent:dossiers")


def noms(reponse):
    return [str(dossier.eleve) for dossier in reponse.context["dossiers"]]


@pytest.fixture
def trois(campagne):
    mere = creer_personne(campagne)
    creer_dossier(campagne, mere, prenom="Zoé", nom="DIALLO")
    creer_dossier(campagne, mere, prenom="Ana", nom="MARTIN")
    dossier_a_traiter(campagne, prenom="Ana", nom="DIALLO")


def test_tous_les_eleves_par_nom_puis_prenom(secretaire, trois):
    assert noms(secretaire.get(DOSSIERS)) == ["Ana DIALLO", "Zoé DIALLO", "Ana MARTIN"]


def test_on_cherche_par_nom_ou_prenom_et_par_etat(secretaire, trois):
    assert noms(secretaire.get(DOSSIERS, {"nom": "dial"})) == ["Ana DIALLO", "Zoé DIALLO"]
    assert noms(secretaire.get(DOSSIERS, {"nom": "zoe diallo"})) == ["Zoé DIALLO"]
    assert noms(secretaire.get(DOSSIERS, {"nom": "d", "etat": "transmis"})) == ["Ana DIALLO"]


@pytest.mark.parametrize("cherche", ["emile", "ÉMILE", "mil", "dhaene", "d'haene émi", "prevo"])
def test_on_trouve_un_eleve_par_un_bout_de_nom_sans_accent(secretaire, campagne, cherche):
    mere = creer_personne(campagne)
    creer_dossier(campagne, mere, prenom="Émile", nom="D'HAENE-PRÉVOST")
    creer_dossier(campagne, mere, prenom="Ana", nom="MARTIN")
    assert noms(secretaire.get(DOSSIERS, {"nom": cherche})) == ["Émile D'HAENE-PRÉVOST"]


def test_une_lettre_accentuee_se_range_avec_la_lettre_nue(secretaire, campagne):
    mere = creer_personne(campagne)
    for prenom, nom in (("Zoé", "ABBE"), ("Émile", "ABBE"), ("Ana", "ÉTIENNE"), ("Bob", "FOUR")):
        creer_dossier(campagne, mere, prenom=prenom, nom=nom)
    assert noms(secretaire.get(DOSSIERS)) == [
        "Émile ABBE",
        "Zoé ABBE",
        "Ana ÉTIENNE",
        "Bob FOUR",
    ]


def test_un_etat_inconnu_est_dit_sans_perdre_la_page(secretaire, trois):
    reponse = secretaire.get(DOSSIERS, {"etat": "perdu"})
    assert reponse.status_code == 200
    assert len(noms(reponse)) == 3


def test_les_eleves_du_voisin_n_y_sont_pas(secretaire, campagne, voisine):
    creer_dossier(voisine)
    assert noms(secretaire.get(DOSSIERS)) == []


def test_la_suite_ne_saute_ni_ne_repete_personne(secretaire, campagne, monkeypatch):
    monkeypatch.setattr(module, "PAR_PAGE", 2)
    mere = creer_personne(campagne)
    for prenom in ("Ana", "Bob", "Bob", "Léa", "Zoé"):
        creer_dossier(campagne, mere, prenom=prenom, nom="MARTIN & FILS")
    vus, adresse = [], "?nom=martin"
    while adresse:
        reponse = secretaire.get(DOSSIERS + adresse)
        vus += [dossier.pk for dossier in reponse.context["dossiers"]]
        adresse = reponse.context["page_suivante"]
    assert len(vus) == len(set(vus)) == 5


@pytest.mark.parametrize("nombre", [1, 30])
def test_la_liste_coute_le_meme_nombre_de_lectures(secretaire, campagne, nombre):
    mere = creer_personne(campagne)
    for _ in range(nombre):
        creer_dossier(campagne, mere)
    with CaptureQueriesContext(connection) as lectures:
        secretaire.get(DOSSIERS)
    assert len(lectures) <= 6
