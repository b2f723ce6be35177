"""Ce qu'un responsable lit de chaque bloc : quand il l'a confirmé, et qui a dit quoi."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dossiersco.campagnes.tables import Tables
from dossiersco.dossiers.affichage import texte
from dossiersco.dossiers.champs import PAR_NOM, Cible
from dossiersco.dossiers.entourage import Entourage
from dossiersco.dossiers.models import Dossier, Personne
from dossiersco.dossiers.paroles import Parole, en_desaccord, lignes_dites, paroles
from dossiersco.espace_famille.presentation import Bloc, Ligne
from dossiersco.socle.dates import en_lettres

MOI = "moi"


@dataclass(frozen=True)
class Voix:
    """De quoi nommer qui a parlé, à cette personne-ci, à l'heure du collège."""

    personne: int
    noms: Mapping[int, str]
    fuseau: ZoneInfo
    tables: Tables

    def date(self, instant: datetime) -> str:
        return en_lettres(instant.astimezone(self.fuseau).date())

    def dire(self, ligne: Ligne, dites: list[Parole]) -> tuple[str, ...]:
        """Une seule voix : qui, quand. Deux qui se contredisent : les deux réponses."""
        if not en_desaccord(ligne.nom, dites):
            return (f"dit par {self.nom(dites[-1].personne)} le {self.date(dites[-1].le)}",)
        champ = PAR_NOM[Cible.ELEVE][ligne.nom]
        reponses = (
            f"{self.nom(parole.personne)} le {self.date(parole.le)} : "
            f"{texte(champ, parole.valeur, self.tables)}"
            for parole in dites
        )
        return (*reponses, "Vos réponses diffèrent : le collège les garde toutes et décidera.")

    def nom(self, personne: int) -> str:
        if personne == self.personne:
            return "vous"
        return self.noms.get(personne, "un autre responsable")


def voix(dossier: Dossier, personne: Personne, entoure: Entourage, tables: Tables) -> Voix:
    fuseau = ZoneInfo(dossier.campagne.etablissement.fuseau)
    return Voix(personne.pk, entoure.noms(), fuseau, tables)


def avec_les_paroles(
    blocs: Iterable[Bloc], traces: Iterable[Any], eleve: int, voix: Voix
) -> list[Bloc]:
    """Les réponses partagées disent leur auteur ; les siennes propres, c'est lui."""
    dites = paroles(lignes_dites(traces, eleve))

    def signee(ligne: Ligne) -> Ligne:
        entendues = dites.get(ligne.nom, [])
        if not entendues or not (ligne.modifiee or en_desaccord(ligne.nom, entendues)):
            return ligne
        return replace(ligne, paroles=voix.dire(ligne, entendues))

    return [
        bloc
        if bloc.ancre == MOI
        else replace(bloc, lignes=tuple(signee(ligne) for ligne in bloc.lignes))
        for bloc in blocs
    ]


def confirme(bloc: Bloc, entoure: Entourage, voix: Voix) -> str:
    """« Confirmé par vous le 3 juin 2026 », ou rien si le bloc dit autre chose depuis."""
    empreinte, le = entoure.confirmations.get(bloc.ancre, ("", None))
    if le is None or empreinte != bloc.empreinte:
        return ""
    return f"Confirmé par vous le {voix.date(le)}."
