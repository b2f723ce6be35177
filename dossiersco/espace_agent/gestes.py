"""Les gestes sur un dossier. Chacun ramène l'agent à sa place et lui dit ce qui s'est passé."""

from collections.abc import Callable, Collection
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from dossiersco.dossiers import apres_lecture, decisions
from dossiersco.dossiers.etats import PassageInterdit
from dossiersco.dossiers.models import Dossier
from dossiersco.dossiers.refus import GesteRefuse
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, dossier_permis
from dossiersco.espace_agent.formulaires import FormulaireDemande, FormulaireMotif
from dossiersco.espace_agent.fragments import fiche_apres, par_htmx
from dossiersco.espace_agent.motifs import MOTIFS_CHAMP, MOTIFS_PIECE
from dossiersco.espace_agent.page import page
from dossiersco.espace_agent.place import NUMERO, a_redire, prochain, revenir
from dossiersco.espace_agent.regards import regarder_ensuite
from dossiersco.etablissements.droits import Geste
from dossiersco.pieces import actions as pieces
from dossiersco.pieces import annulations
from dossiersco.pieces.models import PieceJointe
from dossiersco.pieces.validation import accepter_et_valider
from dossiersco.socle.forms import Formulaire


@require_POST
@agent_peut(Geste.DECIDER)
def dossier_valider(request: RequeteAgent, pk: int) -> HttpResponse:
    dossier = dossier_permis(request, pk)
    empreinte = request.POST.get("empreinte", "")
    vues = _pages_vues(request)
    return _faire(
        request,
        dossier,
        lambda: accepter_et_valider(dossier, empreinte=empreinte, vues=vues, par=request.agent),
        f"{dossier.eleve} : dossier validé.",
        fini=True,
    )


@require_POST
@agent_peut(Geste.DECIDER)
def dossier_sans_attendre(request: RequeteAgent, pk: int) -> HttpResponse:
    dossier = dossier_permis(request, pk)
    return _faire(
        request,
        dossier,
        lambda: decisions.valider_sans_attendre(dossier, par=request.agent),
        f"{dossier.eleve} : dossier validé sans l’autre signature.",
        fini=False,
        revocable=False,
    )


@require_POST
@agent_peut(Geste.DECIDER)
def dossier_refuser(request: RequeteAgent, pk: int) -> HttpResponse:
    dossier = dossier_permis(request, pk)
    formulaire = FormulaireMotif(request.POST, MOTIFS_CHAMP)
    if not formulaire.is_valid():
        return _redemander(request, dossier, formulaire, "Refuser un changement")
    return _faire(
        request,
        dossier,
        lambda: apres_lecture.refuser(
            dossier,
            request.POST.get("clef", ""),
            empreinte=request.POST.get("empreinte", ""),
            motif=formulaire.cleaned_data["raison"],
            par=request.agent,
        ),
        f"{dossier.eleve} : changement refusé, la valeur de SIECLE est remise.",
        fini=False,
    )


@require_POST
@agent_peut(Geste.DECIDER)
def dossier_trancher(request: RequeteAgent, pk: int) -> HttpResponse:
    dossier = dossier_permis(request, pk)
    return _faire(
        request,
        dossier,
        lambda: apres_lecture.trancher(
            dossier,
            request.POST.get("clef", ""),
            empreinte=request.POST.get("empreinte", ""),
            personne=request.POST.get("personne", ""),
            par=request.agent,
        ),
        f"{dossier.eleve} : désaccord tranché.",
        fini=False,
    )


@require_POST
@agent_peut(Geste.DECIDER)
def dossier_demander(request: RequeteAgent, pk: int) -> HttpResponse:
    dossier = dossier_permis(request, pk)
    formulaire = FormulaireDemande(request.POST)
    if not formulaire.is_valid():
        return _redemander(request, dossier, formulaire, "Demander une correction")
    message = formulaire.cleaned_data["message"]
    return _faire(
        request,
        dossier,
        lambda: decisions.demander_correction(dossier, message=message, par=request.agent),
        f"{dossier.eleve} : la famille est invitée à corriger.",
        fini=True,
    )


@require_POST
@agent_peut(Geste.DECIDER)
def piece_accepter(request: RequeteAgent, pk: int) -> HttpResponse:
    piece = _piece_permise(request, pk)
    vues = _pages_vues(request)
    return _faire(
        request,
        piece.dossier,
        lambda: _decider_piece(piece, lambda: pieces.accepter(piece, par=request.agent, vues=vues)),
        f"{piece.dossier.eleve} : document accepté.",
        fini=False,
    )


