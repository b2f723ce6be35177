import io
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dossiersco.espace_agent.tests.donnees import (
    client_de,
    creer_agent,
    creer_dossier,
    deposer,
    extraction_prete,
    responsables,
)
from dossiersco.etablissements.droits import Geste, Role, peut
from dossiersco.listes.models import Extraction
from dossiersco.pieces.models import PieceAttendue

LISTES = reverse("espace_agent:listes")
DOCUMENTS = "documents"


def demander(client, nom="eleves", **champs):
    valeurs = {
        "sorte": nom,
        f"{nom}-en": "csv",
        **{f"{nom}-{cle}": valeur for cle, valeur in champs.items()},
    }
    return client.post(reverse("espace_agent:liste_demander"), valeurs, follow=True)


def test_demander_puis_telecharger(secretaire, campagne):
    creer_dossier(campagne)
    assert "Télécharger «" in demander(secretaire, colonnes=["nom_de_famille"]).content.decode()
    fichier = secretaire.get(
        reverse("espace_agent:liste_fichier", args=[Extraction.objects.get().pk])
    )
    assert b"".join(fichier.streaming_content) == "\ufeffNom\r\nMARTIN\r\n".encode()
    assert fichier["Content-Disposition"].startswith(
        'attachment; filename="eleves-et-responsables-'
    )
    assert fichier["Cache-Control"] == "no-store"


def test_un_format_inconnu_se_dit(secretaire, campagne):
    assert "Choisissez un format" in demander(secretaire, en="exe").content.decode()
    assert not Extraction.objects.exists()


def test_la_vie_scolaire_ne_voit_ni_ne_prend_la_liste_complete(client, campagne):
    cpe = client_de(creer_agent(campagne, Role.VIE_SCOLAIRE), client)
    complete = extraction_prete(campagne, "eleves")
    page = cpe.get(LISTES).content.decode()
    assert "Appel d’évacuation" in page
    assert "Élèves et responsables" not in page
    assert demander(cpe).status_code == 403
    assert cpe.get(reverse("espace_agent:liste_fichier", args=[complete.pk])).status_code == 403


def test_une_liste_inconnue_n_existe_pas(secretaire):
    assert demander(secretaire, nom="inconnue").status_code == 404


def test_aucun_document_recu_se_dit(secretaire, campagne):
    PieceAttendue.objects.create(campagne=campagne, nom="RIB")
    assert "Aucun document n’a encore été reçu" in secretaire.get(LISTES).content.decode()


def test_tous_les_rib_se_demandent_et_se_telechargent(secretaire, campagne):
    dossier = creer_dossier(campagne)
    piece = deposer(dossier, responsables(dossier)[0])
    choix = {"colonnes": [f"document_{piece.attendue_id}"], "rangement": "sorte"}
    page = demander(secretaire, DOCUMENTS, **choix).content.decode()
    assert "Télécharger «&nbsp;Documents reçus : Photo&nbsp;», 1 document" in page
    assert "rangé par sorte de document, zip" in page
    fichier = secretaire.get(
        reverse("espace_agent:liste_fichier", args=[Extraction.objects.get().pk])
    )
    archive = zipfile.ZipFile(io.BytesIO(b"".join(fichier.streaming_content)))
    assert archive.namelist() == ["Photo/6A - MARTIN Nino.jpg", "index.csv"]
    assert (fichier["Content-Type"], fichier["Cache-Control"]) == ("application/zip", "no-store")
    assert fichier["Content-Disposition"].endswith('.zip"')


def test_sans_rien_cocher_l_ecran_dit_quoi_faire_et_garde_le_reste(secretaire, campagne):
    dossier = creer_dossier(campagne)
    deposer(dossier, responsables(dossier)[0])
    page = demander(secretaire, DOCUMENTS, rangement="eleve")
    assert page.status_code == 422
    assert "Cochez au moins un document" in page.content.decode()
    assert page.context["formulaire"]["rangement"].value() == "eleve"
    assert not Extraction.objects.exists()


def test_le_document_du_voisin_ne_se_demande_pas(secretaire, campagne, voisine):
    chez_eux = creer_dossier(voisine)
    piece = deposer(chez_eux, responsables(chez_eux)[0])
    choix = {"colonnes": [f"document_{piece.attendue_id}"], "rangement": "sorte"}
    page = demander(secretaire, DOCUMENTS, **choix)
    assert page.status_code == 422
    assert "Ce document n’a plus rien à sortir" in page.content.decode()
    assert not Extraction.objects.exists()


@pytest.mark.parametrize("role", list(Role))
def test_seul_qui_ouvre_les_documents_les_sort_en_zip(client, campagne, role):
    dossier = creer_dossier(campagne)
    piece = deposer(dossier, responsables(dossier)[0])
    prete = extraction_prete(campagne, DOCUMENTS)
    qui = client_de(creer_agent(campagne, role), client)
    permis = peut(role, Geste.VOIR_PIECES)
    assert ("Documents reçus" in qui.get(LISTES).content.decode()) is permis
    choix = {"colonnes": [f"document_{piece.attendue_id}"], "rangement": "sorte"}
    assert demander(qui, DOCUMENTS, **choix).status_code == (200 if permis else 403)
    reponse = qui.get(reverse("espace_agent:liste_fichier", args=[prete.pk]))
    assert reponse.status_code == (200 if permis else 403)
    if reponse.streaming:
        assert b"".join(reponse.streaming_content)


def test_une_liste_expiree_ne_se_telecharge_plus(secretaire, campagne):
    expiree = extraction_prete(campagne)
    Extraction.objects.update(expire_le=timezone.now() - timedelta(seconds=1))
    adresse = reverse("espace_agent:liste_fichier", args=[expiree.pk])
    assert secretaire.get(adresse).status_code == 404


@pytest.mark.parametrize("nombre", [1, 5])
def test_l_ecran_lit_autant_quel_que_soit_le_nombre(
    secretaire, campagne, nombre, django_assert_max_num_queries
):
    for _ in range(nombre):
        dossier = creer_dossier(campagne)
        piece = deposer(dossier, responsables(dossier)[0])
        extraction_prete(campagne, DOCUMENTS)
    Extraction.objects.update(colonnes=[f"document_{piece.attendue_id}"], rangement="eleve")
    with django_assert_max_num_queries(9):
        secretaire.get(LISTES)
