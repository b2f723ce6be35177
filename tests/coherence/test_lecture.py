"""Le client des tests refuse qu'un GET écrive : voici la preuve qu'il le refuse."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from conftest import EcritureEnLecture
from dossiersco.etablissements.models import Etablissement

UAI = "0590181B"


@login_not_required
def ecrire(_requete: HttpRequest) -> HttpResponse:
    Etablissement.objects.create(uai=UAI)
    return HttpResponse()


@login_not_required
def lire(_requete: HttpRequest) -> HttpResponse:
    return HttpResponse(str(Etablissement.objects.count()))


# Le pied de la page d'erreur mène aux pages publiques.
urlpatterns = [
    path("", lire, name="accueil"),
    path("ecrire", ecrire),
    path("lire", lire),
    path("", include("dossiersco.espace_public.urls")),
]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


def test_un_get_qui_ecrit_echoue(client):
    with pytest.raises(EcritureEnLecture, match="INSERT"):
        client.get("/ecrire")


def test_un_get_qui_lit_passe(client):
    assert client.get("/lire").content == b"0"


def test_un_post_peut_ecrire(client):
    assert client.post("/ecrire").status_code == 200
    assert Etablissement.objects.filter(uai=UAI).exists()
