"""Lire Structures.xml : les divisions et les formations auxquelles SIECLE les rattache.

C'est la seule source de ce rattachement, que SIECLE impose (ACDIV_B_01). Les groupes ne sont pas
lus. Source : format SIECLE BEE §5.
"""

from dossiersco.siecle import lecture
from dossiersco.siecle.anomalies import CodeAnomalie, Releve, Signaler
from dossiersco.siecle.export import Export
from dossiersco.siecle.lus import DivisionLue, TypeExport
from dossiersco.siecle.noeuds import identifiant, ligne, textes
from dossiersco.siecle.recolte import signaler_inconnus

BLOCS = {"DIVISIONS": frozenset({"DIVISION"}), "GROUPES": frozenset({"GROUPE"})}


def lire(export: Export, signaler: Signaler) -> tuple[DivisionLue, ...]:
    """Les divisions dans l'ordre du fichier ; `codes_mef` sans doublon, parfois vide."""
    lecture.exiger(export, TypeExport.STRUCTURES)
    releve = Releve(export.entete.fichier, signaler)
    signaler_inconnus(export.enregistrements, BLOCS, releve)
    divisions: dict[str, DivisionLue] = {}
    for bloc, noeud in lecture.enregistrements(export):
        if bloc != "DIVISIONS" or noeud.tag != "DIVISION":
            continue
        lus = textes(noeud)
        code = identifiant(noeud, "CODE_STRUCTURE", lus)
        if not code:
            releve.dire(
                CodeAnomalie.CODE_ABSENT,
                "Une division n’a pas de CODE_STRUCTURE : elle est ignorée.",
                ligne=ligne(noeud),
            )
            continue
        mefs = [(mef.text or "").strip() for mef in noeud.iter("CODE_MEF")]
        codes_mef = tuple(dict.fromkeys(filter(None, mefs)))
        divisions.setdefault(code, DivisionLue(code, lus.get("LIBELLE_LONG", ""), codes_mef))
    return tuple(divisions.values())
