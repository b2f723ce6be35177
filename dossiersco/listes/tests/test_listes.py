"""Demander, produire, oublier une liste."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from dossiersco.dossiers import decisions
from dossiersco.dossiers.actions import modifier
from dossiersco.dossiers.examen import examiner_un
from dossiersco.espace_agent.tests.donnees import (
    creer_agent,
    creer_campagne,
    creer_dossier,
    creer_personne,
    dire,
    dossier_a_traiter,
    responsables,
)
from dossiersco.etablissements.droits import Role
from dossiersco.listes import actions, production
from dossiersco.listes.models import Extraction
from dossiersco.listes.sortes import SORTES
from dossiersco.listes.tasks import oublier_les_listes

pytestmark = pytest.mark.django_db


@pytest.fixture
def campagne():
    return creer_campagne()


@pytest.fixture
def agent(campagne):
    return creer_agent(campagne)


@pytest.fixture
def demander(campagne, agent):
    def faire(sorte, colonnes=(), en="csv"):
        extraction = actions.demander(campagne, SORTES[sorte], colonnes=colonnes, en=en, par=agent)
        extraction.refresh_from_db()
        return extraction

    return faire


def lire(extraction):
    with extraction.fichier.open("rb") as flux:
        texte = io.StringIO(flux.read().decode("utf-8-sig"), newline="")
    return list(csv.DictReader(texte, delimiter=";"))


def test_une_liste_demandee_est_produite_avec_ses_responsables(campagne, demander):
    mere, pere = creer_personne(campagne), creer_personne(campagne, NOM_DE_FAMILLE="DIALLO")
    creer_dossier(campagne, mere, pere)
    extraction = demander("eleves")
    (ligne,) = lire(extraction)
    assert (extraction.etat, extraction.avancement) == ("prete", 1)
    assert (ligne["Classe"], ligne["Nom"], ligne["Prénom"]) == ("6A", "MARTIN", "Nino")
    assert (ligne["Nom du responsable 2"], ligne["Portable 1"]) == ("DIALLO", "06 39 98 00 01")


def test_on_choisit_les_colonnes_dans_l_ordre_de_la_table(campagne, demander):
    creer_dossier(campagne)
    (ligne,) = lire(demander("eleves", colonnes=["prenom", "classe"]))
    assert list(ligne) == ["Classe", "Prénom"]


def test_les_eleves_se_rangent_par_classe_puis_par_nom(campagne, demander):
    for nom in ("ZOLA", "ÉLUARD", "ARNOUX"):
        creer_dossier(campagne, nom=nom)
    autre = creer_dossier(campagne, nom="BASTIDE").eleve
    autre.code_structure = "5B"
    autre.save()
    noms = [ligne["Nom"] for ligne in lire(demander("evacuation"))]
    assert noms == ["BASTIDE", "ARNOUX", "ÉLUARD", "ZOLA"]


def test_un_autre_college_n_y_figure_jamais(campagne, demander):
    creer_dossier(creer_campagne("0750999Z"), nom="VOISIN")
    assert lire(demander("eleves")) == []


def test_un_eleve_parti_n_est_dans_aucune_liste(campagne, demander):
    parti = creer_dossier(campagne).eleve
    parti.absent_depuis = timezone.localdate()
    parti.save()
    assert lire(demander("evacuation")) == []


def test_les_changements_disent_avant_maintenant_et_la_decision(campagne, demander, agent):
    accepte, attend = dossier_a_traiter(campagne), creer_dossier(campagne, nom="ZOLA")
    decisions.valider(accepte, empreinte=examiner_un(accepte).empreinte, par=agent)
    dire(attend, responsables(attend)[0], tel_portable="0639980003")
    lignes = lire(demander("changements"))
    assert [(ligne["Maintenant"], ligne["Décision"]) for ligne in lignes] == [
        ("06 39 98 00 02", "accepté"),
        ("06 39 98 00 03", "à décider"),
    ]
    assert {ligne["Avant"] for ligne in lignes} == {"06 39 98 00 01"}


def test_un_brouillon_de_famille_ne_sort_pas(campagne, demander):
    """Écrit, pas signé : la famille n'a encore rien dit."""
    dossier = creer_dossier(campagne)
    personne = responsables(dossier)[0]
    modifier(dossier, personne, {"tel_portable": "0639980009"}, par=personne)
    assert lire(demander("changements")) == []


