"""Les documents d'une même sorte, l'un après l'autre, à côté de ce qu'ils prouvent."""

from django.db.models import Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from dossiersco.campagnes.tables import tables_de
from dossiersco.dossiers.affichage import texte
from dossiersco.dossiers.champs import PAR_NOM, Cible
from dossiersco.dossiers.models import Dossier
from dossiersco.espace_agent.acces import (
    RequeteAgent,
    agent_peut,
    campagne_courante,
    derniere_campagne,
)
from dossiersco.espace_agent.documents_recus import Document
from dossiersco.espace_agent.fiches import Fiche, fiches
from dossiersco.espace_agent.motifs import MOTIFS
from dossiersco.espace_agent.page import page
from dossiersco.espace_agent.place import NUMERO
from dossiersco.etablissements.droits import Geste
from dossiersco.pieces import actions as pieces
from dossiersco.pieces.models import PieceAttendue, PieceJointe

# Ce qu'un document prouve d'ordinaire : l'élève, puis où vit celui qui l'a envoyé.
PROUVE = ("nom_de_famille", "prenom", "date_naiss", "code_sexe", "code_pays_nat")


@require_safe
@agent_peut(Geste.VOIR_PIECES)
def revues(request: RequeteAgent) -> HttpResponse:
    """Les sortes de documents, et combien attendent."""
    campagne = derniere_campagne(request)
    if campagne is None:
        return page(request, "sans_campagne", {"titre": "Les documents reçus"})
    a_decider = Sum("recues__nb_pages", filter=Q(recues__etat="recue"))
    sortes = PieceAttendue.objects.pour_campagne(campagne).annotate(a_decider=a_decider)
    return page(request, "revues", {"sortes": sortes.order_by("pk")})


@require_safe
@agent_peut(Geste.VOIR_PIECES)
def revue(request: RequeteAgent, pk: int) -> HttpResponse:
    """`?passe=12` : le document laissé pour plus tard ; on montre celui d'après."""
    attendue = get_object_or_404(
        PieceAttendue.objects.pour_campagne(campagne_courante(request)), pk=pk
    )
    en_attente = PieceJointe.objects.pour_agent(request.agent).a_decider().filter(attendue=attendue)
    suivants = en_attente.order_by("pk")
    if NUMERO.fullmatch(passe := request.GET.get("passe", "")):
        suivants = suivants.filter(pk__gt=int(passe))
    premiere = suivants.first()
    contexte = {
        **MOTIFS,
        "attendue": attendue,
        "nombre": en_attente.aggregate(pages=Sum("nb_pages", default=0))["pages"],
        "passe": request.GET.get("passe", ""),
    }
    if premiere is not None:
        contexte |= _montrer(request, premiere)
    return page(request, "revue", contexte)


@require_POST
@agent_peut(Geste.DECIDER)
def piece_tourner(request: RequeteAgent, pk: int) -> HttpResponse:
    piece = get_object_or_404(PieceJointe.objects.pour_agent(request.agent), pk=pk)
    pieces.tourner(piece)
    precedente = request.POST.get("passe", "")
    suite = f"?passe={precedente}" if NUMERO.fullmatch(precedente) else ""
    reponse = redirect("espace_agent:revue", pk=piece.attendue_id)
    reponse["Location"] += suite
    return reponse


def _montrer(request: RequeteAgent, piece: PieceJointe) -> dict[str, object]:
    dossier = (
        Dossier.objects.pour_agent(request.agent)
        .select_related("eleve", "campagne__etablissement")
        .get(pk=piece.dossier_id)
    )
    tables = tables_de(dossier.campagne)
    (fiche,) = fiches([dossier], tables)
    eleve = dossier.eleve
    return {
        "fiche": fiche,
        "document": _document(fiche, piece),
        "prouve": [
            (PAR_NOM[Cible.ELEVE][nom].libelle, texte(PAR_NOM[Cible.ELEVE][nom], valeur, tables))
            for nom in PROUVE
            if (valeur := getattr(eleve, nom))
        ],
    }


def _document(fiche: Fiche, piece: PieceJointe) -> Document:
    return next(document for document in fiche.documents if piece in document.pieces)
