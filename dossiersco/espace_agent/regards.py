"""« Mme Petit regarde ce dossier » : ce qu'un agent voit des autres, et ce qu'ils voient de lui."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from dossiersco.dossiers.models import Dossier, Regard
from dossiersco.dossiers.regards import regarder
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut
from dossiersco.espace_agent.fiches import Fiche
from dossiersco.etablissements.droits import Geste


@require_POST
@agent_peut(Geste.VOIR_DOSSIERS)
def dossier_regarder(request: RequeteAgent, pk: int) -> HttpResponse:
    """Dit qu'on y est, et rend où sont les autres. L'écran le demande : lire une page n'écrit rien.

    Un opérateur en visite n'envoie rien : personne ne croit qu'il traite un dossier.
    """
    siens = Dossier.objects.pour_agent(request.agent).only("pk")
    regarder(get_object_or_404(siens, pk=pk), par=request.agent)
    return JsonResponse(regards_des_collegues(request))


def regarder_ensuite(request: RequeteAgent, pk: int | None) -> None:
    """Sans JavaScript, aucun écran ne le dit : le geste qui mène à un dossier le dit pour lui."""
    siens = Dossier.objects.pour_agent(request.agent).only("pk")
    if pk and (dossier := siens.filter(pk=pk).first()):
        regarder(dossier, par=request.agent)


def regards_des_collegues(request: RequeteAgent) -> Mapping[int, str]:
    """{id du dossier: la phrase}."""
    noms: dict[int, list[str]] = defaultdict(list)
    siens = Regard.objects.pour_agent(request.agent).order_by("agent__nom")
    for dossier, nom in siens.values_list("dossier", "agent__nom"):
        noms[dossier].append(nom)
    return {dossier: phrase(qui) for dossier, qui in noms.items()}


def phrase(noms: Sequence[str]) -> str:
    if not noms:
        return ""
    *premiers, dernier = noms
    if not premiers:
        return f"{dernier} regarde ce dossier."
    return f"{', '.join(premiers)} et {dernier} regardent ce dossier."


def suivant(fiches: Sequence[Fiche]) -> Fiche | None:
    """La première que personne ne regarde ; à défaut, la première."""
    libres = (fiche for fiche in fiches if not fiche.regard)
    return next(libres, fiches[0] if fiches else None)
