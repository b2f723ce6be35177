"""Pendant une visite, l'opérateur lit des pages : ni envoi, ni document, ni fichier."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dossiersco.comptes.models import Compte
from dossiersco.espace_agent.tests.donnees import client_de, creer_agent, creer_dossier
from dossiersco.espace_agent.tests.matrice import CAS, demander
from dossiersco.etablissements.droits import EN_VISITE, Geste, Role
from dossiersco.etablissements.models import Visite
from dossiersco.ouverture.visites import terminer, visiter

MODELE = "dossiersco.etablissements.backends.ParMotDePasse"


def test_un_visiteur_ne_fait_que_lire(visiteur, decor):
    """Un seul décor : rien n'y est écrit."""
    statuts, attendus = {}, {}
    for nom, ligne in CAS:
        cas, permis = f"{nom}-{ligne.methode}", ligne.methode == "get" and ligne.geste in EN_VISITE
        statuts[cas] = demander(visiteur, nom, ligne, decor).status_code
        attendus[cas] = ligne.statut if permis else 403
    assert statuts == attendus
    assert set(attendus.values()) >= {200, 403}


def test_aucune_adresse_ne_prend_d_envoi(visiteur, decor):
    pris = {
        f"{nom}-{methode}": statut
        for nom, ligne in CAS
        for methode in ("post", "put", "delete", "patch")
        if (statut := demander(visiteur, nom, ligne, decor, methode).status_code) not in {403, 405}
    }
    assert pris == {}


def test_ce_qu_il_lit_est_une_page(visiteur, decor):
    lues = 0
    for nom, ligne in CAS:
        reponse = demander(visiteur, nom, ligne, decor, "get")
        if reponse.status_code == 200:
            lues += 1
            assert reponse["Content-Type"].startswith("text/html"), nom
            assert "Visite en lecture seule" in reponse.content.decode(), nom
    assert lues > 5


def test_un_fichier_est_refuse_meme_sous_un_geste_permis(visiteur, decor, monkeypatch):
    """Un écran neuf qui donnerait un fichier sous un geste de lecture reste fermé."""
    monkeypatch.setattr(
        "dossiersco.etablissements.models.EN_VISITE", EN_VISITE | {Geste.VOIR_PIECES}
    )
    assert visiteur.get(reverse("espace_agent:piece", args=[decor.piece.pk])).status_code == 403


def test_les_gestes_d_une_visite_ne_sont_ni_decider_ni_sortir():
    assert not EN_VISITE & {
        Geste.DECIDER,
        Geste.VOIR_PIECES,
        Geste.REMETTRE_CODE,
        Geste.INVITER,
        Geste.EXPORTER,
        Geste.EXTRAIRE,
        Geste.EXTRAIRE_LISTES,
        Geste.CREER_ELEVE,
    }


def test_la_visite_ne_montre_que_ce_college(visiteur, voisine):
    ailleurs = creer_dossier(voisine)
    assert visiteur.get(reverse("espace_agent:dossier", args=[ailleurs.pk])).status_code == 404


@pytest.mark.parametrize("comment", ["finie", "depassee", "retire"])
def test_une_visite_finie_ne_montre_plus_rien(comment, visiteur, operateur):
    adresse = reverse("espace_agent:demarrer")
    assert visiteur.get(adresse).status_code == 200
    if comment == "finie":
        terminer(operateur)
    elif comment == "depassee":
        Visite.objects.update(jusqu_a=timezone.now() - timedelta(seconds=1))
    else:
        Compte.objects.filter(pk=operateur.pk).update(est_operateur=False)
    assert visiteur.get(adresse).status_code == 302


def test_sans_visite_l_operateur_va_dire_pourquoi(client, operateur, campagne):
    client.force_login(operateur, backend=MODELE)
    reponse = client.get(reverse("espace_agent:file"))
    assert reponse.url == reverse("espace_operateur:colleges")


@pytest.mark.parametrize("role", list(Role))
def test_le_college_le_voit_pendant_et_apres(role, client, operateur, campagne):
    visiter(campagne.etablissement, par=operateur, motif="Votre import est refusé")
    terminer(operateur)
    client_de(creer_agent(campagne, role), client)
    assert "Un opérateur a consulté" in client.get(reverse("espace_agent:droits")).content.decode()
    page = client.get(reverse("espace_agent:visites")).content.decode()
    assert "op@exemple.fr" in page and "Votre import est refusé" in page


def test_le_bandeau_s_en_va_la_trace_reste(secretaire, operateur, campagne):
    visiter(campagne.etablissement, par=operateur, motif="Votre import est refusé")
    Visite.objects.update(le=timezone.now() - timedelta(days=2))
    page = secretaire.get(reverse("espace_agent:visites")).content.decode()
    assert "Un opérateur a consulté" not in page
    assert "Votre import est refusé" in page


def test_le_voisin_ne_voit_rien_de_cette_visite(client, operateur, campagne, voisine):
    visiter(campagne.etablissement, par=operateur, motif="Votre import est refusé")
    client_de(creer_agent(voisine), client)
    page = client.get(reverse("espace_agent:visites")).content.decode()
    assert "refusé" not in page and "Un opérateur a consulté" not in page