def test_la_demi_pension_laisse_les_externes(campagne, demander):
    creer_dossier(campagne, nom="MANGE")
    externe = creer_dossier(campagne, nom="RENTRE").eleve
    externe.code_regime = "0"
    externe.save()
    surveille = creer_dossier(campagne, nom="ETUDIE").eleve
    surveille.code_regime = "1"
    surveille.save()
    assert [ligne["Nom"] for ligne in lire(demander("demi_pension"))] == ["MANGE"]


def test_le_transport_suit_ce_que_siecle_dit(campagne, demander):
    creer_dossier(campagne, nom="PIETON")
    abonne = creer_dossier(campagne, nom="CAR").eleve
    abonne.photo = {**abonne.photo, "ADHESION_TRANSPORT": "1"}
    abonne.save()
    assert [ligne["Nom"] for ligne in lire(demander("transport"))] == ["CAR"]


def test_un_role_sans_droit_ne_demande_pas(campagne):
    cpe = creer_agent(campagne, Role.VIE_SCOLAIRE)
    with pytest.raises(actions.ListeRefusee):
        actions.demander(campagne, SORTES["eleves"], colonnes=(), en="csv", par=cpe)
    assert not Extraction.objects.exists()


def test_produire_deux_fois_ne_change_rien(campagne, demander):
    creer_dossier(campagne)
    extraction = demander("eleves")
    avant = extraction.fichier.name
    production.produire(extraction)
    extraction.refresh_from_db()
    assert extraction.fichier.name == avant


def test_un_disque_plein_se_dit_et_ne_laisse_rien(campagne, demander, monkeypatch):
    def plein(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", plein)
    extraction = demander("eleves")
    assert (extraction.etat, extraction.fichier.name) == ("echec", "")


def test_une_liste_expiree_disparait_avec_son_fichier(campagne, demander):
    ancienne = demander("eleves")
    fichier, stockage = ancienne.fichier.name, ancienne.fichier.storage
    ancienne.expire_le = timezone.now() - timedelta(minutes=1)
    ancienne.save()
    demander("evacuation")
    assert not Extraction.objects.filter(pk=ancienne.pk).exists()
    assert not stockage.exists(fichier)


def test_un_fichier_expire_s_efface_meme_si_plus_personne_ne_demande_rien(
    campagne, agent, demander, settings
):
    prete = demander("eleves")
    fichier, stockage = prete.fichier.name, prete.fichier.storage
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    attend = actions.demander(campagne, SORTES["eleves"], colonnes=(), en="csv", par=agent)
    menage = DBTaskResult.objects.get(task_path="dossiersco.listes.tasks.oublier_les_listes")
    assert menage.run_after == attend.expire_le
    Extraction.objects.update(expire_le=timezone.now() - timedelta(minutes=1))
    oublier_les_listes.call()
    assert not Extraction.objects.exists()
    assert not stockage.exists(fichier)


@pytest.mark.parametrize("sorte", ["eleves", "changements"])
@pytest.mark.parametrize("nombre", [1, 6])
def test_le_nombre_de_lectures_ne_suit_pas_les_eleves(
    sorte, nombre, campagne, agent, django_assert_max_num_queries
):
    for _ in range(nombre):
        dossier_a_traiter(campagne)
    with django_assert_max_num_queries(24):
        actions.demander(campagne, SORTES[sorte], colonnes=(), en="csv", par=agent)
