import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from dossiersco.socle.middleware import ReponsePrivee


def reponse(chemin: str) -> HttpResponse:
    def vue(_requete: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Cache-Control": "max-age=60"})

    return ReponsePrivee(vue)(RequestFactory().get(chemin))


@pytest.mark.parametrize("chemin", ["/famille/", "/agent/dossiers/3/"])
def test_une_page_d_un_espace_n_est_gardee_nulle_part(chemin):
    assert reponse(chemin)["Cache-Control"] == "no-store"
    assert reponse(chemin)["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("chemin", ["/", "/statique/socle/dsfr.css", "/familles-d-ailleurs"])
def test_le_reste_garde_ses_regles(chemin):
    assert reponse(chemin)["Cache-Control"] == "max-age=60"


@pytest.mark.parametrize("adresse", ["/famille/dossier/1/moi/", "/agent/invitations/ouvrir/"])
def test_qui_envoie_une_page_apres_la_fin_de_sa_session_l_apprend(client, db, adresse):
    page = client.post(adresse, {"mel": "neuf@exemple.fr"}, follow=True)
    assert "votre dernier envoi n’a pas été enregistré" in page.content.decode()


def test_qui_ouvre_seulement_une_page_n_a_rien_perdu(client, db):
    page = client.get("/famille/", follow=True)
    assert "Votre session est terminée" not in page.content.decode()


def test_l_adresse_d_un_bouton_rouverte_a_la_main_montre_une_page(client, db):
    page = client.get(reverse("langue"))
    assert page.status_code == 405
    assert page["Allow"] == "POST"
    assert "Page introuvable" in page.content.decode()
    assert not client.put(reverse("langue")).content
