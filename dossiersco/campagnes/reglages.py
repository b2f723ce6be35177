"""Les gestes du collège sur ses formations : où elles mènent, quelles options, à quelles règles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from dossiersco.campagnes.carte_options import Groupe, Regle
from dossiersco.campagnes.models import Campagne, FormationSuivante, GroupeOptions, RegleOption

CleOption = tuple[str, str]
"""(code_matiere, code_modalite_elect)"""


@dataclass(frozen=True)
class ReglesFormation:
    """Tout ce que le collège dit d'une formation, en une fois."""

    groupes: Sequence[Groupe]
    regles: Mapping[CleOption, Regle]


@transaction.atomic
def dire_la_rentree(
    campagne: Campagne, suivantes: Mapping[str, str], *, mef_de_la_rentree: bool
) -> None:
    """`suivantes` : {code_mef: code_mef_suivant}, seulement celles qu'on connaît."""
    campagne = _verrouiller(campagne)
    campagne.mef_de_la_rentree = mef_de_la_rentree
    campagne.save(update_fields=["mef_de_la_rentree"])
    campagne.suivantes.all().delete()
    FormationSuivante.objects.bulk_create(
        FormationSuivante(campagne=campagne, code_mef=code, code_mef_suivant=suivant)
        for code, suivant in suivantes.items()
    )


@transaction.atomic
def regler(campagne: Campagne, code_mef: str, reglage: ReglesFormation) -> None:
    """Remplace les règles de cette formation, et d'elle seule."""
    campagne = _verrouiller(campagne)
    campagne.regles_options.filter(code_mef=code_mef).delete()
    campagne.groupes_options.filter(code_mef=code_mef).delete()
    groupes = {
        groupe: GroupeOptions.objects.create(
            campagne=campagne,
            code_mef=code_mef,
            nom=groupe.nom,
            minimum=groupe.minimum,
            maximum=groupe.maximum,
        )
        for groupe in reglage.groupes
    }
    RegleOption.objects.bulk_create(
        RegleOption(
            campagne=campagne,
            code_mef=code_mef,
            code_matiere=code_matiere,
            code_modalite_elect=modalite,
            abandonnable=regle.abandonnable,
            ouverte=regle.ouverte,
            explication=regle.explication,
            places=regle.places,
            groupe=groupes[regle.groupe] if regle.groupe else None,
        )
        for (code_matiere, modalite), regle in reglage.regles.items()
    )


def _verrouiller(campagne: Campagne) -> Campagne:
    """Deux agents qui enregistrent ensemble ne mêlent pas leurs règles : le second remplace."""
    return Campagne.objects.select_for_update(no_key=True).get(pk=campagne.pk)
