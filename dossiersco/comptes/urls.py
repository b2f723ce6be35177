"""Les portes d'entrée du service."""

from django.urls import path

from dossiersco.comptes import second_facteur, views

urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("acces/", views.acces_par_code, name="acces_par_code"),
    path("acces/<slug:code>/", views.acces_par_lien, name="acces_par_lien"),
    path("connexion/", views.connexion_agent, name="connexion_agent"),
    path("connexion/code/", second_facteur.second_facteur, name="second_facteur"),
    path(
        "connexion/second-facteur/",
        second_facteur.second_facteur_poser,
        name="second_facteur_poser",
    ),
    path("langue/", views.choisir_langue, name="langue"),
    path("deconnexion/", views.deconnexion, name="deconnexion"),
]
