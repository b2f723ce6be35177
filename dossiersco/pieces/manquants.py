"""À qui manque un document demandé, en filtre sur des dossiers."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from dossiersco.dossiers.models import DossierQuerySet, Eleve
from dossiersco.pieces.models import PieceAttendue, PieceJointe


def sans_le_document(dossiers: DossierQuerySet, attendue: PieceAttendue) -> DossierQuerySet:
    """Ceux à qui il est demandé et qui n'en ont envoyé aucune page, ou seulement des refusées.

    Un justificatif de domicile se demande à une personne, pas à un dossier : il n'est pas cherché.
    """
    envoyees = PieceJointe.objects.filter(dossier=OuterRef("pk"), attendue=attendue)
    voulus = Q(~Exists(envoyees.exclude(etat="refusee")))
    a_qui = attendue.destinataires
    if a_qui.codes_mef:
        voulus &= Q(eleve__code_mef__in=a_qui.codes_mef)
    if a_qui.codes_regime:
        voulus &= Q(eleve__code_regime__in=a_qui.codes_regime)
    dossiers = dossiers.filter(voulus)
    if a_qui.condition == "nouveaux":
        dossiers = dossiers.exclude(eleve__in=_deja_la(attendue).values("pk"))
    return dossiers


def _deja_la(attendue: PieceAttendue) -> "QuerySet[Eleve]":
    """Les élèves qui étaient déjà dans ce collège l'an dernier."""
    college = attendue.campagne.etablissement
    siens = Eleve.objects.filter(etablissement=college)
    return siens.filter(photo__SCOLARITE_AN_DERNIER__CODE_RNE=college.uai)
