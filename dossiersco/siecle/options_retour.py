"""Les options de la scolarité active : lesquelles, sous quelle modalité, dans quel ordre.

SIECLE lit le rang d'une option obligatoire dans sa place : la première au rang 1, la deuxième au
rang 2… et rejette celle qui n'y est pas permise (OPOBL_C_01). Les facultatives suivent.
"""

from collections.abc import Mapping, Sequence, Set

from dossiersco.siecle.contexte_retour import ContexteRetour
from dossiersco.siecle.ecriture import Bloc
from dossiersco.siecle.lus import Photo
from dossiersco.siecle.regles import Releve

OBLIGATOIRE = "O"
TRONC_COMMUN = "S"
MAXIMUM = 12


def options(photo: Photo, code_mef: str, contexte: ContexteRetour, releve: Releve) -> list[Bloc]:
    """Les options dans l'ordre où SIECLE les attend."""
    choisies, avant = [], len(releve.blocages)
    for option in _sans_doublon(_dans_l_ordre_de_siecle(photo), releve):
        modalite = _modalite(option, code_mef, contexte, releve)
        choisies.append({"CODE_MATIERE": option["CODE_MATIERE"], "CODE_MODALITE_ELECT": modalite})
    if len(choisies) > MAXIMUM:
        releve.bloquer("INOPT_NOMBRE", valeur=str(len(choisies)))
    if len(releve.blocages) > avant:
        # Tant qu'une option est fausse, leur compte et leur ordre ne veulent rien dire.
        return choisies
    obligatoires = [o for o in choisies if o["CODE_MODALITE_ELECT"] == OBLIGATOIRE]
    facultatives = [o for o in choisies if o["CODE_MODALITE_ELECT"] != OBLIGATOIRE]
    _compter(choisies, contexte.nb_options_obligatoires.get(code_mef), releve)
    return [*_au_bon_rang(obligatoires, code_mef, contexte, releve), *facultatives]


def _compter(choisies: list[Bloc], attendues: int | None, releve: Releve) -> None:
    """Un mauvais compte ferait perdre à SIECLE toutes les options ; sans option, rien à perdre."""
    obligatoires = sum(o["CODE_MODALITE_ELECT"] == OBLIGATOIRE for o in choisies)
    if attendues is None or obligatoires == attendues:
        return
    precisions = {"valeur": str(obligatoires), "attendu": str(attendues)}
    if not choisies:
        releve.avertir("MODCH_B_02", **precisions)
    else:
        code = "MODCH_B_02" if obligatoires < attendues else "MODCH_B_03"
        releve.bloquer(code, **precisions)


def _dans_l_ordre_de_siecle(photo: Photo) -> list[Photo]:
    """L'ordre de NUM_OPTION ; les options que la famille ajoute n'en ont pas et viennent après."""
    lues: list[Photo] = photo.get("OPTIONS", [])
    return sorted(lues, key=lambda option: _numero(option.get("NUM_OPTION", "")))


def _numero(texte: str) -> float:
    return int(texte) if texte.isdecimal() else float("inf")


def _sans_doublon(options: Sequence[Photo], releve: Releve) -> list[Photo]:
    vues: dict[str, Photo] = {}
    for option in options:
        if option["CODE_MATIERE"] in vues:
            releve.avertir("OPTION_EN_DOUBLE", valeur=option["CODE_MATIERE"])
        vues.setdefault(option["CODE_MATIERE"], option)
    return list(vues.values())


def _modalite(option: Photo, code_mef: str, contexte: ContexteRetour, releve: Releve) -> str:
    """La modalité lue ; sinon la seule que le programme permet, hors tronc commun."""
    matiere = option["CODE_MATIERE"]
    lue: str = option.get("CODE_MODALITE_ELECT", "")
    au_programme = {
        mod for mef, mat, mod in contexte.programmes if (mef, mat) == (code_mef, matiere)
    }
    if lue and option.get("NUM_OPTION"):
        if contexte.programmes and lue not in au_programme:
            releve.bloquer("INOPT_B_01", valeur=matiere)
        return lue
    permises = (au_programme - {TRONC_COMMUN}) & ({lue} if lue else au_programme)
    if not permises:
        releve.bloquer("INOPT_B_01", valeur=matiere)
    elif len(permises) > 1:
        releve.bloquer("INOPT_MODALITE", valeur=matiere)
    return next(iter(permises), "")


def _au_bon_rang(
    obligatoires: list[Bloc], code_mef: str, contexte: ContexteRetour, releve: Releve
) -> list[Bloc]:
    """L'ordre lu s'il convient (on ne change pas ce qui est juste), sinon un ordre qui convient."""
    rangs = _rangs_permis(code_mef, contexte)
    matieres = [option["CODE_MATIERE"] for option in obligatoires]
    if all(rang in rangs.get(matiere, ()) for rang, matiere in enumerate(matieres, 1)):
        return obligatoires
    ordre = affecter(matieres, rangs)
    if ordre is None:
        if contexte.options_obligatoires:
            releve.bloquer("OPOBL_C_01")
        return obligatoires
    return sorted(obligatoires, key=lambda option: ordre.index(option["CODE_MATIERE"]))


def _rangs_permis(code_mef: str, contexte: ContexteRetour) -> dict[str, set[int]]:
    rangs: dict[str, set[int]] = {}
    for mef, matiere, rang in contexte.options_obligatoires:
        if mef == code_mef:
            rangs.setdefault(matiere, set()).add(rang)
    return rangs


def affecter(matieres: Sequence[str], rangs: Mapping[str, Set[int]]) -> list[str] | None:
    """Les matières rangées de 1 à n, chacune à un rang permis ; None si c'est impossible.

    Prendre le premier rang libre ne suffit pas : une matière permise à deux rangs prendrait le seul
    rang d'une autre. Quand un rang est pris, on demande à son occupante de se déplacer.
    """
    occupantes: dict[int, str] = {}

    def placer(matiere: str, essayes: set[int]) -> bool:
        for rang in sorted(rangs.get(matiere, ())):
            if rang > len(matieres) or rang in essayes:
                continue
            essayes.add(rang)
            if rang not in occupantes or placer(occupantes[rang], essayes):
                occupantes[rang] = matiere
                return True
        return False

    if not all(placer(matiere, set()) for matiere in matieres):
        return None
    return [occupantes[rang] for rang in sorted(occupantes)]
