"""Les adresses de l'espace famille, tirées du parcours."""

from django.urls import URLPattern, path

from dossiersco.espace_famille import brouillon
from dossiersco.espace_famille.etapes import pieces, recu
from dossiersco.espace_famille.parcours import ETAPES

app_name = "espace_famille"

CHEMINS = {"accueil": "", "dossier": "dossier/<int:pk>/"}

urlpatterns: list[URLPattern] = [
    *(
        path(CHEMINS.get(etape.nom, f"dossier/<int:pk>/{etape.nom}/"), etape.vue, name=etape.nom)
        for etape in ETAPES
    ),
    path("dossier/<int:pk>/pieces/<int:piece_pk>/", pieces.voir, name="piece"),
    path("dossier/<int:pk>/pieces/<int:piece_pk>/retirer/", pieces.retirer, name="piece_retirer"),
    path("dossier/<int:pk>/<slug:etape>/brouillon/", brouillon.garder, name="brouillon"),
    path(
        "dossier/<int:pk>/<slug:etape>/brouillon/effacer/",
        brouillon.effacer,
        name="brouillon_effacer",
    ),
    path("dossier/<int:pk>/avis/", recu.noter, name="avis"),
]
