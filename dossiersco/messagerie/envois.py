"""Décider un envoi : une ligne en base, dans la transaction qui le décide. Rien ne se perd."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings

from dossiersco.etablissements.models import Etablissement
from dossiersco.messagerie.gabarits import GABARITS, Gabarit, remplir, traduit
from dossiersco.messagerie.models import Message
from dossiersco.messagerie.tasks import vider_boite_envoi
from dossiersco.socle.langues import LANGUES, Catalogue, catalogue_de


@dataclass(frozen=True)
class Courrier:
    """`cle` : ce qui rend l'envoi unique, par exemple "recu:signature:12". `piece` : un PDF.

    `langue` : celle que le destinataire lit à côté du français ; "" s'il n'en a pas choisi.
    """

    gabarit: str
    destinataire: str
    cle: str
    contexte: Mapping[str, str] = field(default_factory=dict)
    canal: str = "mel"
    piece: bytes | None = None
    piece_nom: str = ""
    langue: str = ""


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
    objet, corps = remplir(gabarit.objet, contexte), remplir(gabarit.corps, contexte)
    if courrier.langue in LANGUES:
        objet, corps = _accompagner(gabarit, contexte, catalogue_de(courrier.langue), objet, corps)
    return Message(
        etablissement=etablissement,
        gabarit=courrier.gabarit,
        canal=courrier.canal,
        destinataire=courrier.destinataire,
        # Un objet tient sur une ligne : un prénom venu d'ailleurs pourrait en porter deux.
        objet=" ".join(filter(None, objet.splitlines()))[:200],
        corps=corps,
        cle=courrier.cle,
        piece=courrier.piece,
        piece_nom=courrier.piece_nom,
    )


def _accompagner(
    gabarit: Gabarit, contexte: Mapping[str, str], catalogue: Catalogue, objet: str, corps: str
) -> tuple[str, str]:
    """Le français d'abord, puis le même message dans l'autre langue."""
    dit = {nom: catalogue.traduire(valeur) or valeur for nom, valeur in contexte.items()}
    suite = remplir(traduit(gabarit.corps, catalogue), dit)
    titre = remplir(traduit(gabarit.objet, catalogue), dit)
    if not objet:
        return objet, f"{corps}\n{suite}"
    return f"{objet} – {titre}", f"{corps}\n— {catalogue.langue.nom} —\n\n{suite}"
