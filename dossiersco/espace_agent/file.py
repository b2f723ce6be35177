"""La file : ce qui attend le collège, ce qui se contredit d'abord, puis le plus ancien."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dossiersco.campagnes.models import Campagne
from dossiersco.campagnes.tables import tables_de
from dossiersco.dossiers.annulations import revocables
from dossiersco.dossiers.models import Dossier, Eleve, Trace
from dossiersco.dossiers.priorites import Dossiers, par_priorite
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, campagnes
from dossiersco.espace_agent.demandes import demandes_de_la_file
from dossiersco.espace_agent.fiches import Fiche, fiches
from dossiersco.espace_agent.fragments import par_htmx
from dossiersco.espace_agent.motifs import MOTIFS
from dossiersco.espace_agent.page import page
from dossiersco.espace_agent.place import Place
from dossiersco.espace_agent.regards import regards_des_collegues, suivant
from dossiersco.etablissements.droits import Geste

PAR_PAGE = 20


@require_safe
@agent_peut(Geste.VOIR_DOSSIERS)
def file(request: RequeteAgent) -> HttpResponse:
    campagne = _campagne(request)
    if campagne is None:
        return page(request, "sans_campagne", {"titre": "À traiter"})
    en_attente = Dossier.objects.pour_agent(request.agent).a_traiter().filter(campagne=campagne)
    apres = Place.lire(request.GET.get("apres", ""))
    lot = list(_suite(par_priorite(en_attente), apres)[: PAR_PAGE + 1])
    montrees = fiches(lot[:PAR_PAGE], tables_de(campagne))
    _chainer(request, montrees)
    contexte: dict[str, Any] = {
        **MOTIFS,
        "fiches": montrees,
        "apres": apres or "",
        "page_suivante": _place(lot[PAR_PAGE - 1]) if len(lot) > PAR_PAGE else "",
    }
    if par_htmx(request):
        return page(request, "_fiches", contexte)
    contexte |= {
        "demandes": [] if apres else demandes_de_la_file(request, campagne),
        "nombre": vars(campagne)["a_traiter"],
        "pas_ouverte": campagne.ouverte_le is None or campagne.s_ouvrira,
        "derniere": _derniere(campagne),
        "premiere": suivant(montrees),
    }
    return page(request, "file", contexte)


def _chainer(request: RequeteAgent, montrees: Sequence[Fiche]) -> None:
    """D'une fiche à la suivante, en passant celles qu'un collègue a déjà sous les yeux."""
    regards = regards_des_collegues(request)
    for une in montrees:
        une.regard = regards.get(une.dossier.pk, "")
    for rang, une in enumerate(montrees, 1):
        if autre := suivant(montrees[rang:]):
            une.suivant = autre.dossier.pk


def _campagne(request: RequeteAgent) -> Campagne | None:
    """La dernière du collège, avec ce qui s'en lit d'un coup : combien de ses dossiers attendent
    (`a_traiter`), la dernière décision de l'agent (`derniere`)."""
    en_attente = Dossier.objects.pour_agent(request.agent).a_traiter()
    siens = en_attente.filter(campagne=OuterRef("pk")).order_by().values("campagne")
    nombre = Subquery(siens.annotate(n=Count("pk")).values("n"))
    noms = {nom: f"dossier__eleve__{nom}" for nom in ("prenom", "nom_usage", "nom_de_famille")}
    dite = JSONObject(lot="lot", dossier="dossier", eleve=JSONObject(**noms))
    derniere = Subquery(revocables(request.agent).values(dite=dite)[:1])
    return campagnes(request).annotate(a_traiter=Coalesce(nombre, 0), derniere=derniere).first()


def _derniere(campagne: Campagne) -> Trace | None:
    """Juste de quoi la nommer et l'annuler."""
    lue = vars(campagne)["derniere"]
    if lue is None:
        return None
    return Trace(
        lot=UUID(lue["lot"]), dossier=Dossier(pk=lue["dossier"], eleve=Eleve(**lue["eleve"]))
    )


def _suite(dossiers: Dossiers, apres: Place | None) -> Dossiers:
    """Par clé : la page d'après ne se décale pas quand un collègue valide en même temps."""
    if apres is None:
        return dossiers
    return dossiers.filter(
        Q(rang__gt=apres.rang)
        | Q(rang=apres.rang, transmis_le__gt=apres.transmis_le)
        | Q(rang=apres.rang, transmis_le=apres.transmis_le, pk__gt=apres.pk)
    )


def _place(dossier: Dossier) -> str:
    ligne = vars(dossier)
    return str(Place(ligne["rang"], ligne["transmis_le"], dossier.pk))
