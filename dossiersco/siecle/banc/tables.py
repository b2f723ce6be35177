"""De l'import à l'export : sous quelle balise, et dans quelle forme, SIECLE range ce qu'il lit."""

from collections.abc import Callable, Mapping

Conversion = Callable[[str], str]


def _meme(texte: str) -> str:
    return texte


def date_francaise(texte: str) -> str:
    annee, mois, jour = texte.split("-")
    return f"{jour}/{mois}/{annee}"


def _un_ou_zero(texte: str) -> str:
    return {"true": "1", "false": "0"}.get(texte, texte)


# Balise d'import -> balise d'export, conversion.
JOINDRE: dict[str, tuple[str, Conversion]] = {
    "NOM_DE_FAMILLE": ("NOM_DE_FAMILLE", _meme),
    "NOM_USAGE": ("NOM_USAGE", _meme),
    "PRENOM": ("PRENOM", _meme),
    "TEL_PERSONNEL": ("TEL_PERSONNEL", _meme),
    "TEL_PROFESSIONNEL": ("TEL_PROFESSIONNEL", _meme),
    "TEL_PORTABLE": ("TEL_PORTABLE", _meme),
    "ACCEPTE_SMS": ("ACCEPTE_SMS", _un_ou_zero),
    "EMAIL": ("MEL", _meme),
}
PERSONNE = {
    **JOINDRE,
    "ID_PRV_PER": ("ID_PRV_PER", _meme),
    "CODE_CIVILITE": ("CODE_CIVILITE", _meme),
    "COMMUNICATION_ADRESSE": ("COMMUNICATION_ADRESSE", _un_ou_zero),
    "CODE_PROFESSION": ("CODE_PROFESSION", _meme),
}
ELEVE = {
    **JOINDRE,
    "ID_PRV_ELE": ("ID_PRV_ELE", _meme),
    "ID_NATIONAL": ("ID_NATIONAL", _meme),
    "PRENOM2": ("PRENOM2", _meme),
    "PRENOM3": ("PRENOM3", _meme),
    "CODE_PAYS_NAT": ("CODE_PAYS_NAT", _meme),
    "DATE_NAISS": ("DATE_NAISS", date_francaise),
    "CODE_SEXE": ("CODE_SEXE", _meme),
    "CODE_PAYS": ("CODE_PAYS", _meme),
    "CODE_COMMUNE_INSEE_NAISS": ("CODE_COMMUNE_INSEE_NAISS", _meme),
    "VILLE_NAISS": ("VILLE_NAISS", _meme),
    "DATE_ENTREE": ("DATE_ENTREE", date_francaise),
    "ADHESION_TRANSPORT": ("ADHESION_TRANSPORT", _un_ou_zero),
    "CODE_REGIME": ("CODE_REGIME", _meme),
    "DOUBLEMENT": ("DOUBLEMENT", _un_ou_zero),
}
SORTIE = {
    "CODE_MOTIF_SORTIE": ("CODE_MOTIF_SORTIE", _meme),
    "DATE_SORTIE": ("DATE_SORTIE", date_francaise),
}
SCOLARITE_ACTIVE = {"CODE_MEF": ("CODE_MEF", _meme), "CODE_STATUT": ("CODE_STATUT", _meme)}
PROVENANCE = {"CODE_PROVENANCE": ("CODE_PROVENANCE", _meme)}
ETABLISSEMENT_AN_DERNIER = {
    "CODE_RNE": ("CODE_RNE", _meme),
    "CODE_MEF": ("CODE_MEF", _meme),
    "CODE_DIVISION": ("CODE_STRUCTURE", _meme),
}
ADRESSE = {
    "LIGNE1_ADRESSE": ("LIGNE1_ADRESSE", _meme),
    "LIGNE2_ADRESSE": ("LIGNE2_ADRESSE", _meme),
    "LIGNE3_ADRESSE": ("LIGNE3_ADRESSE", _meme),
    "LIGNE4_ADRESSE": ("LIGNE4_ADRESSE", _meme),
    "CODE_POSTAL": ("CODE_POSTAL", _meme),
    "LL_POSTAL": ("LIBELLE_POSTAL", _meme),
    "COMMUNE_ETRANGERE": ("COMMUNE_ETRANGERE", _meme),
    "CODE_PAYS": ("CODE_PAYS", _meme),
}
PARENTE = {"CODE_PARENTE": ("CODE_PARENTE", _meme)}
EN_CHARGE = {
    **PARENTE,
    "PAIE_FRAIS_SCOLAIRES": ("PAIE_FRAIS_SCOLAIRES", _un_ou_zero),
    "HEBERGE_ELEVE": ("HEBERGE_ELEVE", _un_ou_zero),
    "A_CONTACTER_EN_PRIORITE": ("A_CONTACTER_EN_PRIORITE", _un_ou_zero),
}
AIDES = {"PERCOIT_LES_AIDES": ("PERCOIT_LES_AIDES", _un_ou_zero)}

Table = Mapping[str, tuple[str, Conversion]]
