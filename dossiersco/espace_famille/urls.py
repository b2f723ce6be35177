"""Les adresses de l'espace famille, tirées du parcours."""

from django.urls import URLPattern, path

from dossiersco.espace_famille import brouillon, entree
from dossiersco.espace_famille.etapes import courriel, pieces, recu
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
    path("lien/", entree.lien, name="lien"),
    path("entrer/<str:jeton>/", entree.entrer, name="entrer"),
    path("dossier/<int:pk>/courriel/", courriel.vue, name="courriel"),
    path("dossier/<int:pk>/courriel/code/", courriel.envoyer, name="courriel_code"),
    path("dossier/<int:pk>/<slug:etape>/brouillon/", brouillon.garder, name="brouillon"),
    path(
        "dossier/<int:pk>/<slug:etape>/brouillon/effacer/",
        brouillon.effacer,
        name="brouillon_effacer",
    ),
    path("dossier/<int:pk>/avis/", recu.noter, name="avis"),
]
