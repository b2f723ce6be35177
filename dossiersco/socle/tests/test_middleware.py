import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

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
