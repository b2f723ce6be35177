"""Les pages publiques."""

from django.urls import path

from dossiersco.espace_public import chiffres, inscrire, textes

app_name = "espace_public"

urlpatterns = [
    path("inscrire/", inscrire.inscrire, name="inscrire"),
    path("inscrire/message/", inscrire.message, name="message"),
    path("inscrire/<str:jeton>/", inscrire.activer, name="activer"),
    path("chiffres/", chiffres.chiffres, name="chiffres"),
    path("accessibilite/", textes.accessibilite, name="accessibilite"),
    path("vie-privee/", textes.vie_privee, name="vie_privee"),
]
