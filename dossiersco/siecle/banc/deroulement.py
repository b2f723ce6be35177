"""Le dépôt d'un fichier, du contrôle de son nom au compte rendu."""

from collections import defaultdict
from copy import deepcopy

from dossiersco.siecle.banc import depot, eleves, personnes
from dossiersco.siecle.banc.annuaire import Annuaire, dresser
from dossiersco.siecle.banc.base import Base
from dossiersco.siecle.banc.compte_rendu import CompteRendu
from dossiersco.siecle.banc.encours import EnCours
from dossiersco.siecle.banc.noeuds import Noeud, lu
from dossiersco.siecle.contexte_retour import ContexteRetour


def deposer(base: Base, fichier: bytes, *, contexte: ContexteRetour, nom: str = "") -> CompteRendu:
    """La base après l'import et ce que SIECLE en dit ; la base reçue n'est pas modifiée.

    `base` : ce que disent les exports. `fichier` : IMPORT_ELEVES, zip ou XML. `contexte` : la
    Nomenclature, les Structures et les Communs. `nom` : celui du fichier déposé, contrôlé s'il est
    donné. Une fiche que rien ne fait reconnaître est créée sous la clé « nouveau-<ID_PRV> ».
    """
    try:
        racine = depot.recevoir(fichier, contexte, nom)
    except depot.Refus as refus:
        return CompteRendu(base, str(refus))
    en_cours = _ouvrir(deepcopy(base), racine, contexte, dresser(base))
    for noeud in racine.iterfind(depot.PERSONNES):
        personnes.importer(noeud, en_cours)
    for noeud in racine.iterfind(depot.ELEVES):
        eleves.importer(noeud, en_cours)
    eleves.absents(en_cours)
    return CompteRendu(en_cours.base, "", tuple(sorted(en_cours.lignes, key=lambda li: li.section)))


def _ouvrir(base: Base, racine: Noeud, contexte: ContexteRetour, annuaire: Annuaire) -> EnCours:
    """Tous sont reconnus avant que rien ne change : l'ordre des modifications n'y fait rien."""
    citant: dict[str, set[str]] = defaultdict(set)
    parentes: dict[str, set[str]] = defaultdict(set)
    eleves_reconnus = _Reconnus()
    for eleve in racine.iterfind(depot.ELEVES):
        cle = eleves_reconnus.ranger(lu(eleve, "ID_PRV_ELE"), annuaire.eleve(eleve))
        for lien in eleve.iterfind("RESPONSABLES_ELEVE/*"):
            citant[lu(lien, "ID_PRV_PER")].add(cle)
            parentes[lu(lien, "ID_PRV_PER")].add(lu(lien, "CODE_PARENTE"))
    personnes_reconnues = _Reconnus()
    for personne in racine.iterfind(depot.PERSONNES):
        prv = lu(personne, "ID_PRV_PER")
        personnes_reconnues.ranger(prv, annuaire.personne(personne, citant[prv]))
    return EnCours(
        base=base,
        contexte=contexte,
        version=racine.get("VERSION", ""),
        annuaire=annuaire,
        parentes={prv: frozenset(codes) for prv, codes in parentes.items()},
        cles_eleves=eleves_reconnus.cles,
        cles_personnes=personnes_reconnues.cles,
    )


class _Reconnus:
    """ID_PRV -> clé de SIECLE. Une fiche de la base ne répond qu'à un numéro du fichier."""

    def __init__(self) -> None:
        self.cles: dict[str, str] = {}
        self._prises: set[str] = set()

    def ranger(self, prv: str, cle: str) -> str:
        self.cles[prv] = f"nouveau-{prv}" if cle in self._prises else cle
        self._prises.add(cle)
        return self.cles[prv]
