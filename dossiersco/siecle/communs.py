"""Lire Communs.xml : l'établissement et les bornes de l'année scolaire.

`UAJ` et `ANNEE_SCOLAIRE` y sont des blocs de DONNEES, à ne pas confondre avec ceux de PARAMETRES.
Source : format SIECLE BEE §6.
"""

from dossiersco.siecle import lecture, vocabulaire
from dossiersco.siecle.anomalies import CodeAnomalie, Releve, Signaler
from dossiersco.siecle.export import Export
from dossiersco.siecle.lus import Communs, TypeExport
from dossiersco.siecle.valeurs import date_fr

# La spécification de l'export et les vrais fichiers n'ont pas la même graphie.
DEBUTS = ("DATE_DEBUT_ELEVE", "DATE_DEB_ELEVE")
FINS = ("DATE_FIN_ELEVE",)


def lire(export: Export, signaler: Signaler) -> Communs:
    """L'établissement et les dates des élèves, cette année et l'an dernier ("" si inconnues)."""
    lecture.exiger(export, TypeExport.COMMUNS)
    releve = Releve(export.entete.fichier, signaler)
    blocs: dict[str, dict[str, str]] = {}
    for bloc, noeud in lecture.enregistrements(export):
        if texte := (noeud.text or "").strip():
            blocs.setdefault(bloc, {}).setdefault(noeud.tag, texte)
    annee = blocs.get("ANNEE_SCOLAIRE", {})
    annee_ad = blocs.get("ANNEE_SCOLAIRE_AD", {})
    lus = blocs.get("UAJ", {})
    return Communs(
        {balise: lus[balise] for balise in lus if balise in vocabulaire.ETABLISSEMENT},
        _date(annee, DEBUTS, releve),
        _date(annee, FINS, releve),
        _date(annee_ad, DEBUTS, releve),
        _date(annee_ad, FINS, releve),
    )


def _date(bloc: dict[str, str], balises: tuple[str, ...], releve: Releve) -> str:
    texte = next((bloc[balise] for balise in balises if balise in bloc), "")
    if not texte or date_fr(texte) is not None:
        return texte
    releve.dire(
        CodeAnomalie.DATE_IMPOSSIBLE,
        f"{balises[0]} : « {texte} » n’est pas une date JJ/MM/AAAA ; elle est ignorée.",
    )
    return ""
