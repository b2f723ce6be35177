"""La formation d'un élève à la rentrée : celle dont il choisit les options.

Ce que le collège a dit de cet élève d'abord (redoublant, autre voie) ; sinon ce que dit SIECLE, qui
est déjà la formation de la rentrée dans une base « année suivante », et celle qu'il quitte dans la
base de l'année en cours.
"""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import Q

from dossiersco.campagnes.models import Campagne, FormationSuivante
from dossiersco.dossiers.models import Dossier, Trace
from dossiersco.etablissements.models import Agent


def formation(dossier: Dossier) -> str:
    """CODE_MEF, ou "" si rien ne le dit encore. Une lecture au plus, par campagne chargée."""
    choisie, campagne, lue = dossier.code_mef_rentree, dossier.campagne, dossier.eleve.code_mef
    if choisie or campagne.mef_de_la_rentree:
        return choisie or lue
    return campagne.passages.get(lue, "")


def parmi(campagne: Campagne, choisie: str, lue: str, suivantes: Mapping[str, str]) -> str:
    """La même règle, sans lecture. `suivantes` : {formation: celle d'après}."""
    if choisie or campagne.mef_de_la_rentree:
        return choisie or lue
    return suivantes.get(lue, "")


def dans_la_formation(campagne: Campagne, code_mef: str) -> Q:
    """La même règle, en filtre sur des dossiers de cette campagne."""
    return dans_les_formations(campagne, [code_mef])


def dans_les_formations(campagne: Campagne, codes_mef: Collection[str]) -> Q:
    """Dans l'une d'elles."""
    if campagne.mef_de_la_rentree:
        d_office = Q(eleve__code_mef__in=codes_mef)
    else:
        precedentes = FormationSuivante.objects.filter(
            campagne=campagne, code_mef_suivant__in=codes_mef
        )
        d_office = Q(eleve__code_mef__in=precedentes.values("code_mef"))
    return Q(code_mef_rentree__in=codes_mef) | Q(code_mef_rentree="") & d_office


def sans_formation(campagne: Campagne) -> Q:
    """Ceux dont ni le collège ni SIECLE ne dit la formation, en filtre sur ses dossiers."""
    if campagne.mef_de_la_rentree:
        return Q(code_mef_rentree="", eleve__code_mef="")
    connues = FormationSuivante.objects.filter(campagne=campagne).values("code_mef")
    return Q(code_mef_rentree="") & ~Q(eleve__code_mef__in=connues)


def options_sans_place(dossier: Dossier) -> bool:
    """SIECLE ne donne pas (encore) à l'élève la formation dont il a choisi les options.

    Les lui envoyer les poserait sur une autre formation : elles attendent.
    """
    choisie = dossier.code_mef_rentree
    if not dossier.campagne.mef_de_la_rentree:
        return True
    return bool(choisie) and choisie != dossier.eleve.code_mef


@transaction.atomic
def affecter(dossier: Dossier, code_mef: str, *, par: Agent) -> None:
    """La formation de cet élève à la rentrée ; "" rend la règle. Rien n'en part vers SIECLE."""
    courant = Dossier.objects.select_for_update(no_key=True).get(pk=dossier.pk)
    if courant.code_mef_rentree == code_mef:
        return
    Trace.objects.create(
        dossier=dossier,
        geste="affecter",
        avant=courant.code_mef_rentree,
        apres=code_mef,
        par_agent=par,
    )
    dossier.code_mef_rentree = code_mef
    dossier.save(update_fields=["code_mef_rentree"])
