"""Les gestes sur les documents."""

from collections.abc import Collection
from typing import IO

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Sum

from dossiersco.dossiers.models import Annonce, Dossier, Personne, Trace
from dossiersco.dossiers.passages import de, exiger_ouvert, un_geste_a_la_fois
from dossiersco.dossiers.refus import GesteRefuse
from dossiersco.dossiers.tasks import annoncer
from dossiersco.etablissements.models import Agent
from dossiersco.pieces import dessins, rotation
from dossiersco.pieces.fichiers import assainir
from dossiersco.pieces.models import PieceAttendue, PieceJointe
from dossiersco.pieces.stockage import ecrire, ranger
from dossiersco.pieces.tasks import dessiner_le_pdf
from dossiersco.socle.fichiers import effacer_ensuite

PIECES_PAR_DOSSIER = 30
OCTETS_PAR_DOSSIER = 60_000_000


def deposer(
    dossier: Dossier,
    attendue: PieceAttendue,
    flux: IO[bytes],
    *,
    par: Personne,
    saisi_par: Agent | None = None,
) -> PieceJointe:
    """Relit, réécrit et garde une page. Le même fichier envoyé deux fois n'est gardé qu'une.

    `saisi_par` : l'agent qui l'ajoute pour cette personne, même campagne fermée. Il l'a eu en
    main : le document est accepté aussitôt.
    """
    if saisi_par is None:
        exiger_ouvert(dossier)
    sain = assainir(flux)
    deja = dossier.pieces.filter(attendue=attendue, personne=par, sha256=sain.sha256).first()
    if deja is None:
        _verifier_la_place(dossier, par, len(sain.contenu))
        piece = PieceJointe(
            dossier=dossier,
            attendue=attendue,
            personne=par,
            type_contenu=sain.type_contenu,
            taille=len(sain.contenu),
            sha256=sain.sha256,
            nb_pages=sain.nb_pages,
            rang=_rang_suivant(dossier, attendue, par),
        )
        deja = _inserer(piece, sain.contenu, saisi_par or par)
    if deja.etat == "refusee":
        raise GesteRefuse(
            "Le collège a déjà refusé ce fichier : prenez une nouvelle photo du document."
        )
    if saisi_par and deja.etat == "recue":
        accepter(deja, par=saisi_par, vues=[deja.pk])
    return deja


def _verifier_la_place(dossier: Dossier, par: Personne, octets: int) -> None:
    # Par personne : un parent ne ferme pas la porte à l'autre en remplissant le dossier.
    siennes = dossier.pieces.filter(personne=par)
    deja = siennes.aggregate(pages=Count("pk"), octets=Sum("taille", default=0))
    if deja["pages"] >= PIECES_PAR_DOSSIER or deja["octets"] + octets > OCTETS_PAR_DOSSIER:
        raise GesteRefuse(
            "Vous avez envoyé le maximum de pages pour ce dossier. Retirez-en, "
            "ou apportez ce document au collège."
        )


def _rang_suivant(dossier: Dossier, attendue: PieceAttendue, par: Personne) -> int:
    siennes = dossier.pieces.filter(attendue=attendue, personne=par)
    dernier = siennes.aggregate(rang=Max("rang"))["rang"]
    return 0 if dernier is None else int(dernier) + 1


def _inserer(piece: PieceJointe, contenu: bytes, auteur: Personne | Agent) -> PieceJointe:
    """Le fichier d'abord, la ligne ensuite : une ligne sans fichier serait une promesse fausse."""
    ranger(piece, contenu)
    try:
        with transaction.atomic():
            if isinstance(auteur, Personne):
                un_geste_a_la_fois(auteur)
            piece.save()
            _faire_dessiner(piece)
            Trace.objects.create(
                dossier=piece.dossier,
                geste="deposer",
                apres=piece.attendue.nom,
                **de(auteur),
            )
    except IntegrityError:
        # Le fichier écrit ne sert plus à rien : la ligne existe déjà.
        piece.fichier.storage.delete(str(piece.fichier.name))
        return PieceJointe.objects.get(
            dossier=piece.dossier,
            attendue=piece.attendue,
            personne=piece.personne,
            sha256=piece.sha256,
        )
    return piece


def _faire_dessiner(piece: PieceJointe) -> None:
    """Une photo se montre telle quelle ; un PDF, une fois dessiné par l'ouvrier."""
    if not piece.est_image:
        dessiner_le_pdf.enqueue(piece.pk)


