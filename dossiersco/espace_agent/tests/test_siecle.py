import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.models import Dossier, Eleve
from dossiersco.echanges.models import FichierDepose, Import
from dossiersco.espace_agent.tests.donnees import client_de, creer_agent
from dossiersco.siecle.fabrique import ecrire, fabriquer
from dossiersco.siecle.tests.exports_fictifs import eleve, fichier_eleves

SIECLE = reverse("espace_agent:siecle")


@pytest.fixture(autouse=True)
def _imports_ailleurs(tmp_path, monkeypatch):
    monkeypatch.setattr(Import._meta.get_field("avant").storage, "location", str(tmp_path / "i"))


@pytest.fixture
def exports(tmp_path):
    chemins = ecrire(fabriquer(uai="0590181B", annee=2026, eleves=5, graine=1), tmp_path)
    return [SimpleUploadedFile(chemin.name, chemin.read_bytes()) for chemin in reversed(chemins)]


def fichier(*fiches: str, **options) -> SimpleUploadedFile:
    return SimpleUploadedFile("eleves.xml", fichier_eleves(*fiches, UAJ="0590181B", **options))


def deposer(client, *fichiers):
    reponse = client.post(SIECLE, {"fichiers": fichiers})
    assert reponse.status_code == 302, reponse.content.decode()
    return reponse.url


def geste(client, nom, **envoi):
    depot = Import.objects.latest("pk")
    return client.post(reverse(f"espace_agent:siecle_{nom}", args=[depot.pk]), envoi, follow=True)


def test_les_cinq_fichiers_se_deposent_d_un_coup_se_voient_puis_s_appliquent(
    secretaire, agent, campagne, exports
):
    apercu = secretaire.get(deposer(secretaire, *exports)).content.decode()
    assert "Rien n’est encore écrit" in apercu
    assert "Nouveaux élèves&nbsp;: 5" in apercu
    assert not Dossier.objects.exists()
    html = geste(secretaire, "appliquer").content.decode()
    assert "Les fichiers sont importés" in html
    assert Import.objects.get().par_agent == agent
    # Les élèves sortis de la base de l'année n'ont pas de dossier.
    assert 0 < Dossier.objects.filter(campagne=campagne).count() <= 5
    assert f"par {agent}" in html
    assert "Élèves avec adresses" in html
    assert Import.objects.get().fichiers[0]["sha256"][:12] in html


def test_avant_d_ouvrir_l_import_mene_a_ce_qui_reste(secretaire, campagne, exports):
    Campagne.objects.update(ouverte_le=None)
    deposer(secretaire, *exports)
    suite = geste(secretaire, "appliquer")
    assert suite.redirect_chain[0][0] == reverse("espace_agent:demarrer")
    assert "voici ce qui reste avant d’ouvrir" in suite.content.decode()


def test_un_fichier_refuse_dit_pourquoi_et_rien_n_est_ecrit(secretaire, campagne, exports):
    faux = SimpleUploadedFile("photo.jpg", b"\xff\xd8\xff\xe0 ceci n'est pas un export")
    reponse = secretaire.post(SIECLE, {"fichiers": [*exports[:2], faux]})
    assert reponse.status_code == 422
    assert "Rien n’a été écrit" in reponse.content.decode()
    assert not Import.objects.exists()
    assert not FichierDepose.objects.exists()


def test_les_fichiers_d_un_autre_college_sont_refuses(secretaire, campagne, tmp_path):
    voisin = ecrire(fabriquer(uai="0590182C", annee=2026, eleves=2, graine=1), tmp_path)
    envoye = SimpleUploadedFile(voisin[0].name, voisin[0].read_bytes())
    reponse = secretaire.post(SIECLE, {"fichiers": [envoye]})
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


def test_l_apercu_dit_qui_change_de_quoi_a_quoi(secretaire, campagne):
    deposer(secretaire, fichier(eleve("1", PRENOM2="Fatou")))
    geste(secretaire, "appliquer")
    html = secretaire.get(deposer(secretaire, fichier(eleve("1", PRENOM2="Binta")))).content
    assert "<del>Fatou</del>" in html.decode()
    assert "<ins>Binta</ins>" in html.decode()


