"""Le dossier d'un enfant, tout en texte : on le confirme, ou on en change un bloc."""

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dossiersco.dossiers.entourage import entourage, posees_a
from dossiersco.dossiers.examen import refus_parmi, traces_visibles
from dossiersco.dossiers.models import Dossier
from dossiersco.dossiers.perimetre import est_demande
from dossiersco.espace_famille import adultes, confirmations
from dossiersco.espace_famille.acces import RequeteFamille, dossier_permis, famille_requise
from dossiersco.espace_famille.documents import documents, manquants
from dossiersco.espace_famille.libelles import tables_lisibles
from dossiersco.espace_famille.page import page
from dossiersco.espace_famille.presentation import blocs, nouvelles
from dossiersco.espace_famille.reponses import accords, avec_les_reponses, sans_reponse
from dossiersco.espace_famille.suivi import depart, fermeture, suivre
from dossiersco.pieces.controles import demandes


@require_safe
@famille_requise
def vue(request: RequeteFamille, pk: int) -> HttpResponse:
    dossier = dossier_permis(request, pk)
    return page(request, "dossier", dossier, _contexte(request, dossier))


def _contexte(request: RequeteFamille, dossier: Dossier) -> dict[str, Any]:
    personne = request.personne
    tables = tables_lisibles(dossier)
    entoure = entourage(dossier, personne)
    traces = traces_visibles(dossier, personne)
    voix = confirmations.voix(dossier, personne, entoure, tables)
    posees = posees_a(dossier, personne, entoure)
    montres = confirmations.avec_les_paroles(
        blocs(dossier, personne, tables, posees), traces, dossier.eleve_id, voix
    )
    montres = avec_les_reponses(montres, posees, voix)
    demandees = demandes(dossier, personne)
    ferme = depart(dossier) or fermeture(dossier.campagne, request.entree)
    annonces = list(get_messages(request))
    par_bloc = {message.extra_tags: message for message in annonces}
    return {
        "blocs": [
            {
                "bloc": bloc,
                "annonce": par_bloc.get(bloc.ancre),
                "confirme": confirmations.confirme(bloc, entoure, voix),
            }
            for bloc in montres
        ],
        "documents": documents(demandees),
        "manquants": manquants(demandees),
        "sans_reponse": sans_reponse(montres),
        "accords": accords(posees) if ferme else [],
        "mot_accueil": dossier.campagne.mot_accueil,
        "adultes_demandes": est_demande(dossier, "adultes"),
        "autres": adultes.autres(entoure, voix, tables),
        "contacts": entoure.contacts,
        "demandes": adultes.demandes(entoure),
        "refus": refus_parmi(traces, personne),
        "suivi": suivre(dossier),
        "fermeture": ferme,
        "ouvert": not ferme,
        "du_nouveau": bool(nouvelles(montres)),
        # Un « Enregistré. » se lit dans son bloc : le haut de la page n'est plus à l'écran.
        "messages": [message for message in annonces if not message.extra_tags],
    }
