"""La carte des options d'une formation, lue en base : deux lectures, pour une ou pour toutes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.db.models import OuterRef, Subquery

from dossiersco.campagnes.carte_options import (
    Carte,
    Groupe,
    Option,
    Regle,
    regles_deduites,
)
from dossiersco.campagnes.models import Campagne, Mef, RegleOption

Cle = tuple[str, str, str]
"""(code_mef, code_matiere, code_modalite_elect)"""
LibelleEtNombre = tuple[str, int | None]
"""Le libellé d'une formation, et son NB_OPT_OBLIG."""


def carte(campagne: Campagne, code_mef: str) -> Carte:
    return cartes(campagne, [code_mef]).get(code_mef, Carte((), 0))


def cartes(campagne: Campagne, codes_mef: Iterable[str]) -> dict[str, Carte]:
    """Celles qui ont des options."""
    voulues = list(codes_mef)
    regles = _regles(campagne, voulues)
    reglees = {code_mef for code_mef, _, _ in regles}
    lues: dict[str, list[Option]] = defaultdict(list)
    mefs: dict[str, LibelleEtNombre] = {}
    for code_mef, mef, option in _options(campagne, voulues):
        lues[code_mef].append(option)
        mefs[code_mef] = mef
    trouvees = {}
    for code_mef, options in lues.items():
        deduites = regles_deduites(options)
        defaut = dict.fromkeys(options, Regle()) if code_mef in reglees else deduites
        finales = tuple(
            replace(o, regle=regles.get((code_mef, o.code_matiere, o.modalite), defaut[o]))
            for o in options
        )
        libelle, attendues = mefs[code_mef]
        trouvees[code_mef] = Carte(finales, _obligatoires(finales, attendues), libelle)
    return trouvees


def _options(campagne: Campagne, codes_mef: list[str]) -> list[tuple[str, LibelleEtNombre, Option]]:
    mef = Mef.objects.filter(campagne=campagne, code_mef=OuterRef("code_mef"))
    lignes = (
        campagne.options.filter(code_mef__in=codes_mef)
        .annotate(
            formation=Subquery(mef.values("libelle")[:1]),
            nb_opt_oblig=Subquery(mef.values("nb_opt_oblig")[:1]),
        )
        .order_by("libelle", "pk")
    )
    return [
        (
            ligne.code_mef,
            (ligne.formation or "", ligne.nb_opt_oblig),
            Option(
                code_matiere=ligne.code_matiere,
                modalite=ligne.code_modalite_elect,
                libelle=ligne.libelle,
                rangs=tuple(ligne.rangs),
                code_gestion=ligne.code_gestion,
            ),
        )
        for ligne in lignes
    ]


def _obligatoires(options: tuple[Option, ...], attendues: int | None) -> int:
    """Sans NB_OPT_OBLIG, chaque rang est à remplir."""
    dernier = max((rang for option in options for rang in option.rangs), default=0)
    return dernier if attendues is None else attendues


def _regles(campagne: Campagne, codes_mef: list[str]) -> Mapping[Cle, Regle]:
    lignes = RegleOption.objects.filter(campagne=campagne, code_mef__in=codes_mef)
    return {
        (ligne.code_mef, ligne.code_matiere, ligne.code_modalite_elect): Regle(
            abandonnable=ligne.abandonnable,
            ouverte=ligne.ouverte,
            explication=ligne.explication,
            places=ligne.places,
            groupe=Groupe(ligne.groupe.nom, ligne.groupe.minimum, ligne.groupe.maximum)
            if ligne.groupe
            else None,
        )
        for ligne in lignes.select_related("groupe")
    }
