"""Les adresses de l'espace du collège. Un nom d'adresse = un module = un gabarit."""

from django.urls import path

from dossiersco.espace_agent import (
    accueil,
    codes,
    college,
    demandes,
    dossier,
    dossiers,
    droits,
    file,
    gestes,
    invitations,
    pieces,
    retour,
    siecle,
)

app_name = "espace_agent"

urlpatterns = [
    path("", file.file, name="file"),
    path("accueil/", accueil.accueil, name="accueil"),
    path("dossiers/", dossiers.dossiers, name="dossiers"),
    path("dossiers/<int:pk>/", dossier.dossier, name="dossier"),
    path("dossiers/<int:pk>/valider/", gestes.dossier_valider, name="dossier_valider"),
    path(
        "dossiers/<int:pk>/sans-attendre/",
        gestes.dossier_sans_attendre,
        name="dossier_sans_attendre",
    ),
    path("dossiers/<int:pk>/refuser/", gestes.dossier_refuser, name="dossier_refuser"),
    path("dossiers/<int:pk>/trancher/", gestes.dossier_trancher, name="dossier_trancher"),
    path("dossiers/<int:pk>/demander/", gestes.dossier_demander, name="dossier_demander"),
    path("dossiers/<int:pk>/code/<int:personne_pk>/", codes.code_remis, name="code_remis"),
    path("pieces/<int:pk>/", pieces.piece, name="piece"),
    path("pieces/<int:pk>/accepter/", gestes.piece_accepter, name="piece_accepter"),
    path("pieces/<int:pk>/refuser/", gestes.piece_refuser, name="piece_refuser"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/ouvrir/", invitations.campagne_ouvrir, name="campagne_ouvrir"),
    path("invitations/envoyer/", invitations.invitations_envoyer, name="invitations_envoyer"),
    path("siecle/", siecle.siecle, name="siecle"),
    path("retour/", retour.retour, name="retour"),
    path("retour/produire/", retour.retour_produire, name="retour_produire"),
    path("retour/<int:pk>/fichier/", retour.retour_fichier, name="retour_fichier"),
    path("demandes/<int:pk>/accepter/", demandes.demande_accepter, name="demande_accepter"),
    path("demandes/<int:pk>/refuser/", demandes.demande_refuser, name="demande_refuser"),
    path("college/", college.college, name="college"),
    path("droits/", droits.droits, name="droits"),
]
