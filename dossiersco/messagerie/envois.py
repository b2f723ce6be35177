"""Décider un envoi : une ligne en base, dans la transaction qui le décide. Rien ne se perd."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings

from dossiersco.etablissements.models import Etablissement
from dossiersco.messagerie.gabarits import GABARITS, remplir
from dossiersco.messagerie.models import Message
from dossiersco.messagerie.tasks import vider_boite_envoi


@dataclass(frozen=True)
class Courrier:
    """`cle` : ce qui rend l'envoi unique, par exemple "recu:signature:12". `piece` : un PDF."""

    gabarit: str
    destinataire: str
    cle: str
    contexte: Mapping[str, str] = field(default_factory=dict)
    canal: str = "mel"
    piece: bytes | None = None
    piece_nom: str = ""


def poster(etablissement: Etablissement | None, courriers: Sequence[Courrier]) -> int:
    """Écrit les messages dans la transaction en cours et programme leur expédition.

    D'un collège d'essai, rien ne part, à personne : c'est ici que tout envoi passe.
    """
    if etablissement is not None and etablissement.essai_de_id is not None:
        return 0
    nom = etablissement.nom if etablissement else ""
    contexte = {"college": nom, "adresse": settings.ADRESSE_PUBLIQUE}
    messages = Message.objects.bulk_create(
        [_rediger(etablissement, courrier, contexte) for courrier in courriers],
        ignore_conflicts=True,
        batch_size=500,
    )
    if messages:
        vider_boite_envoi.enqueue()
    return len(messages)


def _rediger(
    etablissement: Etablissement | None, courrier: Courrier, commun: Mapping[str, str]
) -> Message:
    gabarit = GABARITS[courrier.gabarit]
    contexte = {**commun, **courrier.contexte}
    return Message(
        etablissement=etablissement,
        gabarit=courrier.gabarit,
        canal=courrier.canal,
        destinataire=courrier.destinataire,
        # Un objet tient sur une ligne : un prénom venu d'ailleurs pourrait en porter deux.
        objet=" ".join(filter(None, remplir(gabarit.objet, contexte).splitlines()))[:200],
        corps=remplir(gabarit.corps, contexte),
        cle=courrier.cle,
        piece=courrier.piece,
        piece_nom=courrier.piece_nom,
    )
