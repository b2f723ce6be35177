import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dossiersco.dossiers.models import Dossier
from dossiersco.echanges.models import Import
from dossiersco.siecle.fabrique import ecrire, fabriquer

SIECLE = reverse("espace_agent:siecle")


@pytest.fixture
def exports(tmp_path):
    chemins = ecrire(fabriquer(uai="0590181B", annee=2026, eleves=5, graine=1), tmp_path)
    return [SimpleUploadedFile(chemin.name, chemin.read_bytes()) for chemin in reversed(chemins)]


def test_les_cinq_fichiers_se_deposent_d_un_coup_dans_n_importe_quel_ordre(
    secretaire, agent, campagne, exports
):
    reponse = secretaire.post(SIECLE, {"fichiers": exports})
    assert reponse.url == SIECLE
    assert Import.objects.get().par_agent == agent
    # Les élèves sortis de la base de l'année n'ont pas de dossier.
    assert 0 < Dossier.objects.filter(campagne=campagne).count() <= 5
    html = secretaire.get(SIECLE).content.decode()
    assert f"par {agent}" in html
    assert "Élèves avec adresses" in html


def test_un_essai_dit_le_bilan_et_n_ecrit_rien(secretaire, campagne, exports):
    reponse = secretaire.post(SIECLE, {"fichiers": exports, "simuler": "on"})
    assert "rien n’a été écrit" in reponse.content.decode()
    comptes = {ligne["sorte"]: ligne for ligne in reponse.context["essai"]["comptes"]}
    assert comptes["Élèves"]["crees"] == 5
    assert not Import.objects.exists()
    assert not Dossier.objects.exists()


def test_un_fichier_refuse_dit_pourquoi_et_rien_n_est_ecrit(secretaire, campagne, exports):
    faux = SimpleUploadedFile("photo.jpg", b"\xff\xd8\xff\xe0 ceci n'est pas un export")
    reponse = secretaire.post(SIECLE, {"fichiers": [*exports[:2], faux]})
    assert reponse.status_code == 422
    assert "Rien n’a été écrit" in reponse.content.decode()
    assert not Import.objects.exists()


def test_les_fichiers_d_un_autre_college_sont_refuses(secretaire, campagne, tmp_path):
    voisin = ecrire(fabriquer(uai="0590182C", annee=2026, eleves=2, graine=1), tmp_path)
    fichier = SimpleUploadedFile(voisin[0].name, voisin[0].read_bytes())
    reponse = secretaire.post(SIECLE, {"fichiers": [fichier]})
    assert reponse.status_code == 422
    assert "0590182C" in reponse.content.decode()


def test_ne_rien_choisir_le_dit(secretaire, campagne):
    reponse = secretaire.post(SIECLE, {})
    assert reponse.status_code == 422
    assert "Choisissez au moins un fichier" in reponse.content.decode()


def test_un_fichier_vide_le_dit(secretaire, campagne):
    reponse = secretaire.post(SIECLE, {"fichiers": [SimpleUploadedFile("vide.zip", b"")]})
    assert reponse.status_code == 422


def test_les_anomalies_se_lisent_dans_l_historique(secretaire, campagne):
    anomalie = {
        "fichier": "Eleves.zip",
        "ligne": 12,
        "enregistrement": "élève 42",
        "message": "La date de naissance est illisible.",
        "code": "date",
    }
    Import.objects.create(campagne=campagne, bilan={"anomalies": [anomalie]})
    html = secretaire.get(SIECLE).content.decode()
    assert "1 anomalie à regarder" in html
    assert "Eleves.zip, ligne 12, élève 42" in html
