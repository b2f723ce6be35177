"""Le contrat des commandes : statut, JSON seul sur la sortie, une phrase sur l'erreur."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.models import Dossier, Eleve
from dossiersco.dossiers.tests.factories import AgentFactory
from dossiersco.echanges.annulation import annuler
from dossiersco.echanges.models import Import, Retour
from dossiersco.echanges.retour import preparer_retour
from dossiersco.echanges.tests.depots import empreinte_de_la_base
from dossiersco.etablissements.models import Etablissement
from dossiersco.siecle.fabrique import ecrire, fabriquer

RACINE = Path(__file__).resolve().parents[3]
UAI = "0590181B"


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    dossier = tmp_path_factory.mktemp("exports")
    college = fabriquer(uai=UAI, annee=2026, eleves=25, graine=5, incomplets=False)
    return [str(chemin) for chemin in ecrire(college, dossier)]


def appeler(*arguments, attendu=0):
    """Rend (sortie, erreur) ; vérifie le statut."""
    sortie, erreur = io.StringIO(), io.StringIO()
    statut = 0
    try:
        call_command(*map(str, arguments), stdout=sortie, stderr=erreur)
    except SystemExit as fin:
        statut = fin.code
    assert statut == attendu, erreur.getvalue()
    return sortie.getvalue(), erreur.getvalue()


def rapport(*arguments):
    sortie, erreur = appeler(*arguments, "--json")
    assert erreur == ""
    return json.loads(sortie)


@pytest.fixture
def importe(db, exports):
    return rapport("importer_siecle", "--uai", UAI, "--creer", *exports)


@pytest.mark.django_db
def test_importer_rend_les_comptes_par_sorte(importe):
    assert importe["comptes"]["eleves"] == {
        "lus": 25,
        "crees": 25,
        "modifies": 0,
        "inchanges": 0,
        "absents": 0,
    }
    assert len(importe["fichiers"]) == 5
    for anomalie in importe["anomalies"]:
        assert set(anomalie) == {"fichier", "ligne", "enregistrement", "message", "code"}
    assert Eleve.objects.count() == 25


@pytest.mark.django_db
def test_importer_deux_fois_n_ecrit_rien_la_seconde(importe, exports):
    encore = rapport("importer_siecle", "--uai", UAI, *exports)
    assert not any(c["crees"] + c["modifies"] for c in encore["comptes"].values())


@pytest.mark.django_db
def test_un_import_par_la_commande_s_annule_aussi(exports):
    rapport("importer_siecle", "--uai", UAI, "--creer", *exports)
    fait = Import.objects.get()
    assert (fait.etat, fait.par_agent) == ("applique", None)
    annuler(fait, par=AgentFactory(etablissement=fait.campagne.etablissement))
    assert not Eleve.objects.exists()


@pytest.mark.django_db
def test_simuler_n_ecrit_rien_pas_meme_le_college(exports):
    avant = empreinte_de_la_base()
    essai = rapport("importer_siecle", "--uai", UAI, "--creer", "--simuler", *exports)
    assert essai["simule"] and essai["comptes"]["eleves"]["crees"] == 25
    assert empreinte_de_la_base() == avant


@pytest.mark.django_db
def test_importer_raconte_pour_un_humain(exports):
    sortie, _ = appeler("importer_siecle", "--uai", UAI.lower(), "--creer", *exports)
    assert "eleves : 25 lus, 25 créés" in sortie


@pytest.mark.django_db
def test_jouer_puis_exporter_donne_un_fichier_et_ce_qu_il_contient(importe, tmp_path):
    joue = rapport("jouer_campagne", "--uai", UAI, "--graine", 3, "--sans-nouveaute", 0.3)
    assert joue["dossiers"] == sum(joue["etats"].values())
    exporte = rapport("exporter_siecle", "--uai", UAI, "--sortie", tmp_path / "neuf")
    chemin = Path(exporte["fichier"])
    assert chemin.is_file() and chemin.parent == tmp_path / "neuf"
    assert exporte["eleves"] > 0 and exporte["changements"]
    acceptes = [c for c in joue["changements"] if c["decision"] == "acceptee"]
    assert len(exporte["changements"]) <= len(acceptes)


@pytest.mark.django_db
@pytest.mark.parametrize("par_ine", [True, False])
def test_exporter_quelques_eleves_n_envoie_qu_eux(importe, tmp_path, par_ine):
    rapport("jouer_campagne", "--uai", UAI, "--graine", 3)
    partants = [e.dossier.eleve for e in preparer_retour(Campagne.objects.get()).envoyables]
    choisis = [eleve for eleve in partants if eleve.id_national][:2]
    cles = [e.id_national.lower() if par_ine else e.id_siecle for e in choisis]
    exporte = rapport("exporter_siecle", "--uai", UAI, "--sortie", tmp_path, "--eleves", *cles)
    assert exporte["eleves"] == len(choisis) < len(partants)
    assert set(Retour.objects.get().dossiers.values_list("eleve", flat=True)) == {
        eleve.pk for eleve in choisis
    }


@pytest.mark.django_db
def test_exporter_un_eleve_inconnu_ou_qui_n_a_rien_a_envoyer_n_ecrit_rien(importe, tmp_path):
    rapport("jouer_campagne", "--uai", UAI, "--graine", 3)
    bons = {e.dossier.eleve.pk for e in preparer_retour(Campagne.objects.get()).envoyables}
    bon = Eleve.objects.filter(pk__in=bons).first()
    autre = Eleve.objects.exclude(pk__in=bons).first()
    sosie, double = Eleve.objects.filter(pk__in=bons)[:2]
    Eleve.objects.filter(pk__in=[sosie.pk, double.pk]).update(id_national="012345678AB")
    avant = empreinte_de_la_base()
    for cle, phrase in (
        ("424242", "Élève inconnu de cette campagne : 424242."),
        (autre.id_siecle, f"Sans rien à envoyer, ou bloqué : {autre}."),
        ("012345678ab", "Plusieurs élèves répondent à 012345678AB"),
    ):
        arguments = ("--uai", UAI, "--sortie", tmp_path, "--eleves", bon.id_siecle, cle)
        _, erreur = appeler("exporter_siecle", *arguments, attendu=1)
        assert phrase in erreur and "aucun fichier n’a été produit" in erreur.lower()
        assert len(erreur.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == [] and empreinte_de_la_base() == avant


@pytest.mark.django_db
def test_la_meme_graine_rejoue_la_meme_campagne(importe, exports):
    rapports = []
    for _ in range(2):
        Etablissement.objects.all().delete()
        rapport("importer_siecle", "--uai", UAI, "--creer", *exports)
        joue = rapport("jouer_campagne", "--uai", UAI, "--graine", 3)
        rapports.append((joue["etats"], [c["apres"] for c in joue["changements"]]))
    # Les courriels inventés portent un numéro de ligne : on ne compare que le reste.
    premier, second = (
        (etats, [v for v in valeurs if "nouveau." not in str(v)]) for etats, valeurs in rapports
    )
    assert premier == second


@pytest.mark.django_db
def test_sans_le_college_la_file_reste_pleine(importe):
    joue = rapport("jouer_campagne", "--uai", UAI, "--sans-nouveaute", 0, "--sans-le-college")
    assert joue["etats"]["transmis"] > 0
    assert "valides_par_le_college" not in joue


@pytest.mark.django_db
def test_personne_ne_change_rien_il_n_y_a_pas_de_fichier(importe, tmp_path):
    rapport("jouer_campagne", "--uai", UAI, "--sans-nouveaute", 1)
    exporte = rapport("exporter_siecle", "--uai", UAI, "--sortie", tmp_path)
    assert (exporte["fichier"], exporte["eleves"]) == (None, 0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_fabriquer_ecrit_cinq_zip(tmp_path):
    fait = rapport(
        *("fabriquer_college", "--uai", UAI, "--annee", 2026, "--eleves", 6),
        *("--sortie", tmp_path / "a" / "b"),
    )
    assert len(fait["fichiers"]) == 5 == len(list((tmp_path / "a" / "b").glob("*.zip")))


def refus_possibles(tmp_path, exports):
    fichier = tmp_path / "occupe"
    fichier.write_text("déjà là")
    mauvais = tmp_path / "mauvais.xml"
    mauvais.write_text("Nom;Prénom")
    fabriquer_ici = ("fabriquer_college", "--sortie", tmp_path / "x", "--uai", UAI)
    return {
        "UAI faux": ("importer_siecle", "--uai", "0590181A", "--creer", *exports),
        "collège inconnu": ("importer_siecle", "--uai", UAI, *exports),
        "fichier absent": ("importer_siecle", "--uai", UAI, "--creer", tmp_path / "rien.zip"),
        "un dossier": ("importer_siecle", "--uai", UAI, "--creer", tmp_path),
        "pas un export": ("importer_siecle", "--uai", UAI, "--creer", mauvais),
        "autre collège": ("importer_siecle", "--uai", "0750999Z", "--creer", *exports),
        "le même deux fois": ("importer_siecle", "--uai", UAI, "--creer", *exports, exports[0]),
        "jouer sans collège": ("jouer_campagne", "--uai", "0750999Z"),
        "exporter sans collège": ("exporter_siecle", "--uai", "0750999Z", "--sortie", tmp_path),
        "fabriquer un UAI faux": (*fabriquer_ici[:3], "--uai", "123", "--annee", 2026),
        "fabriquer en 1950": (*fabriquer_ici, "--annee", 1950),
        "fabriquer personne": (*fabriquer_ici, "--annee", 2026, "--eleves", 0),
        "fabriquer nulle part": (
            *("fabriquer_college", "--uai", UAI, "--annee", 2026, "--sortie", fichier),
        ),
    }


@pytest.mark.django_db
def test_un_refus_dit_une_phrase_sort_en_1_et_n_ecrit_rien(tmp_path, exports):
    for cas, arguments in refus_possibles(tmp_path, exports).items():
        avant = empreinte_de_la_base()
        sortie, erreur = appeler(*arguments, attendu=1)
        assert sortie == "", cas
        (phrase,) = erreur.strip().splitlines()
        assert phrase[0].isupper() or phrase.startswith("«") or phrase[0] == "-", (cas, phrase)
        assert phrase.endswith(".") and "Errno" not in phrase, (cas, phrase)
        assert empreinte_de_la_base() == avant, cas
    assert not (tmp_path / "x").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["1.5", "-0.1"])
def test_une_part_impossible_ne_joue_rien(importe, part):
    avant = empreinte_de_la_base()
    _, erreur = appeler("jouer_campagne", "--uai", UAI, f"--sans-nouveaute={part}", attendu=1)
    assert "entre 0 et 1" in erreur
    assert empreinte_de_la_base() == avant


@pytest.mark.django_db
def test_jouer_deux_fois_est_refuse_quand_tout_est_rempli(importe):
    rapport("jouer_campagne", "--uai", UAI)
    Dossier.objects.filter(etat="a_remplir").delete()
    avant = empreinte_de_la_base()
    _, erreur = appeler("jouer_campagne", "--uai", UAI, attendu=1)
    assert "Aucun dossier à remplir" in erreur
    assert empreinte_de_la_base() == avant


@pytest.mark.django_db
def test_une_sortie_impossible_ne_compte_pas_d_envoi(importe, tmp_path):
    rapport("jouer_campagne", "--uai", UAI, "--graine", 3, "--sans-nouveaute", 0)
    occupe = tmp_path / "occupe"
    occupe.write_text("déjà là")
    avant = empreinte_de_la_base()
    _, erreur = appeler("exporter_siecle", "--uai", UAI, "--sortie", occupe, attendu=1)
    assert "Impossible d’écrire dans" in erreur
    assert empreinte_de_la_base() == avant
    assert not Retour.objects.exists()


@pytest.mark.django_db
def test_le_schema_se_choisit(importe, tmp_path):
    rapport("jouer_campagne", "--uai", UAI, "--graine", 3, "--sans-nouveaute", 0)
    for schema in ("commun", "3.1", "4.0"):
        fait = rapport("exporter_siecle", "--uai", UAI, "--sortie", tmp_path, "--schema", schema)
        assert fait["schema"] == schema
    assert len(list(tmp_path.iterdir())) == 3


# ─── De vrais processus, une vraie base neuve ──────────────────────────────────────────────────


@pytest.fixture(scope="module")
def neuve(tmp_path_factory):
    """Une base SQLite qui n'existe pas encore, et un dossier de données vide."""
    dossier = tmp_path_factory.mktemp("neuve")
    return {
        **{nom: valeur for nom, valeur in os.environ.items() if not nom.startswith("DOSSIERSCO_")},
        "DATABASE_URL": f"sqlite:///{dossier / 'base.sqlite3'}",
        "DOSSIERSCO_VAR": str(dossier / "var"),
        "DOSSIERSCO_MEL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


def lancer(environnement, *arguments):
    return subprocess.run(
        [sys.executable, str(RACINE / "manage.py"), *map(str, arguments)],
        env=environnement,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_une_base_neuve_se_prepare_seule_et_toute_la_chaine_suit(neuve, exports, tmp_path):
    importe = lancer(neuve, "importer_siecle", "--uai", UAI, "--creer", "--json", *exports)
    assert (importe.returncode, importe.stderr) == (0, "")
    assert json.loads(importe.stdout)["comptes"]["eleves"]["crees"] == 25
    joue = lancer(neuve, "jouer_campagne", "--uai", UAI, "--sans-nouveaute", "0", "--json")
    assert (joue.returncode, joue.stderr) == (0, "")
    assert json.loads(joue.stdout)["signatures"] > 0
    exporte = lancer(neuve, "exporter_siecle", "--uai", UAI, "--sortie", tmp_path, "--json")
    assert (exporte.returncode, exporte.stderr) == (0, "")
    assert Path(json.loads(exporte.stdout)["fichier"]).is_file()
    ouvrier = lancer(neuve, "ouvrier", "--batch", "--no-startup-delay", "--interval", "0")
    assert ouvrier.returncode == 0
    mels = Path(neuve["DOSSIERSCO_VAR"]) / "mels"
    assert "Subject: " in "".join(f.read_text(encoding="utf-8") for f in mels.iterdir())


def test_un_refus_sort_en_1_sans_trace(neuve, tmp_path):
    refuse = lancer(neuve, "importer_siecle", "--uai", UAI, "--creer", tmp_path / "rien.zip")
    assert (refuse.returncode, refuse.stdout) == (1, "")
    assert refuse.stderr.count("\n") == 1
    assert "Traceback" not in refuse.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("importer_siecle",),
        ("importer_siecle", "--uai", UAI),
        ("exporter_siecle", "--uai", UAI),
        ("exporter_siecle", "--uai", UAI, "--sortie", "x", "--schema", "2.0"),
    ],
)
def test_un_mauvais_usage_sort_en_2(neuve, arguments):
    refuse = lancer(neuve, *arguments)
    assert (refuse.returncode, refuse.stdout) == (2, "")
    assert "Traceback" not in refuse.stderr


def test_une_base_injoignable_est_dite_sans_trace(neuve, tmp_path):
    ailleurs = {**neuve, "DATABASE_URL": "postgres://personne@127.0.0.1:9/rien"}
    refuse = lancer(ailleurs, "exporter_siecle", "--uai", UAI, "--sortie", tmp_path)
    assert (refuse.returncode, refuse.stdout) == (1, "")
    assert refuse.stderr.strip() == "La base de données ne répond pas : vérifiez DATABASE_URL."
