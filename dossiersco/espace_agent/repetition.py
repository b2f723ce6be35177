"""Répéter le retour : ce que SIECLE aurait après, et les règles qui mordraient. N'écrit rien."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dossiersco.campagnes.tables import Tables, tables_de
from dossiersco.dossiers.affichage import VIDE, texte
from dossiersco.dossiers.champs import PAR_NOM, Champ, Cible
from dossiersco.dossiers.models import Dossier
from dossiersco.echanges.essai import FICHE, Effet
from dossiersco.echanges.repetition import RegleTouchee, Repetition, Touche, repeter
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, derniere_campagne
from dossiersco.espace_agent.page import page
from dossiersco.espace_agent.retour import ChangementMontre
from dossiersco.etablissements.droits import Geste
from dossiersco.siecle.communes import capitales
from dossiersco.siecle.prevol import Etape, Gravite

# Au-delà, une liste ne se lit plus d'un trait ; « Voir tous » la montre en entier.
MONTRES = 50
PEU = 5

GRAVITES = {
    Gravite.BLOCAGE: "L’élève ne part pas",
    Gravite.PERTE: "L’élève part, sauf ceci",
    Gravite.REJET: "SIECLE rejetterait la fiche",
    Gravite.ANOMALIE: "SIECLE noterait une anomalie",
    Gravite.NOTE: "SIECLE le noterait, sans conséquence",
}
REIMPORTER = frozenset({Etape.NOMENCLATURE, Etape.STRUCTURES, Etape.COMMUNS})
AUTRES_BALISES = {
    FICHE: "Sa fiche",
    "CODE_MEF": "Formation",
    "CODE_PROVENANCE": "Provenance",
    "CODE_STATUT": "Statut",
    "SCOLARITE_AN_DERNIER": "Scolarité de l’an dernier",
    "STRUCTURES": "Classe et groupes",
}


@dataclass(frozen=True)
class RegleMontree:
    regle: RegleTouchee
    gravite: str
    au_dossier: bool
    a_reimporter: bool
    eleves: list[Touche]
    reste: int
    ouverte: bool


@dataclass(frozen=True)
class PartantMontre:
    dossier: Dossier
    changements: list[ChangementMontre] = field(default_factory=list)


@require_safe
@agent_peut(Geste.EXPORTER)
def repetition(request: RequeteAgent) -> HttpResponse:
    campagne = derniere_campagne(request)
    if campagne is None:
        return page(request, "sans_campagne", {"titre": "Répéter le retour"})
    tout = frozenset(request.GET.getlist("tous"))
    faite = repeter(campagne, avec_attente="attente" in request.GET)
    partants = sorted(faite.partants, key=lambda p: capitales(p.dossier.eleve.nom_de_famille))
    montres = partants if "eleves" in tout else partants[:MONTRES]
    en_mots = _en_mots(faite, tables_de(campagne))
    contexte = {
        "repetition": faite,
        "attente": "&attente=1" if faite.avec_attente else "",
        "regles": [_regle(regle, entiere=regle.code in tout) for regle in faite.regles],
        "partants": [PartantMontre(p.dossier, [en_mots(e) for e in p.effets]) for p in montres],
        "reste": len(partants) - len(montres),
        "ouvert": "eleves" in tout or len(partants) <= PEU,
    }
    return page(request, "repetition", contexte)


def _regle(regle: RegleTouchee, *, entiere: bool) -> RegleMontree:
    montres = list(regle.eleves if entiere else regle.eleves[:MONTRES])
    return RegleMontree(
        regle=regle,
        gravite=GRAVITES[regle.gravite],
        au_dossier=regle.etape is Etape.DOSSIER,
        a_reimporter=regle.etape in REIMPORTER,
        eleves=montres,
        reste=len(regle.eleves) - len(montres),
        ouverte=entiere,
    )


def _en_mots(faite: Repetition, tables: Tables) -> Callable[[Effet], ChangementMontre]:
    def dire(effet: Effet) -> ChangementMontre:
        champ = _champ(effet)
        return ChangementMontre(
            libelle=champ.libelle if champ else AUTRES_BALISES.get(effet.balise, effet.balise),
            de_qui=_de_qui(effet, faite),
            ancien=_valeur(champ, effet.avant, tables),
            nouveau=_valeur(champ, effet.apres, tables),
        )

    return dire


def _champ(effet: Effet) -> Champ | None:
    cibles = {"ELEVE": Cible.ELEVE, "PERSONNE": Cible.PERSONNE}
    cible = cibles.get(effet.sorte)
    return PAR_NOM[cible].get(effet.balise.lower()) if cible else None


def _de_qui(effet: Effet, faite: Repetition) -> str:
    if effet.personne is None:
        return "l’élève"
    nom = faite.personnes[effet.personne]
    return nom if effet.sorte == "PERSONNE" else f"lien avec {nom}"


def _valeur(champ: Champ | None, valeur: Any, tables: Tables) -> str:
    """Ce que SIECLE garde, en mots ; une balise qu'aucun écran ne montre se dit telle quelle."""
    if champ:
        return texte(champ, champ.lire(valeur), tables)
    if isinstance(valeur, dict):
        return ", ".join(str(v) for v in valeur.values() if isinstance(v, str)) or VIDE
    if isinstance(valeur, list):
        return ", ".join(" ".join(map(str, ligne.values())) for ligne in valeur) or VIDE
    return str(valeur) if valeur else VIDE
