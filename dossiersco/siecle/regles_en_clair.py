"""Chaque règle qui peut mordre, dite en quelques mots, et où l'on agit.

Les phrases de `regles` et de `prevol_regles` parlent d'un élève ; celles-ci, de tous.
"""

from dossiersco.siecle.regles import Etape

TITRES = {
    "ACDIV_B_01": "La classe n’est pas rattachée à la formation",
    "ACMEF": "La formation manque ou n’est pas ouverte",
    "ADRES_COMMUNE": "L’adresse n’a pas de commune",
    "ADRES_PAYS": "L’adresse n’a pas de pays",
    "ADRESSE_PERDUE": "Une partie de l’adresse ne part pas",
    "ASE": "La profession d’un responsable de l’aide sociale devient 99",
    "AUTRE_PERSONNE": "Un responsable serait remplacé par un autre",
    "BOITE_POSTALE": "La boîte postale ne part pas",
    "CARACTERE": "Un caractère est remplacé",
    "CIVIL": "La civilité d’un responsable manque",
    "CSEXE": "Le sexe de l’élève manque",
    "DATE_SORTIE": "La date de sortie, sans motif, ne part pas",
    "DEUX_FOIS": "Une personne est deux fois responsable du même élève",
    "DIVISION": "La classe ne part pas",
    "DNAIS": "La date de naissance manque",
    "DOUBL": "Le doublement n’est pas renseigné",
    "ELNAT": "La nationalité manque",
    "ELNOM": "Un nom ou un prénom manque",
    "FICHE_ELEVE": "L’élève n’est connu que par la fiche élève complète",
    "FORMAT": "Une valeur n’a pas la forme que SIECLE attend",
    "HEBERGE": "On ne sait pas chez qui vit l’élève",
    "HETAB": "L’établissement de l’an dernier est inconnu",
    "HOMONYMES": "Deux responsables de l’élève ont le même nom",
    "IDENTITE": "Un nom changé ne part pas",
    "INE": "L’identifiant national n’a pas 11 caractères",
    "INF_COMAD_A_01": "La communication de l’adresse n’est pas renseignée",
    "INF_REGIM_A_01": "Le régime n’existe pas dans SIECLE",
    "INOPT_B_01": "Une option n’est pas au programme de la formation",
    "INOPT_MODALITE": "On ne sait pas si une option est obligatoire ou facultative",
    "INOPT_NOMBRE": "L’élève a plus de 12 options",
    "LEGAL_EN_TROP": "L’élève a plus de deux responsables légaux",
    "LNAIS": "Une partie du lieu de naissance ne part pas",
    "LNAIS_COMMUNE": "La commune de naissance manque",
    "LNAIS_PAYS": "Le pays de naissance manque",
    "LNAIS_VILLE": "La ville de naissance manque",
    "MEFAD": "La formation de l’an dernier ne part pas",
    "MEFAD_C_02": "La formation de l’an dernier n’est pas dans la Nomenclature",
    "MEL": "Une adresse électronique semble fausse",
    "MODCH_B_02": "Il manque des options obligatoires",
    "MODCH_B_03": "Il y a trop d’options obligatoires",
    "NBENF_F_03": "Le nombre d’enfants à charge est zéro",
    "NIVEAU": "Le niveau de responsabilité d’une personne manque",
    "OPOBL_C_01": "Une option obligatoire n’est pas permise à son rang",
    "OPTION_EN_DOUBLE": "Une option est notée deux fois",
    "PAREN": "Le lien de parenté d’un responsable manque",
    "PEPCS": "SIECLE n’accepte pas la profession d’un responsable",
    "PEPCS_B_01": "La profession d’un responsable de l’aide sociale deviendrait 99",
    "PROVE": "La provenance de l’élève est inconnue",
    "PUSAG": "Le nom d’usage est le nom de famille",
    "PUSAG_A_01": "Le nom d’usage est le nom de famille",
    "REGIM": "Le régime manque",
    "REJEL": "Tous les responsables légaux de l’élève seraient rejetés",
    "REJEL_ENTREE_B_02": "La date d’entrée est incohérente",
    "REJEL_SORTI_F_01": "Le motif de sortie n’existe pas",
    "SANS_LEGAL": "L’élève n’a pas de responsable légal",
    "SANS_SCOLARITE": "La scolarité d’un élève sorti ne part pas",
    "SCOAC_ANNEE": "Les dates de l’année scolaire sont inconnues",
    "SCOAC_E_02": "Le début de scolarité n’est pas dans l’année",
    "SCOAC_F_01": "La formation est celle de l’an dernier, sans doublement",
    "SCOPR_C_04": "La scolarité de l’an dernier déborde sur cette année",
    "SORTI": "La sortie est incomplète",
    "STATU_C_01": "Le statut de l’élève n’existe pas",
    "TELEP_E_01": "Un numéro de téléphone n’est pas reconnu",
    "TELEP_E_02": "Un numéro de portable n’est pas reconnu",
}

A_FAIRE = {
    Etape.DOSSIER: "Dans le dossier de l’élève, par la famille ; ou dans SIECLE, Base élèves, puis "
    "réimportez les élèves et les responsables.",
    Etape.ELEVES: "Corrigez la fiche de l’élève dans SIECLE, Base élèves, puis réimportez les "
    "élèves.",
    Etape.RESPONSABLES: "Corrigez ses responsables dans SIECLE, Base élèves, puis réimportez les "
    "responsables.",
    Etape.NOMENCLATURE: "Corrigez la formation dans SIECLE, Base élèves, ou réimportez la "
    "Nomenclature.",
    Etape.STRUCTURES: "Rattachez la classe à la formation dans SIECLE, puis réimportez les "
    "Structures.",
    Etape.COMMUNS: "Exportez les Communs de l’année préparée, puis réimportez-les.",
    Etape.APRES: "Rien avant le dépôt : après l’import, vérifiez dans SIECLE, Base élèves.",
}
