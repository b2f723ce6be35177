"""Des envois abîmés exprès : ce qu'un autre logiciel, ou une erreur, enverrait à SIECLE.

Chaque dégât change un bloc prêt à écrire. Le fichier reste bien formé : c'est SIECLE qui mord.
"""

from collections.abc import Callable
from random import Random

from dossiersco.siecle.contexte_retour import ContexteRetour
from dossiersco.siecle.ecriture import Bloc
from dossiersco.siecle.schema_import import Schema

Degat = Callable[[Bloc, ContexteRetour, Random], None]

TELEPHONE = "liste rouge"


def abimer(
    blocs: tuple[list[Bloc], list[Bloc]], contexte: ContexteRetour, schema: Schema, hasard: Random
) -> None:
    personnes, eleves = blocs
    for bloc in personnes:
        if hasard.random() < 0.6:
            hasard.choice(DES_PERSONNES)(bloc, contexte, hasard)
        if schema is Schema.V3_1 and hasard.random() < 0.1:
            bloc["ENFANT_A_CHARGE"] = hasard.choice("01")
    for bloc in eleves:
        for degat in hasard.sample(DES_ELEVES, hasard.randint(0, 3)):
            degat(bloc, contexte, hasard)


def _nom_usage(bloc: Bloc, _contexte: ContexteRetour, _hasard: Random) -> None:
    bloc["NOM_USAGE"] = bloc["NOM_DE_FAMILLE"].lower()


def _telephone(bloc: Bloc, _contexte: ContexteRetour, hasard: Random) -> None:
    balise = hasard.choice(("TEL_PERSONNEL", "TEL_PROFESSIONNEL", "TEL_PORTABLE"))
    bloc[balise] = hasard.choice((TELEPHONE, "0033639981234", "639981234", "+33", "0639981234"))


def _profession(bloc: Bloc, _contexte: ContexteRetour, hasard: Random) -> None:
    bloc["CODE_PROFESSION"] = hasard.choice(("73", "76", "11", "10", "30"))


def _communication(bloc: Bloc, _contexte: ContexteRetour, _hasard: Random) -> None:
    bloc.pop("COMMUNICATION_ADRESSE", None)


def _division(bloc: Bloc, contexte: ContexteRetour, hasard: Random) -> None:
    if active := bloc.get("SCOLARITE_ACTIVE"):
        active["CODE_DIVISION"] = hasard.choice([*contexte.divisions, "INACTIFS"])


def _debut(bloc: Bloc, _contexte: ContexteRetour, hasard: Random) -> None:
    if active := bloc.get("SCOLARITE_ACTIVE"):
        active["DATE_DEB_SCO"] = hasard.choice(("2019-09-02", "2027-09-01", "2026-09-02"))


def _formation(bloc: Bloc, contexte: ContexteRetour, hasard: Random) -> None:
    if active := bloc.get("SCOLARITE_ACTIVE"):
        active["CODE_MEF"] = hasard.choice([*sorted(contexte.mefs), "10010011110"])


def _statut(bloc: Bloc, _contexte: ContexteRetour, _hasard: Random) -> None:
    if active := bloc.get("SCOLARITE_ACTIVE"):
        active["CODE_STATUT"] = "1"


def _options(bloc: Bloc, contexte: ContexteRetour, hasard: Random) -> None:
    """En trop, en moins, hors programme ou dans le désordre."""
    if active := bloc.get("SCOLARITE_ACTIVE"):
        options = list(active.get("OPTIONS", {}).get("OPTION", []))
        geste = hasard.randrange(4)
        if geste == 0 and options:
            options.pop(hasard.randrange(len(options)))
        elif geste == 1:
            matiere = hasard.choice(sorted({mat for _, mat, _ in contexte.programmes}))
            options.append({"CODE_MATIERE": matiere, "CODE_MODALITE_ELECT": hasard.choice("OFS")})
        elif geste == 2:
            options.append({"CODE_MATIERE": "999999", "CODE_MODALITE_ELECT": "F"})
        else:
            hasard.shuffle(options)
        connues = {option["CODE_MATIERE"]: option for option in options}
        active["OPTIONS"] = {"OPTION": list(connues.values())}


def _regime(bloc: Bloc, _contexte: ContexteRetour, _hasard: Random) -> None:
    bloc["CODE_REGIME"] = "98"


def _entree(bloc: Bloc, _contexte: ContexteRetour, hasard: Random) -> None:
    bloc["DATE_ENTREE"] = hasard.choice(("1999-09-01", "2030-01-01", "2026-12-24"))


def _sortie(bloc: Bloc, _contexte: ContexteRetour, _hasard: Random) -> None:
    if bloc.get("CODE_MOTIF_SORTIE"):
        bloc["CODE_MOTIF_SORTIE"] = "98"


def _an_dernier(bloc: Bloc, _contexte: ContexteRetour, hasard: Random) -> None:
    if passee := bloc.get("ETABLISSEMENT_AN_DERNIER"):
        mef = bloc.get("SCOLARITE_ACTIVE", {}).get("CODE_MEF", "10010012110")
        passee["CODE_MEF"] = hasard.choice((mef, "00410001110"))
        passee["TYPE_MEF"] = passee["CODE_MEF"][-1]
        bloc["DOUBLEMENT"] = hasard.choice(("true", "false"))


def _dates_de_l_an_dernier(bloc: Bloc, _contexte: ContexteRetour, hasard: Random) -> None:
    if passee := bloc.get("ETABLISSEMENT_AN_DERNIER"):
        passee["DATE_FIN_SCO"] = hasard.choice(("2026-07-04", "2027-07-04"))


def _aide_sociale(bloc: Bloc, _contexte: ContexteRetour, _hasard: Random) -> None:
    if liens := bloc.get("RESPONSABLES_ELEVE", {}).get("LEGAL"):
        liens[0]["CODE_PARENTE"] = "51"


DES_PERSONNES: tuple[Degat, ...] = (_nom_usage, _telephone, _profession, _communication)
DES_ELEVES: tuple[Degat, ...] = (
    _nom_usage,
    _telephone,
    _division,
    _debut,
    _formation,
    _statut,
    _options,
    _options,
    _regime,
    _entree,
    _sortie,
    _an_dernier,
    _dates_de_l_an_dernier,
    _aide_sociale,
)
