"""Le morceau de la file qu'un geste remplace, quand htmx le demande ; sans lui, la page entière."""

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from dossiersco.campagnes.tables import tables_de
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.models import Dossier
from dossiersco.espace_agent.acces import RequeteAgent
from dossiersco.espace_agent.fiches import fiches
from dossiersco.espace_agent.motifs import MOTIFS
from dossiersco.espace_agent.page import page


def par_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def fiche_apres(
    request: RequeteAgent,
    pk: int,
    annonce: str,
    *,
    erreur: bool = False,
    revenus: Collection[int] = (),
) -> HttpResponse:
    """Le dossier tel qu'il est maintenant : à traiter encore, ou sorti de la file.

    `revenus` : ceux qu'une annulation ramène, pour que leurs lignes redeviennent des fiches.
    """
    dossiers = Dossier.objects.pour_agent(request.agent).select_related(
        "eleve", "campagne__etablissement"
    )
    dossier = get_object_or_404(dossiers, pk=pk)
    siens = Dossier.objects.pour_agent(request.agent).a_traiter()
    contexte: dict[str, Any] = {
        **MOTIFS,
        "annonce": annonce,
        "erreur": erreur,
        "nombre": siens.filter(campagne=dossier.campagne_id).count(),
        "ecran": "file",
        "apres": "",
        "dossier": dossier,
        "lot": None if erreur else request.agent.lot,
        "freres": [] if erreur else _freres(request, dossier),
    }
    if dossier.etat != Etat.TRANSMIS:
        return _sans_changer_d_adresse(page(request, "_faite", contexte))
    autres = siens.filter(campagne=dossier.campagne_id, pk__in=revenus).exclude(pk=pk)
    autres = autres.select_related("eleve", "campagne__etablissement")
    fiche, *revenues = fiches([dossier, *autres], tables_de(dossier.campagne))
    contexte |= {"fiche": fiche, "revenues": revenues}
    return _sans_changer_d_adresse(page(request, "_fiche_seule", contexte))


def _freres(request: RequeteAgent, dossier: Dossier) -> list[Dossier]:
    """Validés du même coup : sans eux, l'agent passerait plus bas sur un dossier déjà réglé."""
    if request.agent.lot is None:
        return []
    sortis = Dossier.objects.pour_agent(request.agent).exclude(etat=Etat.TRANSMIS)
    freres = sortis.filter(traces__lot=request.agent.lot).exclude(pk=dossier.pk)
    return list(freres.select_related("eleve").distinct())


def _sans_changer_d_adresse(reponse: HttpResponse) -> HttpResponse:
    """L'agent est toujours dans la file : recharger la page ne refait pas le geste."""
    reponse["HX-Push-Url"] = "false"
    return reponse
