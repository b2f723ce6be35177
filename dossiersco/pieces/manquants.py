"""À qui manque un document demandé, en filtre sur des dossiers ; et pourquoi il n'est pas là."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from dossiersco.dossiers.models import (
    NIVEAUX_QUI_AGISSENT,
    DossierQuerySet,
    Reponse,
    Responsable,
)
from dossiersco.dossiers.perimetre import compris
from dossiersco.pieces.controles import vaut_encore
from dossiersco.pieces.demenagements import ont_demenage
from dossiersco.pieces.models import PieceAttendue, PieceJointe

MANQUE, FACULTATIF, REFUSE = "manque", "pas envoyé, facultatif", "refusé, à renvoyer"
POUR_UN_FRERE = "envoyé pour un autre enfant de la famille"
AUTRE_ANNEE = "accepté une autre année, encore valable"


def sans_le_document(dossiers: DossierQuerySet, attendue: PieceAttendue) -> DossierQuerySet:
    """Ceux à qui il est demandé et qui n'en ont envoyé aucune page, ou seulement des refusées.

    Un justificatif de domicile se demande à qui change d'adresse : celui de l'autre n'y fait rien.
    """
    campagne = attendue.campagne
    dossiers = compris(dossiers, campagne, campagne.destinataires("pieces"))
    dossiers = compris(dossiers, campagne, attendue.destinataires)
    if attendue.du_domicile:
        voulus = Q(Exists(_qui_le_doivent(attendue)))
    else:
        voulus = Q(~Exists(_envoyees(attendue).exclude(etat="refusee")))
    if attendue.si_question_id:
        voulus &= Q(Exists(_concernees(attendue)))
    return dossiers.filter(voulus)


def absences(dossiers: DossierQuerySet, attendue: PieceAttendue) -> dict[int, str]:
    """{dossier: pourquoi ce document demandé n'y est pas}, en mots. Une lecture."""
    if attendue.retiree_le:
        return {}
    avant = PieceJointe.objects.filter(
        etat="acceptee",
        dossier__eleve=OuterRef("eleve"),
        attendue__nom=attendue.nom,
        attendue__campagne__annee__lt=attendue.campagne.annee,
    )
    sans = sans_le_document(dossiers, attendue).annotate(
        refuse=Exists(_envoyees(attendue).filter(etat="refusee")),
        d_un_frere=Exists(_d_un_frere(attendue)),
        avant=Subquery(avant.order_by("-deposee_le").values("deposee_le")[:1]),
    )
    lignes = sans.order_by().values_list("pk", "refuse", "d_un_frere", "avant")
    return {
        pk: _raison(attendue, refuse=refuse, d_un_frere=d_un_frere, avant=avant)
        for pk, refuse, d_un_frere, avant in lignes
    }


def _raison(
    attendue: PieceAttendue, *, refuse: bool, d_un_frere: bool, avant: datetime | None
) -> str:
    if refuse:
        return REFUSE
    if d_un_frere:
        return POUR_UN_FRERE
    if vaut_encore(attendue, avant):
        return AUTRE_ANNEE
    return MANQUE if attendue.obligatoire else FACULTATIF


def _envoyees(attendue: PieceAttendue) -> "QuerySet[PieceJointe]":
    return PieceJointe.objects.filter(dossier=OuterRef("pk"), attendue=attendue)


def _qui_le_doivent(attendue: PieceAttendue) -> "QuerySet[Responsable]":
    """Ils ont changé d'adresse et n'ont rien envoyé qui tienne, pour cet élève ou pour un frère."""
    envoyees = PieceJointe.objects.filter(attendue=attendue, personne=OuterRef("personne"))
    if not attendue.pour_la_fratrie:
        envoyees = envoyees.filter(dossier=OuterRef(OuterRef("pk")))
    siens = Responsable.objects.qui_agissent().filter(
        ~Exists(envoyees.exclude(etat="refusee")), eleve=OuterRef("eleve")
    )
    return ont_demenage(siens)


def _d_un_frere(attendue: PieceAttendue) -> "QuerySet[PieceJointe]":
    """Envoyé une fois pour tous les enfants, par un responsable de celui-ci."""
    # Un justificatif de domicile ne manque déjà plus à qui l'a envoyé pour un frère.
    if not attendue.pour_la_fratrie or attendue.du_domicile:
        return PieceJointe.objects.none()
    return PieceJointe.objects.filter(
        attendue=attendue,
        personne__responsables__eleve=OuterRef("eleve"),
        personne__responsables__niveau_responsabilite__in=NIVEAUX_QUI_AGISSENT,
    ).exclude(etat="refusee")


def _concernees(attendue: PieceAttendue) -> "QuerySet[Reponse]":
    """Un responsable a répondu ce qui le fait demander."""
    return Reponse.objects.filter(
        dossier=OuterRef("pk"), question=attendue.si_question_id, valeur=attendue.si_reponse
    )
