"""Les adresses de l'espace famille, tirées du parcours."""

from django.urls import URLPattern, path

from dossiersco.espace_famille import brouillon, entree, guichet, reunion, telephone, televersement
from dossiersco.espace_famille.etapes import (
    adultes,
    aide,
    autorisations,
    confirmer,
    courriel,
    pieces,
    portable,
    recu,
)
from dossiersco.espace_famille.parcours import ETAPES

app_name = "espace_famille"

CHEMINS = {"accueil": "", "dossier": "dossier/<int:pk>/"}

DES_ADULTES = "dossier/<int:pk>/adultes"
UN_CONTACT = f"{DES_ADULTES}/contact/<int:contact_pk>"
ADULTES = [
    path(f"{DES_ADULTES}/contact/", adultes.contact, name="contact_nouveau"),
    path(f"{UN_CONTACT}/", adultes.contact, name="contact"),
    path(f"{UN_CONTACT}/rang/<int:rang>/", adultes.contact_placer, name="contact_placer"),
    path(f"{UN_CONTACT}/retirer/", adultes.contact_retirer, name="contact_retirer"),
    path(f"{DES_ADULTES}/demande/<slug:sorte>/", adultes.demande, name="demande"),
    path(
        f"{DES_ADULTES}/demande/<int:demande_pk>/retirer/",
        adultes.demande_retirer,
        name="demande_retirer",
    ),
]

urlpatterns: list[URLPattern] = [
    *(
        path(CHEMINS.get(etape.nom, f"dossier/<int:pk>/{etape.nom}/"), etape.vue, name=etape.nom)
        for etape in ETAPES
    ),
    path("dossier/<int:pk>/confirmer/<slug:bloc>/", confirmer.vue, name="confirmer"),
    path(
        "dossier/<int:pk>/autorisations/<int:question_pk>/retirer/",
        autorisations.retirer,
        name="accord_retirer",
    ),
    *ADULTES,
    path("aide/", aide.vue, name="aide"),
    path("fin/", guichet.fin, name="fin"),
    path("reunir/", reunion.reunir, name="reunir"),
    path("separer/<int:personne_pk>/", reunion.separer, name="separer"),
    path("dossier/<int:pk>/pieces/<int:piece_pk>/", pieces.voir, name="piece"),
    path("dossier/<int:pk>/pieces/<int:piece_pk>/retirer/", pieces.retirer, name="piece_retirer"),
    path(
        "dossier/<int:pk>/pieces/<int:piece_pk>/rang/<int:rang>/",
        pieces.deplacer,
        name="piece_deplacer",
    ),
    path("dossier/<int:pk>/pieces/<int:piece_pk>/document/", pieces.entier, name="piece_entiere"),
    path(
        "dossier/<int:pk>/documents/<int:attendue_pk>/envoi/",
        televersement.commencer,
        name="televersement",
    ),
    path(
        "dossier/<int:pk>/envois/<uuid:televersement>/",
        televersement.suivre,
        name="televersement_suite",
    ),
    path(
        "dossier/<int:pk>/documents/<int:attendue_pk>/etat/", televersement.etat, name="piece_etat"
    ),
    path(
        "dossier/<int:pk>/documents/<int:attendue_pk>/telephone/",
        telephone.inviter,
        name="telephone_inviter",
    ),
    path("telephone/<str:jeton>/", telephone.ouvrir, name="telephone"),
    path("telephone/<str:jeton>/envoi/", telephone.commencer, name="telephone_envoi"),
    path(
        "telephone/<str:jeton>/envois/<uuid:televersement>/",
        telephone.suivre,
        name="telephone_suite",
    ),
    path("dossier/<int:pk>/recu.pdf", recu.pdf, name="recu_pdf"),
    path("lien/", entree.lien, name="lien"),
    path("entrer/<str:jeton>/", entree.entrer, name="entrer"),
    path("dossier/<int:pk>/courriel/", courriel.vue, name="courriel"),
    path("dossier/<int:pk>/courriel/code/", courriel.envoyer, name="courriel_code"),
    path("dossier/<int:pk>/portable/", portable.vue, name="portable"),
    path("dossier/<int:pk>/portable/code/", portable.envoyer, name="portable_code"),
    path("dossier/<int:pk>/<slug:etape>/brouillon/", brouillon.garder, name="brouillon"),
    path(
        "dossier/<int:pk>/<slug:etape>/brouillon/effacer/",
        brouillon.effacer,
        name="brouillon_effacer",
    ),
    path("dossier/<int:pk>/avis/", recu.noter, name="avis"),
]
