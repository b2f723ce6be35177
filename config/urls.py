"""Toutes les adresses du service."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("dossiersco.comptes.urls")),
    path("famille/", include("dossiersco.espace_famille.urls")),
    path("agent/", include("dossiersco.espace_agent.urls")),
    path("operateur/", include("dossiersco.espace_operateur.urls")),
    path("", include("dossiersco.espace_public.urls")),
]
if settings.DEMONSTRATION:
    urlpatterns.append(path("boite/", include("dossiersco.demonstration.urls")))
