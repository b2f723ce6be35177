"""Remettre à un responsable un code neuf, sur papier : il n'est montré qu'une fois."""

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from dossiersco.comptes.codes import presenter
from dossiersco.dossiers.invitations import lien_d_acces, remettre_code
from dossiersco.dossiers.models import NIVEAUX_QUI_AGISSENT, Personne
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, dossier_permis
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste


@require_POST
@agent_peut(Geste.REMETTRE_CODE)
def code_remis(request: RequeteAgent, pk: int, personne_pk: int) -> HttpResponse:
    """Pas de redirection : garder le code pour la page d'après serait l'écrire quelque part."""
    dossier = dossier_permis(request, pk)
    personnes = Personne.objects.pour_agent(request.agent).filter(
        responsables__eleve=dossier.eleve_id,
        responsables__niveau_responsabilite__in=NIVEAUX_QUI_AGISSENT,
    )
    personne = get_object_or_404(personnes, pk=personne_pk)
    code = remettre_code(dossier.campagne, personne)
    lien = lien_d_acces(code)
    contexte = {
        "dossier": dossier,
        "personne": personne,
        "code": presenter(code),
        "lien": lien,
        "adresse_publique": settings.ADRESSE_PUBLIQUE,
        "qr": segno.make(lien, error="m").svg_data_uri(scale=5, border=4),
    }
    return page(request, "code_remis", contexte)
