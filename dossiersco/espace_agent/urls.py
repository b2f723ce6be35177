"""Les adresses de l'espace du collège. Un nom d'adresse = un module = un gabarit."""

from django.urls import path

from dossiersco.espace_agent import (
    accueil,
    codes,
    dossier,
    dossiers,
    droits,
    eleve_nouveau,
    file,
    gestes,
    invitations,
    listes,
    pieces,
    repetition,
    retour,
    siecle,
    siecle_apercu,
    tableau,
)

app_name = "espace_agent"

urlpatterns = [
    path("", file.file, name="file"),
    path("accueil/", accueil.accueil, name="accueil"),
    path("dossiers/", dossiers.dossiers, name="dossiers"),
    path("eleves/nouveau/", eleve_nouveau.eleve_nouveau, name="eleve_nouveau"),
    path("dossiers/<int:pk>/", dossier.dossier, name="dossier"),
    path("dossiers/<int:pk>/valider/", gestes.dossier_valider, name="dossier_valider"),
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
    path("siecle/<int:pk>/", siecle_apercu.siecle_apercu, name="siecle_apercu"),
    path("siecle/<int:pk>/appliquer/", siecle_apercu.siecle_appliquer, name="siecle_appliquer"),
    path("siecle/<int:pk>/abandonner/", siecle_apercu.siecle_abandonner, name="siecle_abandonner"),
    path("siecle/<int:pk>/annuler/", siecle_apercu.siecle_annuler, name="siecle_annuler"),
    path("retour/", retour.retour, name="retour"),
    path("retour/produire/", retour.retour_produire, name="retour_produire"),
    path("retour/schema/", retour.retour_schema, name="retour_schema"),
    path("retour/repetition/", repetition.repetition, name="repetition"),
    path("retour/<int:pk>/fichier/", retour.retour_fichier, name="retour_fichier"),
    path("tableau/", tableau.tableau, name="tableau"),
    path("listes/", listes.listes, name="listes"),
    path("listes/demander/", listes.liste_demander, name="liste_demander"),
    path("listes/<int:pk>/fichier/", listes.liste_fichier, name="liste_fichier"),
    path("droits/", droits.droits, name="droits"),
]
