"""Qui peut quoi, dit à tous les agents : la table des droits elle-même."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dossiersco.espace_agent.acces import RequeteAgent, agent_peut
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import DROITS, LIBELLES_ROLES, Geste

EN_MOTS = {
    Geste.VOIR_DOSSIERS: "Voir les dossiers, avec les coordonnées des responsables",
    Geste.DECIDER: "Accepter, refuser, demander une correction, valider",
    Geste.VOIR_PIECES: "Ouvrir les documents envoyés par les familles, les sortir en un zip",
    Geste.REMETTRE_CODE: "Remettre un code à un responsable",
    Geste.INVITER: "Ouvrir la campagne et inviter les familles",
    Geste.IMPORTER: "Déposer les exports de SIECLE",
    Geste.EXPORTER: "Produire et télécharger le fichier pour SIECLE",
    Geste.VOIR_TABLEAU: "Voir où en est la campagne, les notes et les commentaires",
    Geste.ORGANISER: "Confier un dossier, l’étiqueter, écrire une note interne",
    Geste.EXTRAIRE: "Sortir toutes les données : élèves, responsables, adresses, changements",
    Geste.EXTRAIRE_LISTES: "Sortir les listes de vie scolaire : demi-pension, transport, appel",
    Geste.CREER_ELEVE: "Inscrire un élève que SIECLE ne connaît pas encore",
    Geste.SAISIR_POUR_FAMILLE: "Saisir ce qu’une famille donne sur papier ou au guichet",
    Geste.REGLER_FORMATIONS: "Régler les formations et les options",
    Geste.REGLER: "Régler le collège et la campagne : dates, textes, documents, questions",
    Geste.GERER_EQUIPE: "Inviter un collègue, changer son rôle, lui retirer l’accès",
    Geste.GERER_SON_COMPTE: "Changer son mot de passe, son adresse, son second facteur",
    Geste.VOIR_DROITS: "Lire cette page, et les visites de l’opérateur",
    Geste.PREPARER: "Voir ce qui reste à préparer, et essayer comme une famille",
}


@require_safe
@agent_peut(Geste.VOIR_DROITS)
def droits(request: RequeteAgent) -> HttpResponse:
    contexte = {
        "roles": list(LIBELLES_ROLES.values()),
        "lignes": [
            {"geste": EN_MOTS[geste], "permis": [role in roles for role in LIBELLES_ROLES]}
            for geste, roles in DROITS.items()
        ],
    }
    return page(request, "droits", contexte)
