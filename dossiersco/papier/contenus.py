"""Ce qu'un tirage imprime, lot par lot : la mémoire ne suit pas le nombre de familles."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from dossiersco.campagnes.carte_options import Carte
from dossiersco.campagnes.cartes import cartes
from dossiersco.campagnes.models import Question
from dossiersco.campagnes.tables import tables_de
from dossiersco.dossiers.formations import parmi
from dossiersco.dossiers.models import Dossier, Personne
from dossiersco.dossiers.regimes import regimes_servis
from dossiersco.papier.composition import PAR_MORCEAU, Feuille
from dossiersco.papier.feuilles import Reglages, feuille
from dossiersco.papier.lettres import lettre
from dossiersco.papier.models import Tirage

T = TypeVar("T")
SANS_OPTIONS = Carte((), 0)


def lettres_du(tirage: Tirage, clairs: Mapping[int, str], ecrites: list[int]) -> Iterator[Feuille]:
    """Une par responsable, rangées par la classe de son premier enfant. `ecrites` : leurs ids."""
    campagne, tables = tirage.campagne, tables_de(tirage.campagne)
    enfants: dict[int, list[int]] = {}
    for dossier, personne in tirage.cibles:
        enfants.setdefault(personne, []).append(dossier)
    for lot in _lots(list(enfants)):
        personnes = Personne.objects.defer("photo").in_bulk(lot)
        voulus = [dossier for personne in lot for dossier in enfants[personne]]
        dossiers = Dossier.objects.select_related("eleve").in_bulk(voulus)
        for pk in lot:
            noms = [str(dossiers[d].eleve) for d in enfants[pk] if d in dossiers]
            if pk not in personnes or not noms:
                continue
            contenu = lettre(
                campagne,
                personnes[pk],
                noms,
                tables,
                sorte=tirage.sorte,
                code=clairs.get(pk, ""),
            )
            ecrites.append(pk)
            yield Feuille(pk, personnes[pk].avec_civilite, contenu)


def feuilles_du(tirage: Tirage, clairs: Mapping[int, str], ecrites: list[int]) -> Iterator[Feuille]:
    """Une par élève et par responsable."""
    campagne = tirage.campagne
    questions = list(Question.objects.posees(campagne.pk))
    reglages = Reglages(tables_de(campagne), regimes_servis(campagne), questions)
    suivantes = reglages.tables.suivantes
    for lot in _lots(tirage.cibles):
        personnes = Personne.objects.in_bulk([personne for _, personne in lot])
        dossiers = Dossier.objects.select_related("eleve").in_bulk([dossier for dossier, _ in lot])
        formations = {
            pk: parmi(campagne, d.code_mef_rentree, d.eleve.code_mef, suivantes)
            for pk, d in dossiers.items()
        }
        proposees = cartes(campagne, set(formations.values()))
        for pk, personne in lot:
            if pk not in dossiers or personne not in personnes:
                continue
            # La campagne et son collège, déjà lus : pas une lecture de plus par feuille.
            dossiers[pk].campagne = campagne
            contenu = feuille(
                dossiers[pk],
                personnes[personne],
                reglages,
                proposees.get(formations[pk], SANS_OPTIONS),
                code=clairs.get(personne, ""),
            )
            ecrites.append(personne)
            qui = f"{personnes[personne].avec_civilite}, pour {dossiers[pk].eleve}"
            yield Feuille(personne, qui, contenu)


def _lots(liste: list[T]) -> Iterator[list[T]]:
    for debut in range(0, len(liste), PAR_MORCEAU):
        yield liste[debut : debut + PAR_MORCEAU]