def retirer(piece: PieceJointe) -> None:
    """La famille retire une page que le collège n'a pas encore acceptée."""
    # DELETE conditionnel : le collège a pu l'accepter depuis que la famille a lu sa page.
    retirees, _ = PieceJointe.objects.filter(pk=piece.pk).exclude(etat="acceptee").delete()
    if not retirees:
        raise GesteRefuse("Le collège a déjà accepté ce document : il ne se retire plus.")
    effacer_ensuite(*piece.fichiers)


@transaction.atomic
def placer(piece: PieceJointe, *, rang: int) -> None:
    """Met la page à ce rang (0 : la première) parmi celles qui attendent le collège.

    Le rang visé, plutôt que « un cran plus haut » : appuyer deux fois ne la déplace qu'une.
    """
    if piece.etat != "recue":
        raise GesteRefuse("Le collège a déjà regardé ce document : ses pages ne bougent plus.")
    # Verrouillées dans l'ordre de leurs clés : celui de leurs rangs change d'un geste à l'autre, et
    # deux gestes à la fois s'attendraient l'un l'autre.
    tenues = PieceJointe.objects.select_for_update().du_document(piece).order_by("pk")
    pages = sorted(tenues, key=lambda page: (page.rang, page.pk))
    autres = [page for page in pages if page.pk != piece.pk]
    ordre = [*autres[:rang], piece, *autres[rang:]]
    for nouveau, page in enumerate(ordre):
        page.rang = nouveau
    PieceJointe.objects.bulk_update(ordre, ["rang"])


@transaction.atomic
def tourner(piece: PieceJointe) -> None:
    """D'un quart de tour, pour tous ceux qui le liront. Son empreinte reste celle de l'envoi."""
    courante = PieceJointe.objects.select_for_update(of=("self",)).get(pk=piece.pk)
    effacer_ensuite(*courante.fichiers)
    contenu, type_contenu = courante.lire()
    tournee = rotation.tourner(contenu, type_contenu)
    ranger(courante, tournee)
    courante.taille = len(tournee)
    if courante.dessin:
        courante.dessin.name = ecrire(courante, dessins.tourner(courante))
    courante.save(update_fields=["fichier", "taille", "dessin"])
    if not courante.dessin:
        # La tâche du dépôt dessinait peut-être le fichier d'avant : elle n'en gardera rien.
        _faire_dessiner(courante)


@transaction.atomic
def accepter(piece: PieceJointe, *, par: Agent, vues: Collection[int] = ()) -> None:
    """Accepte le document dont c'est une page. `vues` : voir `_decider`."""
    _decider(piece, "acceptee", "", par, vues)


@transaction.atomic
def refuser(piece: PieceJointe, *, motif: str, par: Agent, vues: Collection[int] = ()) -> None:
    """Le document reste visible de la famille, avec la raison ; elle en est avertie."""
    _decider(piece, "refusee", motif, par, vues)
    _avertir(piece, motif, par)


def _decider(piece: PieceJointe, etat: str, motif: str, par: Agent, vues: Collection[int]) -> None:
    """Toutes ses pages à la fois, mais seulement celles que l'agent a vues (par défaut : toutes).

    Une page arrivée entre-temps reste à regarder.
    """
    # Deux agents à la fois ne décident pas deux fois du même document. Verrous : voir `placer`.
    pages = PieceJointe.objects.select_for_update().du_document(piece).order_by("pk").a_decider()
    decidees = pages.filter(pk__in=vues) if vues else pages
    pks = list(decidees.values_list("pk", flat=True))
    if not PieceJointe.objects.filter(pk__in=pks).update(etat=etat, motif=motif, lot=par.lot):
        raise GesteRefuse("Ce document a déjà été décidé, ou la famille l’a retiré.")
    geste = "accepter" if etat == "acceptee" else "refuser"
    Trace.objects.create(
        dossier_id=piece.dossier_id, geste=geste, apres=piece.attendue.nom, motif=motif, **de(par)
    )


def _avertir(piece: PieceJointe, motif: str, par: Agent) -> None:
    if piece.personne is None:
        return
    contexte = {
        "enfant": str(piece.dossier.eleve),
        "document": piece.attendue.nom,
        "motif": motif,
    }
    annoncer(
        [
            Annonce(
                dossier=piece.dossier,
                personne=piece.personne,
                gabarit="document_refuse",
                contexte=contexte,
                lot=par.lot,
            )
        ]
    )
