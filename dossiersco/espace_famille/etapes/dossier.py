"""Le dossier d'un enfant, tout en texte : on le confirme, ou on en change un bloc."""

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dossiersco.dossiers.examen import refus_pour
from dossiersco.dossiers.models import Dossier, Responsable
from dossiersco.espace_famille.acces import RequeteFamille, dossier_permis, famille_requise
from dossiersco.espace_famille.documents import documents, manquants
from dossiersco.espace_famille.libelles import tables_lisibles
from dossiersco.espace_famille.page import page
from dossiersco.espace_famille.presentation import blocs, nouvelles
from dossiersco.espace_famille.suivi import depart, fermeture, suivre
from dossiersco.pieces.controles import demandes


@require_safe
@famille_requise
def vue(request: RequeteFamille, pk: int) -> HttpResponse:
    dossier = dossier_permis(request, pk)
    return page(request, "dossier", dossier, _contexte(request, dossier))


def _contexte(request: RequeteFamille, dossier: Dossier) -> dict[str, Any]:
    personne = request.personne
    tables = tables_lisibles(dossier.campagne)
    montres = blocs(dossier, personne, tables)
    demandees = demandes(dossier, personne)
    ferme = depart(dossier) or fermeture(dossier.campagne)
    annonces = list(get_messages(request))
    par_bloc = {message.extra_tags: message.message for message in annonces}
    return {
        "blocs": [{"bloc": bloc, "annonce": par_bloc.get(bloc.ancre, "")} for bloc in montres],
        "documents": documents(demandees),
        "manquants": manquants(demandees),
        "autres": [
            {"nom": autre.nom, "lien": tables.libelle("parentes", autre.code_parente)}
            for autre in Responsable.objects.pour_famille(dossier, personne)
        ],
        "refus": refus_pour(dossier, personne),
        "suivi": suivre(dossier),
        "fermeture": ferme,
        "ouvert": not ferme,
        "du_nouveau": bool(nouvelles(montres)),
        # Un « Enregistré. » se lit dans son bloc : le haut de la page n'est plus à l'écran.
        "messages": [message for message in annonces if not message.extra_tags],
    }
