"""Les règles de SIECLE qu'on sait annoncer : ce qu'elles feraient, que faire, et où.

Source : format SIECLE BEE §12. Un code sans numéro est le thème d'une règle qu'on ne connaît pas
mieux.
"""

from dataclasses import dataclass
from enum import StrEnum

from dossiersco.siecle.regles import Etape


class Gravite(StrEnum):
    """Les trois derniers sont ceux du compte rendu de SIECLE ; les deux premiers, les nôtres."""

    BLOCAGE = "blocage"
    """La fiche ne part pas : SIECLE n'en saura rien."""
    PERTE = "perte"
    """La fiche part, sans tout dire ; SIECLE ne le notera pas."""
    REJET = "rejet"
    ANOMALIE = "anomalie"
    NOTE = "note"


TOUT = frozenset({"*"})
SCOLARITE = frozenset({"CODE_MEF", "CODE_STATUT", "OPTIONS", "STRUCTURES"})
RIEN: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Regle:
    """`perdues` : les balises d'export que SIECLE ne prendra pas telles qu'envoyées."""

    gravite: Gravite
    etape: Etape
    message: str
    que_faire: str
    perdues: frozenset[str] = RIEN


REGLES = {
    "ACDIV_B_01": Regle(
        Gravite.ANOMALIE,
        Etape.STRUCTURES,
        "La division {valeur} de {qui} n’est pas rattachée à sa formation : SIECLE rejetterait "
        "toute sa scolarité de l’année, options comprises.",
        "Rattachez la division à la formation dans SIECLE, puis réimportez les Structures.",
        SCOLARITE,
    ),
    "ACMEF": Regle(
        Gravite.ANOMALIE,
        Etape.NOMENCLATURE,
        "La formation {valeur} de {qui} n’est pas ouverte : SIECLE rejetterait sa scolarité.",
        "Choisissez dans SIECLE une formation ouverte et réimportez les élèves, ou réimportez la "
        "Nomenclature.",
        SCOLARITE,
    ),
    "INF_COMAD_A_01": Regle(
        Gravite.NOTE,
        Etape.DOSSIER,
        "SIECLE ne sait pas si {qui} veut que son adresse soit communiquée : il notera « non ».",
        "Rien d’obligatoire ; la famille peut le dire dans son dossier.",
        frozenset({"COMMUNICATION_ADRESSE"}),
    ),
    "INF_REGIM_A_01": Regle(
        Gravite.NOTE,
        Etape.DOSSIER,
        "Le régime « {valeur} » de {qui} n’existe pas : SIECLE en ferait un externe.",
        "La famille doit choisir un régime de la liste dans son dossier.",
        frozenset({"CODE_REGIME"}),
    ),
    "INOPT_B_01": Regle(
        Gravite.ANOMALIE,
        Etape.DOSSIER,
        "L’option {valeur} de {qui} n’est pas au programme de sa formation : SIECLE la retirerait.",
        "La famille doit choisir une autre option dans son dossier, ou corrigez-la dans SIECLE.",
        frozenset({"OPTIONS"}),
    ),
    "MEFAD_C_02": Regle(
        Gravite.ANOMALIE,
        Etape.APRES,
        "La formation de l’an dernier de {qui} ({valeur}) n’est pas dans la Nomenclature : SIECLE "
        "l’effacera.",
        "Après l’import, vérifiez la scolarité de l’an dernier dans SIECLE.",
        frozenset({"SCOLARITE_AN_DERNIER"}),
    ),
    "MODCH_B_02": Regle(
        Gravite.ANOMALIE,
        Etape.DOSSIER,
        "{qui} n’a pas toutes les options obligatoires de sa formation ({valeur} en tout) : SIECLE "
        "retirerait toutes ses options.",
        "La famille doit les compléter dans son dossier, ou complétez-les dans SIECLE.",
        frozenset({"OPTIONS"}),
    ),
    "MODCH_B_03": Regle(
        Gravite.ANOMALIE,
        Etape.DOSSIER,
        "{qui} a plus d’options obligatoires que sa formation n’en demande ({valeur} en tout) : "
        "SIECLE retirerait toutes ses options.",
        "La famille doit en ôter dans son dossier, ou ôtez-en dans SIECLE.",
        frozenset({"OPTIONS"}),
    ),
    "NBENF_F_03": Regle(
        Gravite.ANOMALIE,
        Etape.DOSSIER,
        "{qui} aurait zéro enfant à charge : SIECLE écrira 1.",
        "Ne renseignez pas ENFANT_A_CHARGE, ou mettez au moins 1.",
    ),
    "OPOBL_C_01": Regle(
        Gravite.ANOMALIE,
        Etape.DOSSIER,
        "L’option {valeur} de {qui} n’est pas permise à ce rang : SIECLE la retirerait.",
        "La famille doit changer d’options dans son dossier, ou changez-les dans SIECLE.",
        frozenset({"OPTIONS"}),
    ),
    "PEPCS": Regle(
        Gravite.REJET,
        Etape.DOSSIER,
        "SIECLE n’accepte pas la profession « {valeur} » de {qui} : il rejetterait la personne et "
        "délierait ses enfants.",
        "Demandez la profession à la famille.",
        TOUT,
    ),
    "PEPCS_B_01": Regle(
        Gravite.ANOMALIE,
        Etape.RESPONSABLES,
        "{qui} agit pour l’aide sociale à l’enfance : SIECLE remplacerait sa profession par 99.",
        "Mettez la profession 99.",
        frozenset({"CODE_PROFESSION"}),
    ),
    "PUSAG_A_01": Regle(
        Gravite.ANOMALIE,
        Etape.DOSSIER,
        "Le nom d’usage de {qui} est son nom de famille : SIECLE l’ignorera.",
        "Videz le nom d’usage.",
        frozenset({"NOM_USAGE"}),
    ),
    "REJEL": Regle(
        Gravite.REJET,
        Etape.RESPONSABLES,
        "Tous les responsables légaux de {qui} seraient rejetés : SIECLE rejetterait l’élève.",
        "Corrigez d’abord ses responsables.",
        TOUT,
    ),
    "REJEL_ENTREE_B_02": Regle(
        Gravite.REJET,
        Etape.ELEVES,
        "La date d’entrée de {qui} ({valeur}) est incohérente : SIECLE rejetterait l’élève.",
        "Corrigez la date d’entrée dans SIECLE, puis réimportez les élèves.",
        TOUT,
    ),
    "REJEL_SORTI_F_01": Regle(
        Gravite.REJET,
        Etape.ELEVES,
        "Le motif de sortie « {valeur} » de {qui} n’existe pas : SIECLE rejetterait l’élève.",
        "Corrigez le motif de sortie dans SIECLE, puis réimportez les élèves.",
        TOUT,
    ),
    "SCOAC_E_02": Regle(
        Gravite.ANOMALIE,
        Etape.COMMUNS,
        "Le début de scolarité de {qui} ({valeur}) n’est pas dans l’année : SIECLE ignorerait sa "
        "scolarité et sa sortie, ce qui bloque ensuite LSU, Affelnet et le brevet.",
        "Vérifiez que le fichier Communs est celui de l’année préparée, puis réimportez-le.",
        SCOLARITE | {"CODE_MOTIF_SORTIE", "DATE_SORTIE"},
    ),
    "SCOAC_F_01": Regle(
        Gravite.ANOMALIE,
        Etape.ELEVES,
        "{qui} suivrait la même formation que l’an dernier ({valeur}) sans être noté redoublant.",
        "Corrigez la formation ou le doublement dans SIECLE, puis réimportez les élèves.",
    ),
    "SCOPR_C_04": Regle(
        Gravite.ANOMALIE,
        Etape.ELEVES,
        "La scolarité de l’an dernier de {qui} déborde sur cette année.",
        "N’envoyez pas de dates pour l’an dernier, ou corrigez-les.",
    ),
    "STATU_C_01": Regle(
        Gravite.ANOMALIE,
        Etape.ELEVES,
        "Le statut « {valeur} » de {qui} n’existe pas : SIECLE l’ignorera.",
        "Dans SIECLE, mettez « ST » (scolaire), puis réimportez les élèves.",
        frozenset({"CODE_STATUT"}),
    ),
    "TELEP_E_01": Regle(
        Gravite.ANOMALIE,
        Etape.DOSSIER,
        "SIECLE ne reconnaîtra pas le téléphone « {valeur} » de {qui} ; il le gardera tel quel.",
        "La famille peut le corriger dans son dossier.",
    ),
    "TELEP_E_02": Regle(
        Gravite.ANOMALIE,
        Etape.DOSSIER,
        "SIECLE ne reconnaîtra pas le portable « {valeur} » de {qui} ; il le gardera tel quel.",
        "La famille peut le corriger dans son dossier.",
    ),
}
