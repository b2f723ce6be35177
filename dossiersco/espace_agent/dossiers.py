"""Tous les élèves de la campagne, où en est chacun."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Count
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dossiersco.dossiers.etats import LIBELLES
from dossiersco.dossiers.models import Dossier, DossierQuerySet
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, derniere_campagne
from dossiersco.espace_agent.page import page
from dossiersco.espace_agent.place import NUMERO
from dossiersco.etablissements.droits import Geste
from dossiersco.siecle.communes import capitales
from dossiersco.socle.forms import Formulaire

PAR_PAGE = 50
# Ce n'est pas un état : le dossier garde le sien, et le retrouve si l'élève revient.
PARTIS = "partis"
FILTRES = {**LIBELLES, PARTIS: "Parti du collège"}
Dossiers = DossierQuerySet
Place = tuple[str, str, int]
"""Nom, prénom, id du dossier : l'ordre de la liste."""


class FormulaireRecherche(Formulaire):
    sans_mention = frozenset({"nom", "etat"})

    nom = forms.CharField(label="Nom ou prénom de l’élève", required=False, max_length=100)
    etat = forms.ChoiceField(
        label="État du dossier", required=False, choices=[("", "Tous"), *FILTRES.items()]
    )


@require_safe
@agent_peut(Geste.VOIR_DOSSIERS)
def dossiers(request: RequeteAgent) -> HttpResponse:
    campagne = derniere_campagne(request)
    if campagne is None:
        return page(request, "sans_campagne", {"titre": "Tous les dossiers"})
    tous = Dossier.objects.pour_agent(request.agent).filter(campagne=campagne)
    formulaire = FormulaireRecherche(request.GET)
    criteres = formulaire.cleaned_data if formulaire.is_valid() else {}
    voulus = _chercher(tous, criteres)
    suite = _apres(voulus, request.GET.getlist("apres"))
    contexte = {
        "formulaire": formulaire,
        "nombre": len(voulus),
        "par_etat": _par_etat(tous),
        "dossiers": _charger(tous, suite[:PAR_PAGE]),
        "page_suivante": _adresse_suivante(criteres, suite) if len(suite) > PAR_PAGE else "",
    }
    return page(request, "dossiers", contexte)


def _chercher(tous: Dossiers, criteres: dict[str, Any]) -> list[Place]:
    """Cherchés et rangés ici, pas en base : « emile » trouve « Émile », et É se range à E."""
    etat = criteres.get("etat")
    if etat == PARTIS:
        tous = tous.partis()
    elif etat:
        tous = tous.presents().filter(etat=etat)
    mots = capitales(criteres.get("nom", "")).split()
    noms = tous.values_list(
        "pk", "eleve__nom_de_famille", "eleve__prenom", "eleve__nom_usage"
    ).order_by()
    cles = [(pk, [capitales(nom) for nom in siens]) for pk, *siens in noms.iterator()]
    return sorted((siens[0], siens[1], pk) for pk, siens in cles if _convient(siens, mots))


def _convient(noms: list[str], mots: list[str]) -> bool:
    """Chaque mot est un bout d'un des noms ; « dhaene » aussi, pour « D'HAENE »."""
    formes = [*noms, *(nom.replace(" ", "") for nom in noms)]
    return all(any(mot in forme for forme in formes) for mot in mots)


def _apres(voulus: list[Place], apres: list[str]) -> list[Place]:
    """Par place, pas par rang : la page d'après ne se décale pas quand un dossier en sort."""
    if len(apres) != 3 or not NUMERO.fullmatch(apres[2]):
        return voulus
    derniere = (apres[0], apres[1], int(apres[2]))
    return [place for place in voulus if place > derniere]


def _charger(tous: Dossiers, places: list[Place]) -> list[Dossier]:
    pks = [pk for _, _, pk in places]
    par_pk = tous.select_related("eleve").defer("eleve__photo").in_bulk(pks)
    return [par_pk[pk] for pk in pks if pk in par_pk]


def _adresse_suivante(criteres: dict[str, Any], suite: list[Place]) -> str:
    return "?" + urlencode({**criteres, "apres": suite[PAR_PAGE - 1]}, doseq=True)


def _par_etat(tous: Dossiers) -> list[dict[str, Any]]:
    """Un élève parti n'est plus à faire : il ne compte qu'à part."""
    nombres = dict(tous.presents().order_by().values_list("etat").annotate(Count("pk")))
    nombres[PARTIS] = tous.partis().count()
    return [
        {"etat": etat, "libelle": libelle, "nombre": nombres.get(etat, 0)}
        for etat, libelle in FILTRES.items()
    ]
