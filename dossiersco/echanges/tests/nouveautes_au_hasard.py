"""Ce qu'on pourrait accepter de nouveau, champ par champ, tiré au hasard."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from dossiersco.dossiers.champs import Cible, Valeurs
from dossiersco.siecle.contexte_retour import ContexteRetour
from dossiersco.siecle.nomenclatures import lignes

NOMS = ("DELCOURTIN", "MARÉCHALE", "VASSEURON", "D'ŒUVRE", "BEN  HADJI", "ŠKODA-VALÈS")
PRENOMS = ("Noé", "Inès", "Malo", "Awa", "Zélie", "Anne--Lise")
REGIMES = ("0", "1", "2", "21", "24", "25", "29")
TELEPHONES = ("0639981234", "06 39 98 12 35", "+33639981236", "+32 400 00 00 12", "639981237", "")
PCS = tuple(p["code"] for p in lignes("professions_pcs") if p["accepte_par_siecle"] == "1")
VOIES = ("12 RUE DES ESSAIS", "BÂTIMENT C", "RÉSIDENCE DES QUATRE VENTS BATIMENT 12", "LIEU-DIT")

Tirage = Callable[[Random, Valeurs, ContexteRetour], Valeurs]


def _parmi(champ: str, *valeurs: Any) -> Tirage:
    def tirer(hasard: Random, _actuel: Valeurs, _contexte: ContexteRetour) -> Valeurs:
        return {champ: hasard.choice(valeurs)}

    return tirer


def _adresse(hasard: Random, _actuel: Valeurs, _contexte: ContexteRetour) -> Valeurs:
    lignes_adresse = {
        f"LIGNE{rang}_ADRESSE": hasard.choice(VOIES)
        for rang in range(1, 5)
        if hasard.random() < 0.6
    }
    commune = hasard.choice(
        (
            {"CODE_POSTAL": "75012", "LIBELLE_POSTAL": "PARIS", "CODE_PAYS": "100"},
            {"CODE_POSTAL": "59033", "LIBELLE_POSTAL": "LILLE CEDEX", "CODE_PAYS": "100"},
            {"COMMUNE_ETRANGERE": "7500 TOURNAI", "CODE_PAYS": "131"},
        )
    )
    return {"adresse": {**lignes_adresse, **commune}}


def _date_naiss(hasard: Random, actuel: Valeurs, _contexte: ContexteRetour) -> Valeurs:
    jour: date = actuel["date_naiss"]
    return {"date_naiss": jour + timedelta(days=hasard.randint(-40, 40))}


def _naissance(hasard: Random, _actuel: Valeurs, _contexte: ContexteRetour) -> Valeurs:
    if hasard.random() < 0.5:
        return {"code_pays": "100", "code_commune_insee_naiss": "75112", "ville_naiss": ""}
    return {"code_pays": "341", "code_commune_insee_naiss": "", "ville_naiss": "SAINT-LOUIS"}


def _options(hasard: Random, actuel: Valeurs, contexte: ContexteRetour) -> Valeurs:
    """Ajoute ou abandonne une facultative de la formation ; parfois change de seconde langue."""
    options, mef = list(actuel["options"]), actuel["code_mef"]
    if hasard.random() < 0.3:
        return {"options": _autre_langue(hasard, options, mef, contexte)}
    facultatives = sorted(mat for m, mat, mod in contexte.programmes if m == mef and mod == "F")
    if not facultatives:
        return {}
    choisie = hasard.choice(facultatives)
    sans = [o for o in options if o["CODE_MATIERE"] != choisie]
    if len(sans) < len(options):
        return {"options": sans}
    return {"options": [*options, {"CODE_MATIERE": choisie, "CODE_MODALITE_ELECT": "F"}]}


def _autre_langue(
    hasard: Random, options: list[Any], mef: str, contexte: ContexteRetour
) -> list[Any]:
    obligatoires = [o for o in options if o["CODE_MODALITE_ELECT"] == "O"]
    prises = {o["CODE_MATIERE"] for o in options}
    libres = sorted(
        mat for m, mat, _ in contexte.options_obligatoires if m == mef and mat not in prises
    )
    if not libres or not obligatoires:
        return options
    nouvelle = {"CODE_MATIERE": hasard.choice(libres), "CODE_MODALITE_ELECT": "O"}
    return [nouvelle if o is obligatoires[-1] else o for o in options]


DE_TOUS: tuple[Tirage, ...] = (
    _parmi("nom_de_famille", *NOMS),
    _parmi("nom_usage", *NOMS, ""),
    _parmi("prenom", *PRENOMS),
    _parmi("tel_portable", *TELEPHONES),
    _parmi("mel", "nouveau@exemple.fr", "UN.AUTRE@EXEMPLE.FR", ""),
    _adresse,
)
TIRAGES: dict[Cible, tuple[Tirage, ...]] = {
    Cible.ELEVE: (
        *DE_TOUS,
        _parmi("prenom2", *PRENOMS, ""),
        _parmi("prenom3", *PRENOMS, ""),
        _date_naiss,
        _parmi("code_sexe", "1", "2"),
        _naissance,
        _parmi("code_pays_nat", "100", "341", "131"),
        _parmi("code_regime", *REGIMES),
        _options,
        _options,
    ),
    Cible.PERSONNE: (
        *DE_TOUS,
        _parmi("code_civilite", "1", "2"),
        _parmi("tel_personnel", *TELEPHONES),
        _parmi("tel_professionnel", *TELEPHONES),
        _parmi("accepte_sms", True, False),
        _parmi("code_profession", *PCS),
        _parmi("communication_adresse", True, False),
    ),
}