@require_POST
@agent_peut(Geste.DECIDER)
def piece_refuser(request: RequeteAgent, pk: int) -> HttpResponse:
    piece = _piece_permise(request, pk)
    formulaire = FormulaireMotif(request.POST, MOTIFS_PIECE)
    if not formulaire.is_valid():
        return _redemander(request, piece.dossier, formulaire, "Refuser un document")
    motif, vues = formulaire.cleaned_data["raison"], _pages_vues(request)
    return _faire(
        request,
        piece.dossier,
        lambda: _decider_piece(
            piece, lambda: pieces.refuser(piece, motif=motif, par=request.agent, vues=vues)
        ),
        f"{piece.dossier.eleve} : document refusé. Pensez à demander une correction.",
        fini=False,
    )


@require_POST
@agent_peut(Geste.DECIDER)
def decision_annuler(request: RequeteAgent) -> HttpResponse:
    """Un lot peut toucher plusieurs dossiers ; il n'est connu que de son auteur."""
    try:
        lot = UUID(request.POST.get("lot", ""))
        dossiers = annulations.annuler(lot, par=request.agent)
    except ValueError:
        return redirect("espace_agent:file")
    except (GesteRefuse, PassageInterdit) as refus:
        return _apres_annulation(request, str(refus), erreur=True)
    noms = ", ".join(str(dossier.eleve) for dossier in dossiers)
    phrase = f"{noms} : décision annulée, à traiter de nouveau."
    return _apres_annulation(request, phrase, revenus=[dossier.pk for dossier in dossiers])


def _apres_annulation(
    request: RequeteAgent, phrase: str, *, erreur: bool = False, revenus: Collection[int] = ()
) -> HttpResponse:
    montre = request.POST.get("dossier", "")
    if par_htmx(request) and NUMERO.fullmatch(montre):
        return fiche_apres(request, int(montre), phrase, erreur=erreur, revenus=revenus)
    (messages.error if erreur else messages.success)(request, phrase)
    return redirect("espace_agent:file")


def _piece_permise(request: RequeteAgent, pk: int) -> PieceJointe:
    permises = PieceJointe.objects.pour_agent(request.agent).select_related("dossier__eleve")
    return get_object_or_404(permises, pk=pk)


def _pages_vues(request: RequeteAgent) -> list[int]:
    """Les pages que l'agent avait sous les yeux : une page arrivée depuis reste à regarder."""
    return [int(piece) for piece in request.POST.getlist("piece") if NUMERO.fullmatch(piece)]


def _decider_piece(piece: PieceJointe, geste: Callable[[], None]) -> None:
    if piece.etat != "recue":
        raise GesteRefuse("Ce document est déjà décidé : quelqu’un l’a traité entre-temps.")
    geste()


def _faire(
    request: RequeteAgent,
    dossier: Dossier,
    geste: Callable[[], None],
    fait: str,
    *,
    fini: bool,
    revocable: bool = True,
) -> HttpResponse:
    if revocable:
        # Tout ce que ce geste écrit s'annule ensemble.
        request.agent.lot = uuid4()
    try:
        geste()
    except (GesteRefuse, PassageInterdit) as refus:
        return _repondre(request, dossier, f"{dossier.eleve} : {refus}", erreur=True)
    return _repondre(request, dossier, fait, fini=fini)


def _repondre(
    request: RequeteAgent,
    dossier: Dossier,
    phrase: str,
    *,
    fini: bool = False,
    erreur: bool = False,
) -> HttpResponse:
    if par_htmx(request):
        return fiche_apres(request, dossier.pk, phrase, erreur=erreur)
    (messages.error if erreur else messages.success)(request, phrase)
    if not erreur:
        # Un geste refusé n'écrit rien, pas même cela.
        regarder_ensuite(request, prochain(request, dossier, fini=fini))
    return revenir(request, dossier, fini=fini)


def _redemander(
    request: RequeteAgent, dossier: Dossier, formulaire: Formulaire, titre: str
) -> HttpResponse:
    if par_htmx(request):
        return fiche_apres(request, dossier.pk, f"{titre} : écrivez la raison.", erreur=True)
    contexte = {
        "titre": titre,
        "dossier": dossier,
        "formulaire": formulaire,
        "a_redire": [*a_redire(request).items(), *(("piece", vue) for vue in _pages_vues(request))],
    }
    return page(request, "saisie", contexte, statut=422)
