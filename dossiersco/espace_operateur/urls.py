"""Les adresses de l'opérateur."""

from django.urls import path

from dossiersco.espace_operateur import colleges, inscrire, visite

app_name = "espace_operateur"

urlpatterns = [
    path("", colleges.colleges, name="colleges"),
    path("inscrire/", inscrire.inscrire, name="inscrire"),
    path("visite/terminer/", visite.visite_terminer, name="visite_terminer"),
    path("<str:uai>/visite/", visite.visite, name="visite"),
]