def test_l_apercu_groupe_les_anomalies_par_sorte_avec_leurs_eleves(secretaire, campagne):
    fiches = [eleve(str(n), ID_NATIONAL=None, MEL="faux", PRENOM=f"Awa{'ab'[n]}") for n in range(2)]
    html = secretaire.get(deposer(secretaire, fichier(*fiches))).content.decode()
    assert "Courriels douteux&nbsp;: 2" in html
    assert "Awaa" in html
    assert "Awab" in html


def test_ce_qui_est_louche_se_lit_d_abord_et_demande_une_case(secretaire, campagne):
    apercu = deposer(secretaire, fichier(eleve("1", PRENOM="No?mie")))
    html = secretaire.get(apercu).content.decode()
    assert html.index("À vérifier d’abord") < html.index("Appliquer</button>")
    refus = geste(secretaire, "appliquer")
    assert refus.status_code == 422
    assert "cochez la case" in refus.content.decode()
    assert not Eleve.objects.exists()
    geste(secretaire, "appliquer", malgre="on")
    assert Eleve.objects.exists()


def test_rien_de_louche_ne_montre_aucune_case(secretaire, campagne):
    html = secretaire.get(deposer(secretaire, fichier(eleve("1")))).content.decode()
    assert "malgre" not in html
    assert "À vérifier d’abord" not in html


def test_un_depot_depasse_est_refait_et_le_dit(secretaire, campagne):
    deposer(secretaire, fichier(eleve("1")))
    vieux = Import.objects.get()
    Import.objects.create(campagne=campagne, etat="applique")
    adresse = reverse("espace_agent:siecle_appliquer", args=[vieux.pk])
    reponse = secretaire.post(adresse, follow=True)
    assert "Voici ce que ces fichiers changeraient maintenant" in reponse.content.decode()
    assert reponse.context["depot"].pk != vieux.pk
    assert not Eleve.objects.exists()
    geste(secretaire, "appliquer")
    assert Eleve.objects.exists()


def test_abandonner_le_dit_et_n_ecrit_rien(secretaire, campagne):
    deposer(secretaire, fichier(eleve("1")))
    assert "Rien n’a été écrit" in geste(secretaire, "abandonner").content.decode()
    assert not Eleve.objects.exists()
    assert "quelqu’un l’a traité" in geste(secretaire, "abandonner").content.decode()


def test_seul_le_dernier_applique_a_son_bouton_d_annulation(secretaire, campagne):
    for prenom in ("Awa", "Noé"):
        deposer(secretaire, fichier(eleve("1", PRENOM=prenom)))
        geste(secretaire, "appliquer")
    dernier = Import.objects.latest("pk")
    deposer(secretaire, fichier(eleve("1")))
    html = secretaire.get(SIECLE).content.decode()
    assert html.count("/annuler/") == 1
    assert reverse("espace_agent:siecle_annuler", args=[dernier.pk]) in html


def test_annuler_rend_la_base_et_le_dit(secretaire, campagne):
    deposer(secretaire, fichier(eleve("1")))
    geste(secretaire, "appliquer")
    html = geste(secretaire, "annuler").content.decode()
    assert "L’import est annulé" in html
    assert not Eleve.objects.exists()
    assert "Annulé" in html
    assert "quelqu’un l’a traité" in geste(secretaire, "annuler").content.decode()


@pytest.mark.parametrize("nom", ["apercu", "appliquer", "abandonner", "annuler"])
def test_le_depot_d_un_autre_college_n_existe_pas(client, secretaire, campagne, voisine, nom):
    deposer(secretaire, fichier(eleve("1")))
    adresse = reverse(f"espace_agent:siecle_{nom}", args=[Import.objects.get().pk])
    autre = client_de(creer_agent(voisine), client)
    methode = autre.get if nom == "apercu" else autre.post
    assert methode(adresse).status_code == 404


def test_les_pages_ont_un_nombre_de_requetes_constant(secretaire, campagne):
    nombres = []
    for combien in (1, 30):
        fiches = [
            eleve(str(rang), ID_NATIONAL=None, PRENOM=f"A{chr(97 + rang % 26)}{rang // 26 * 'z'}")
            for rang in range(combien)
        ]
        apercu = deposer(secretaire, fichier(*fiches))
        for adresse in (apercu, SIECLE):
            with CaptureQueriesContext(connection) as requetes:
                secretaire.get(adresse)
            nombres.append(len(requetes))
    assert nombres[:2] == nombres[2:]
