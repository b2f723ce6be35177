"""Une valeur de colonne, dite en français : les codes deviennent des mots."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from dossiersco.campagnes.tables import Tables
from dossiersco.dossiers.champs import LIGNES_ADRESSE, Champ, Nature
from dossiersco.siecle import communes, telephones
from dossiersco.siecle.valeurs import comparable

VIDE = "Non renseigné"
EnMots = Callable[[Champ, Any, Tables], str]

# Quelle table de codes dit le sens d'un champ.
TABLE_DU_CHAMP = {
    "code_sexe": "sexes",
    "code_pays": "pays",
    "code_pays_nat": "nationalites",
    "code_regime": "regimes",
    "code_civilite": "civilites",
    "code_profession": "professions_pcs",
}


def texte(champ: Champ, valeur: Any, tables: Tables) -> str:
    """Une seule ligne ; « Non renseigné » si la valeur manque. Aucune balise, aucun code nu."""
    if valeur in (None, "", [], {}):
        return VIDE
    en_mots = MOTS.get(champ.nature, _texte)
    return en_mots(champ, valeur, tables) or VIDE


def _texte(champ: Champ, valeur: str, tables: Tables) -> str:
    if champ.nom == "code_commune_insee_naiss":
        return communes.nom(valeur)
    if champ.nom in TABLE_DU_CHAMP:
        return tables.libelle(TABLE_DU_CHAMP[champ.nom], valeur)
    if champ.nom.startswith("tel_"):
        return telephone(valeur)
    return valeur


def _booleen(_champ: Champ, valeur: bool, _tables: Tables) -> str:
    return "Oui" if valeur else "Non"


def _date(_champ: Champ, valeur: date, _tables: Tables) -> str:
    return f"{valeur:%d/%m/%Y}"


def _adresse(_champ: Champ, valeur: Mapping[str, str], tables: Tables) -> str:
    return ", ".join(lignes_adresse(valeur, tables))


def _options(_champ: Champ, valeur: Sequence[Mapping[str, str]], tables: Tables) -> str:
    return ", ".join(tables.matiere(ligne["CODE_MATIERE"]) for ligne in valeur)


MOTS: dict[Nature, EnMots] = {
    Nature.BOOLEEN: _booleen,
    Nature.DATE: _date,
    Nature.BLOC: _adresse,
    Nature.LISTE: _options,
}


def telephone(valeur: str) -> str:
    """ "+33639981234" -> "06 39 98 12 34" ; ce qui n'est pas un numéro reste tel quel."""
    numero = comparable("TEL_PORTABLE", valeur)
    ecrit = telephones.ecrire(numero)
    return valeur if ecrit == numero else ecrit


def lignes_adresse(adresse: Mapping[str, str], tables: Tables) -> list[str]:
    """Comme sur une enveloppe. La France ne s'écrit pas."""
    lignes = [adresse.get(balise, "") for balise in LIGNES_ADRESSE]
    ville = adresse.get("COMMUNE_ETRANGERE") or adresse.get("LIBELLE_POSTAL", "")
    lignes.append(f"{adresse.get('CODE_POSTAL', '')} {ville}".strip())
    if adresse.get("CODE_PAYS", "100") != "100":
        lignes.append(tables.libelle("pays", adresse["CODE_PAYS"]))
    return [ligne for ligne in lignes if ligne]
