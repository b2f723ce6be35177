"""Les données de l'établissement : Nomenclature, Structures et Communs."""

from dossiersco.siecle.fabrique.codes import lignes
from dossiersco.siecle.fabrique.formations import MATIERES, TABLES, horaire
from dossiersco.siecle.fabrique.modele import College
from dossiersco.siecle.fabrique.plume import Plume

BALISES_MEF = (
    "FORMATION",
    "SPECIALITE",
    "LIBELLE_LONG",
    "LIBELLE_EDITION",
    "STATUT_MEF",
    "MEF_RATTACHEMENT",
    "CODE_MEFSTAT",
    "NB_OPT_OBLIG",
    "NB_OPT_MINI",
    "RENFORCEMENT_LANGUES",
    "INSCRIPTION_ETAB",
    "MEF_ORIGINE",
    "MEF_SELECTIONNE",
    "MEF_SELORIG",
    "DATE_OUVERTURE",
    "DATE_FERMETURE",
)
BALISES_UAJ = (
    "ETAB_UAJ_ID",
    "NUM_SIREN",
    "DENOM_PRINC",
    "DENOM_COMPL",
    "NOM_RESP",
    "QUAL_RESP",
    "LIGNE1_ADRESSE",
    "LIGNE2_ADRESSE",
    "LIGNE3_ADRESSE",
    "LIGNE4_ADRESSE",
    "BOITE_POST",
    "COMMUNE_ETRANGERE",
    "TELEPHONE",
    "TELECOPIE",
    "MEL_1",
    "MEL_2",
    "CODE_TYPE_ETAB",
    "SECTEUR_CODE",
    "CODE_POSTAL",
    "CODE_COMMUNE_INSEE",
    "CODE_PAYS",
    "LIBELLE_POSTAL",
)
# La cheffe d'établissement, inventée : les lecteurs doivent l'ignorer.
NOM_RESP = "MME HÉLÈNE LECŒUR"
# Dans la vraie Nomenclature, les libellés des PCS ont leur propre nom.
SUFFIXES = {"professions_pcs": "_PCS"}
COMPLEMENTS = {
    "libelle_edition": "LIBELLE_EDITION",
    "tri": "TRI",
    "bourse_nationale": "BOURSE_NATIONALE",
    "co_enseignement": "CO_ENSEIGNEMENT",
}


def ecrire_nomenclature(plume: Plume, college: College) -> None:
    _mefs(plume, college)
    _matieres(plume)
    _programmes(plume, college)
    for table in TABLES:
        _table(plume, table)


def _mefs(plume: Plume, college: College) -> None:
    with plume.bloc("MEFS"):
        for mef in college.nomenclature.mefs:
            with plume.bloc("MEF", CODE_MEF=mef.code_mef):
                # Une spécialité n'existe qu'au lycée : SIECLE l'écrit en cinq espaces.
                plume.champs(BALISES_MEF, {"SPECIALITE": "     "} | mef.photo, mef.code_mef)


def _matieres(plume: Plume) -> None:
    with plume.bloc("MATIERES"):
        for matiere in MATIERES:
            with plume.bloc("MATIERE", CODE_MATIERE=matiere.code):
                plume.champs(("CODE_GESTION",), {"CODE_GESTION": matiere.gestion}, matiere.code)
                plume.champ("LIBELLE_COURT", matiere.libelle_court.ljust(20))
                plume.champ("LIBELLE_LONG", matiere.libelle_long)
                plume.champ("LIBELLE_EDITION", matiere.libelle_edition)
                plume.champ("MATIERE_ETP", "0")


def _programmes(plume: Plume, college: College) -> None:
    with plume.bloc("PROGRAMMES"):
        for code_mef, code_matiere, modalite in college.nomenclature.programmes:
            with plume.bloc("PROGRAMME"):
                plume.champ("CODE_MEF", code_mef)
                plume.champ("CODE_MATIERE", code_matiere)
                plume.champ("CODE_MODALITE_ELECT", modalite)
                plume.champ("HORAIRE", horaire(code_matiere, modalite))
    with plume.bloc("OPTIONS_OBLIGATOIRES"):
        for code_mef, code_matiere, rang in college.nomenclature.options_obligatoires:
            with plume.bloc("OPTION_OBLIGATOIRE"):
                plume.champ("CODE_MEF", code_mef)
                plume.champ("CODE_MATIERE", code_matiere)
                plume.champ("RANG_OPTION", str(rang))


def _table(plume: Plume, table: str) -> None:
    bloc, rangee, cle = TABLES[table]
    suffixe = SUFFIXES.get(table, "")
    with plume.bloc(bloc):
        for ligne in lignes(table):
            with plume.bloc(rangee, **{cle: ligne["code"]}):
                plume.champ(f"LIBELLE_COURT{suffixe}", ligne["libelle_court"])
                plume.champ(f"LIBELLE_LONG{suffixe}", ligne["libelle_long"])
                for colonne, balise in COMPLEMENTS.items():
                    if colonne in ligne:
                        plume.champ(balise, ligne[colonne])


def ecrire_structures(plume: Plume, college: College) -> None:
    with plume.bloc("DIVISIONS"):
        for division in college.divisions:
            with plume.bloc("DIVISION", CODE_STRUCTURE=division.code_structure):
                plume.champ("LIBELLE_LONG", division.libelle_long)
                plume.champ("CODE_RNE", college.uai)
                with plume.bloc("MEFS_APPARTENANCE"):
                    for code_mef in division.codes_mef:
                        with plume.bloc("MEF_APPARTENANCE"):
                            plume.champ("CODE_MEF", code_mef)
    with plume.bloc("GROUPES"):
        for groupe in college.groupes:
            with plume.bloc("GROUPE", CODE_STRUCTURE=groupe.code_structure):
                plume.champ("LIBELLE_LONG", groupe.code_structure)
                with plume.bloc("DIVISIONS_APPARTENANCE"):
                    for code in groupe.codes_division:
                        with plume.bloc("DIVISION_APPARTENANCE"):
                            plume.champ("CODE_STRUCTURE", code)


def ecrire_communs(plume: Plume, college: College) -> None:
    communs = college.communs
    with plume.bloc("UAJ"):
        plume.champs(BALISES_UAJ, communs.etablissement | {"NOM_RESP": NOM_RESP}, college.uai)
    with plume.bloc("ANNEE_SCOLAIRE"):
        _bornes(plume, communs.date_debut_eleve, communs.date_fin_eleve)
    with plume.bloc("ANNEE_SCOLAIRE_AD"):
        _bornes(plume, communs.date_debut_eleve_ad, communs.date_fin_eleve_ad)
    with plume.bloc("PERIODES_PEDAGOGIQUES"), plume.bloc("PERIODE_PEDAGOGIQUE"):
        plume.champ("CODE_PERIODE", "T1 ")
        plume.champ("DATE_DEBUT", communs.date_debut_eleve)
        plume.champ("DATE_FIN", f"30/11/{college.annee}")
        plume.champ("LL_PERIODE", "TRIMESTRE 1")
        plume.champ("INDICE", "1")
        plume.champ("CODE_TYPE_PERIODE", "T")
    plume.vide("CALENDRIERS_FERMETURES")


def _bornes(plume: Plume, debut: str, fin: str) -> None:
    for qui in ("ELEVE", "PROF"):
        plume.champ(f"DATE_DEBUT_{qui}", debut)
        plume.champ(f"DATE_FIN_{qui}", fin)
