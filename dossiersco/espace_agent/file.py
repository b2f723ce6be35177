"""La file : ce qui attend le collège, ce qui se contredit d'abord, puis le plus ancien."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dossiersco.campagnes.models import Campagne
from dossiersco.campagnes.tables import tables_de
from dossiersco.dossiers.annulations import revocables
from dossiersco.dossiers.champs import CHAMPS, Cible
from dossiersco.dossiers.models import Dossier, Eleve, Trace
from dossiersco.dossiers.traces import DE_SIECLE
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
Dossiers = QuerySet[Dossier]


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


def par_priorite(dossiers: Dossiers) -> Dossiers:
    """Rang 0 : une identité écrite, deux auteurs d'un même champ, ou SIECLE qui a bougé dessous.

    Un dossier peut remonter pour une écriture déjà décidée ; aucun n'est laissé en arrière.
    """
    d_abord = Q(pk__in=_identite_de_l_eleve(dossiers).values("pk"))
    d_abord |= Q(pk__in=_identite_d_une_personne(dossiers).values("pk"))
    d_abord |= Q(pk__in=_plusieurs_auteurs(dossiers).values("pk"))
    d_abord |= Q(pk__in=dossiers.filter(eleve__traces__geste=DE_SIECLE).values("pk"))
    d_abord |= Q(pk__in=_siecle_a_change_une_personne(dossiers).values("pk"))
    return (
        dossiers.annotate(rang=Case(When(d_abord, then=Value(0)), default=Value(1)))
        .select_related("eleve", "campagne")
        .order_by("rang", "transmis_le", "pk")
    )


def _sensibles(cible: Cible) -> list[str]:
    return [champ.nom for champ in CHAMPS[cible] if champ.sensible]


def _identite_de_l_eleve(dossiers: Dossiers) -> Dossiers:
    return dossiers.filter(
        eleve__traces__geste="modifier",
        eleve__traces__champ__in=_sensibles(Cible.ELEVE),
    )


def _identite_d_une_personne(dossiers: Dossiers) -> Dossiers:
    return dossiers.filter(
        eleve__responsables__personne__traces__geste="modifier",
        eleve__responsables__personne__traces__champ__in=_sensibles(Cible.PERSONNE),
    )


def _siecle_a_change_une_personne(dossiers: Dossiers) -> Dossiers:
    return dossiers.filter(eleve__responsables__personne__traces__geste=DE_SIECLE)


def _plusieurs_auteurs(dossiers: Dossiers) -> Dossiers:
    ecrits = dossiers.filter(
        eleve__traces__geste="modifier", eleve__traces__par_personne__isnull=False
    )
    par_champ = ecrits.values("pk", "eleve__traces__champ").annotate(
        auteurs=Count("eleve__traces__par_personne", distinct=True)
    )
    return dossiers.filter(pk__in=par_champ.filter(auteurs__gt=1).values("pk"))


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
