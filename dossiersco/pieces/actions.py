"""Les gestes sur les documents."""

from typing import IO

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from dossiersco.dossiers.models import Dossier, Personne, Trace
from dossiersco.dossiers.passages import de
from dossiersco.dossiers.refus import CampagneFermee, GesteRefuse
from dossiersco.etablissements.models import Agent
from dossiersco.messagerie.adresses import mel_utilisable
from dossiersco.messagerie.envois import Courrier, poster
from dossiersco.pieces.fichiers import assainir
from dossiersco.pieces.models import PieceAttendue, PieceJointe

PIECES_PAR_DOSSIER = 30


def deposer(
    dossier: Dossier, attendue: PieceAttendue, flux: IO[bytes], *, par: Personne
) -> PieceJointe:
    """Relit, réécrit et garde le document. Le même fichier envoyé deux fois n'est gardé qu'une."""
    if not dossier.campagne.recoit_encore:
        raise CampagneFermee
    # Par personne : un parent ne ferme pas la porte à l'autre en remplissant le dossier.
    if dossier.pieces.filter(personne=par).count() >= PIECES_PAR_DOSSIER:
        raise GesteRefuse("Ce dossier contient déjà beaucoup de documents : voyez le collège.")
    sain = assainir(flux)
    piece = PieceJointe(
        dossier=dossier,
        attendue=attendue,
        personne=par,
        type_contenu=sain.type_contenu,
        taille=len(sain.contenu),
        sha256=sain.sha256,
    )
    try:
        with transaction.atomic():
            piece.fichier.save("document", ContentFile(sain.contenu), save=True)
            Trace.objects.create(dossier=dossier, geste="deposer", apres=attendue.nom, **de(par))
    except IntegrityError:
        # Le fichier écrit ne sert plus à rien : la ligne existe déjà.
        piece.fichier.storage.delete(str(piece.fichier.name))
        piece = PieceJointe.objects.get(
            dossier=dossier, attendue=attendue, personne=par, sha256=sain.sha256
        )
    if piece.etat == "refusee":
        raise GesteRefuse(
            "Le collège a déjà refusé ce fichier : prenez une nouvelle photo du document."
        )
    return piece


def retirer(piece: PieceJointe) -> None:
    """La famille retire un document que le collège n'a pas encore accepté."""
    stockage, nom = piece.fichier.storage, str(piece.fichier.name)
    # DELETE conditionnel : le collège a pu l'accepter depuis que la famille a lu sa page.
    retirees, _ = PieceJointe.objects.filter(pk=piece.pk).exclude(etat="acceptee").delete()
    if not retirees:
        raise GesteRefuse("Le collège a déjà accepté ce document : il ne se retire plus.")
    transaction.on_commit(lambda: stockage.delete(nom))


@transaction.atomic
def accepter(piece: PieceJointe, *, par: Agent) -> None:
    _decider(piece, "acceptee", "", par)


@transaction.atomic
def refuser(piece: PieceJointe, *, motif: str, par: Agent) -> None:
    """Le document reste visible de la famille, avec la raison ; elle en est avertie."""
    _decider(piece, "refusee", motif, par)
    _avertir(piece, motif)


def _decider(piece: PieceJointe, etat: str, motif: str, par: Agent) -> None:
    # UPDATE conditionnel : deux agents à la fois ne décident pas deux fois du même document.
    decidee = PieceJointe.objects.filter(pk=piece.pk, etat="recue").update(etat=etat, motif=motif)
    if not decidee:
        raise GesteRefuse("Ce document a déjà été décidé, ou la famille l’a retiré.")
    geste = "accepter" if etat == "acceptee" else "refuser"
    Trace.objects.create(
        dossier=piece.dossier, geste=geste, apres=piece.attendue.nom, motif=motif, par_agent=par
    )


def _avertir(piece: PieceJointe, motif: str) -> None:
    mel = mel_utilisable(piece.personne.mel) if piece.personne else ""
    if mel:
        contexte = {
            "enfant": str(piece.dossier.eleve),
            "document": piece.attendue.nom,
            "motif": motif,
        }
        courrier = Courrier("document_refuse", mel, f"document:{piece.pk}", contexte)
        poster(piece.dossier.campagne.etablissement, [courrier])
