"""Nomenclature, Structures et Communs : la carte des formations d'une campagne.

Chaque fichier remplace ce que le précédent disait ; identique, il n'écrit rien.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import models

from dossiersco.campagnes.models import Campagne, CodeCollege, Division, Mef, OptionPedagogique
from dossiersco.echanges.bilan import Bilan, colonnes_de
from dossiersco.echanges.creation import creer
from dossiersco.echanges.lots import trop_long
from dossiersco.siecle import communs, nomenclature, structures
from dossiersco.siecle.export import Export
from dossiersco.siecle.lus import Anomalie, MatiereLue, Nomenclature
from dossiersco.siecle.valeurs import date_fr

M = TypeVar("M", bound=models.Model)
TRONC_COMMUN = "S"
SIGLES = re.compile(r"\b(?:lv\d|eps|lca|svt|emc|ulis)\b", re.IGNORECASE)


def importer_nomenclature(campagne: Campagne, export: Export, bilan: Bilan) -> None:
    lue = nomenclature.lire(export, bilan.signaler)
    for sorte, existantes, neuves in (
        ("formations", campagne.mefs, _mefs(campagne, lue)),
        ("options", campagne.options, _options(campagne, lue)),
        ("codes", campagne.codes, _codes(campagne, lue)),
    ):
        recevables = _recevables(neuves, export, bilan)
        _remplacer(existantes, recevables, bilan, sorte)


def _mefs(campagne: Campagne, lue: Nomenclature) -> list[Mef]:
    return [
        Mef(
            campagne=campagne,
            code_mef=mef.code_mef,
            libelle=(
                mef.photo.get("LIBELLE_EDITION")
                or mef.photo.get("LIBELLE_LONG")
                or mef.photo.get("FORMATION", mef.code_mef)
            )[:60],
            nb_opt_oblig=_entier(mef.photo.get("NB_OPT_OBLIG", "")),
            photo=mef.photo,
        )
        for mef in {mef.code_mef: mef for mef in lue.mefs}.values()
    ]


def _entier(texte: str) -> int | None:
    return int(texte) if texte.isdecimal() and len(texte) <= 2 else None


def _options(campagne: Campagne, lue: Nomenclature) -> list[OptionPedagogique]:
    matieres = {matiere.code_matiere: matiere for matiere in lue.matieres}
    rangs: dict[tuple[str, str], list[int]] = {}
    for code_mef, code_matiere, rang in lue.options_obligatoires:
        rangs.setdefault((code_mef, code_matiere), []).append(rang)
    return [
        OptionPedagogique(
            campagne=campagne,
            code_mef=code_mef,
            code_matiere=code_matiere,
            code_modalite_elect=modalite,
            code_gestion=matieres[code_matiere].code_gestion if code_matiere in matieres else "",
            libelle=_libelle(matieres, code_matiere),
            rangs=sorted(rangs.get((code_mef, code_matiere), [])),
        )
        for code_mef, code_matiere, modalite in dict.fromkeys(lue.programmes)
        if modalite != TRONC_COMMUN
    ]


def _libelle(matieres: Mapping[str, MatiereLue], code_matiere: str) -> str:
    """« Anglais lv1 » -> « Anglais LV1 » : SIECLE écrit les sigles en minuscules."""
    libelle = matieres[code_matiere].libelle if code_matiere in matieres else code_matiere
    return SIGLES.sub(lambda sigle: sigle[0].upper(), libelle)[:60]


def _codes(campagne: Campagne, lue: Nomenclature) -> list[CodeCollege]:
    return [
        CodeCollege(campagne=campagne, table=table, code=code, libelle=libelle[:150])
        for table, lignes in lue.tables.items()
        for code, libelle in lignes.items()
    ]


def importer_structures(campagne: Campagne, export: Export, bilan: Bilan) -> None:
    divisions = [
        Division(
            campagne=campagne,
            code_structure=lue.code_structure,
            libelle_long=lue.libelle_long[:20],
            codes_mef=list(lue.codes_mef),
        )
        for lue in structures.lire(export, bilan.signaler)
    ]
    recevables = _recevables(divisions, export, bilan)
    _remplacer(campagne.divisions, recevables, bilan, "divisions")


def importer_communs(campagne: Campagne, export: Export, bilan: Bilan) -> None:
    lus = communs.lire(export, bilan.signaler)
    decompte = bilan.decompte("communs")
    decompte.lus = 1
    college = campagne.etablissement
    avant = (college.nom, campagne.date_debut_eleve, campagne.date_fin_eleve)
    colonnes = [colonnes_de(college), colonnes_de(campagne)]
    college.denom_princ = lus.etablissement.get("DENOM_PRINC", college.denom_princ)[:30]
    college.denom_compl = lus.etablissement.get("DENOM_COMPL", college.denom_compl)[:30]
    debut, fin = date_fr(lus.date_debut_eleve), date_fr(lus.date_fin_eleve)
    if debut and fin and debut >= fin:
        message = f"L’année finirait ({fin:%d/%m/%Y}) avant de commencer ({debut:%d/%m/%Y})."
        _signaler(export, bilan, "DATE_FIN_ELEVE", message, "annee_a_l_envers")
        debut = fin = None
    campagne.date_debut_eleve, campagne.date_fin_eleve = debut, fin
    if avant == (college.nom, campagne.date_debut_eleve, campagne.date_fin_eleve):
        decompte.inchanges = 1
        return
    college.save(update_fields=["denom_princ", "denom_compl"])
    campagne.save(update_fields=["date_debut_eleve", "date_fin_eleve"])
    bilan.changes([college, campagne], colonnes)
    decompte.modifies = 1


def _recevables(lignes: Iterable[M], export: Export, bilan: Bilan) -> list[M]:
    """Sans celles dont un code ne tient pas dans sa colonne : PostgreSQL refuserait tout le lot."""
    gardees = []
    for ligne in lignes:
        if colonne := trop_long(ligne):
            message = f"La valeur de {colonne.upper()} est trop longue : la ligne est ignorée."
            _signaler(export, bilan, str(ligne), message, "code_trop_long")
        else:
            gardees.append(ligne)
    return gardees


def _signaler(export: Export, bilan: Bilan, quoi: str, message: str, code: str) -> None:
    bilan.signaler(Anomalie(export.entete.fichier, None, quoi, message, code))


def _remplacer(existantes: Any, neuves: Sequence[M], bilan: Bilan, sorte: str) -> None:
    decompte = bilan.decompte(sorte)
    decompte.lus += len(neuves)
    if _contenu(existantes.all()) == _contenu(neuves):
        decompte.inchanges += len(neuves)
        return
    bilan.retires(list(existantes.all()))
    existantes.all().delete()
    creer(existantes.model, neuves)
    bilan.crees(neuves)
    decompte.crees += len(neuves)


def _contenu(lignes: Any) -> list[str]:
    """Ce que disent des lignes, hors leur clé, dans un ordre stable."""
    # PostgreSQL rend les clés d'une photo dans un autre ordre que celui où elles ont été écrites.
    return sorted(
        json.dumps(
            {c.attname: getattr(ligne, c.attname) for c in ligne._meta.fields if c.name != "id"},
            sort_keys=True,
        )
        for ligne in lignes
    )
