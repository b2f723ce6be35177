"""Les codes du compte rendu de SIECLE, dits en français, et ce qu'il reste à faire.

Source : format SIECLE BEE §12. D'une règle dont on ne connaît que le thème, on dit le thème. Le
pré-vol (`prevol_regles`) dit les mêmes règles avant l'envoi, au conditionnel et fiche par fiche.
"""

from typing import NamedTuple


class Sens(NamedTuple):
    """`que_faire` est vide quand il n'y a rien à faire."""

    ce_que_c_est: str
    que_faire: str


INCONNU = Sens("", "Lisez la phrase de SIECLE, ci-dessous, et corrigez la fiche dans SIECLE.")
RIEN = ""

CODES: dict[str, Sens] = {
    "ACDIV_B_01": Sens(
        "La division n’est pas rattachée à la formation de l’élève : SIECLE a rejeté sa scolarité.",
        "Rattachez la division à la formation dans SIECLE, réimportez les Structures, renvoyez.",
    ),
    "SCOAC_E_02": Sens(
        "La scolarité commence hors de l’année scolaire : SIECLE a ignoré la scolarité et la "
        "sortie.",
        "Réimportez le fichier Communs, vérifiez la date d’entrée dans SIECLE, puis renvoyez.",
    ),
    "SCOAC_F_01": Sens(
        "La formation est la même que celle d’une scolarité déjà connue cette année.",
        "Vérifiez la scolarité de l’élève dans SIECLE.",
    ),
    "SCOPR_C_04": Sens(
        "La scolarité de l’an dernier en recouvre une que SIECLE connaît déjà.",
        "Vérifiez la scolarité précédente de l’élève dans SIECLE.",
    ),
    "MEFAD_C_02": Sens(
        "SIECLE ne connaît pas la formation de l’an dernier : il l’a effacée.",
        "Remettez la formation de l’an dernier dans SIECLE.",
    ),
    "STATU_C_01": Sens(
        "Le statut de l’élève est inconnu : SIECLE ne l’a pas pris.",
        "Choisissez le statut de l’élève dans SIECLE.",
    ),
    "NBENF_F_03": Sens(
        "Le nombre d’enfants à charge doit être positif : SIECLE a mis 1.",
        "Corrigez le nombre d’enfants dans SIECLE s’il est plus grand.",
    ),
    "REJEL_SORTI_F_01": Sens(
        "Le motif de sortie n’est pas valable : l’élève n’a pas été importé.",
        "Corrigez le motif de sortie dans SIECLE, réimportez les élèves, puis renvoyez.",
    ),
    "REJEL_ENTREE_B_02": Sens(
        "La date d’entrée est incohérente : l’élève n’a pas été importé.",
        "Corrigez la date d’entrée dans SIECLE, réimportez les élèves, puis renvoyez.",
    ),
    "INOPT_B_01": Sens(
        "Une option n’est pas au programme de la formation : SIECLE ne l’a pas prise.",
        "Choisissez une autre option avec la famille, ou ouvrez-la dans la nomenclature.",
    ),
    "MODCH_B_02": Sens(
        "Il manque des options obligatoires : SIECLE a retiré les options de l’élève.",
        "Complétez ses options dans SIECLE, puis réimportez les élèves.",
    ),
    "MODCH_B_03": Sens(
        "Il y a trop d’options obligatoires : SIECLE a retiré les options de l’élève.",
        "Corrigez ses options dans SIECLE, puis réimportez les élèves.",
    ),
    "OPOBL_C_01": Sens(
        "Une option obligatoire n’est pas permise à ce rang.",
        "Remettez les options de l’élève dans l’ordre dans SIECLE, puis réimportez les élèves.",
    ),
    "PEPCS_B_01": Sens(
        "L’aide sociale à l’enfance n’a pas de profession : SIECLE a mis 99.",
        RIEN,
    ),
    "PUSAG_A_01": Sens(
        "Le nom d’usage est le nom de famille : SIECLE ne l’a pas gardé.",
        RIEN,
    ),
    "TELEP_E_01": Sens(
        "SIECLE ne reconnaît pas ce numéro de téléphone, et le garde tel quel.",
        "Vérifiez le numéro avec la famille.",
    ),
    "TELEP_E_02": Sens(
        "SIECLE ne reconnaît pas ce numéro de téléphone, et le garde tel quel.",
        "Vérifiez le numéro avec la famille.",
    ),
    "INF_COMAD_A_01": Sens(
        "La famille n’a pas dit si son adresse peut être communiquée : SIECLE a noté non.",
        RIEN,
    ),
    "INF_REGIM_A_01": Sens(
        "Le régime manquait ou n’existe pas : SIECLE a mis externe.",
        "Choisissez le régime de l’élève dans SIECLE.",
    ),
    "MODIF": Sens("SIECLE a modifié cette fiche.", RIEN),
    "AJOUT": Sens(
        "SIECLE a créé cette fiche.",
        "Vérifiez dans SIECLE que la personne n’y était pas déjà, sous un autre nom.",
    ),
    "ABSEN": Sens(
        "Cet élève n’était pas dans le fichier : SIECLE n’y a pas touché.",
        RIEN,
    ),
}

THEMES: dict[str, str] = {
    "ACDIV": "la division",
    "ACMEF": "la formation",
    "ADRES": "l’adresse",
    "BOURS": "la bourse",
    "CIVIL": "la civilité",
    "COMAD": "la communication de l’adresse",
    "CSEXE": "le sexe",
    "DNAIS": "la date de naissance",
    "ELNAT": "la nationalité",
    "ELNOM": "le nom de l’élève",
    "ENTREE": "la date d’entrée",
    "HETAB": "l’établissement d’origine",
    "IDNAT": "l’identifiant national",
    "INOPT": "les options",
    "LNAIS": "le lieu de naissance",
    "MEFAD": "la formation de l’an dernier",
    "MODCH": "la modalité des options",
    "NBENF": "le nombre d’enfants",
    "OPFAC": "les options facultatives",
    "OPOBL": "les options obligatoires",
    "PAREN": "le lien de parenté",
    "PEPCS": "la profession",
    "PESIT": "la situation d’emploi",
    "PROVE": "la provenance",
    "PUSAG": "le nom d’usage",
    "REGIM": "le régime",
    "SCOAC": "la scolarité de l’année",
    "SCOPR": "la scolarité précédente",
    "SORTI": "la sortie",
    "STATU": "le statut",
    "TELEP": "un téléphone",
    "TRANS": "le transport",
}


def sens(code: str) -> Sens:
    """Ce que dit un code ; d'un code inconnu, rien que de lire SIECLE."""
    if code in CODES:
        return CODES[code]
    morceaux = code.split("_")
    theme = next((THEMES[morceau] for morceau in morceaux if morceau in THEMES), "")
    rejetee = " La fiche n’a pas été importée." if morceaux[0].startswith("REJ") else ""
    if not theme:
        return Sens(rejetee.strip(), INCONNU.que_faire)
    return Sens(f"Cette règle de SIECLE porte sur {theme}.{rejetee}", INCONNU.que_faire)
