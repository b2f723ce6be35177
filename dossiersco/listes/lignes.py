"""Ce qu'une liste lit, élève par élève, à mémoire plate : deux lectures par lot."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet

from dossiersco.campagnes.tables import Tables
from dossiersco.dossiers.affichage import VIDE, texte
from dossiersco.dossiers.champs import PAR_NOM, Champ, Cible
from dossiersco.dossiers.examen import Examen, examiner
from dossiersco.dossiers.journal import Changement
from dossiersco.dossiers.models import Dossier, Responsable

TAILLE_LOT = 500


@dataclass(frozen=True)
class Dit:
    """Un changement : son champ, de qui, l'ancienne et la nouvelle valeur, en mots."""

    champ: str
    de_qui: str
    avant: str
    apres: str
    decision: str


@dataclass(frozen=True)
class Ligne:
    """Un dossier, ses responsables dans l'ordre de SIECLE, les libellés du collège.

    `dit` : le changement que porte la ligne, dans une liste de changements. `reponses` : celles aux
    questions du collège, par nom de colonne.
    """

    dossier: Dossier
    liens: tuple[Responsable, ...]
    tables: Tables
    dit: Dit | None = None
    reponses: Mapping[str, str] = field(default_factory=dict)

    def de_l_eleve(self, nom: str) -> str:
        champ = PAR_NOM[Cible.ELEVE][nom]
        return _en_mots(champ, getattr(self.dossier.eleve, nom), self.tables)

    def du_responsable(self, rang: int, nom: str) -> str:
        """Le responsable légal ou en charge de rang 1, 2… ; "" s'il n'y en a pas."""
        lien = self.lien(rang)
        champ = PAR_NOM[Cible.PERSONNE][nom]
        return _en_mots(champ, getattr(lien.personne, nom), self.tables) if lien else ""

    def lien(self, rang: int) -> Responsable | None:
        agissent = [lien for lien in self.liens if lien.agit]
        return agissent[rang - 1] if len(agissent) >= rang else None


def _en_mots(champ: Champ, valeur: object, tables: Tables) -> str:
    affiche = texte(champ, valeur, tables)
    return "" if affiche == VIDE else affiche


def lire(dossiers: QuerySet[Dossier], tables: Tables) -> Iterator[Ligne]:
    """Une ligne par dossier, par classe, nom, prénom."""
    for lot, liens in par_lots(dossiers):
        yield from (Ligne(dossier, tuple(liens[dossier.eleve_id]), tables) for dossier in lot)


def lire_les_changements(dossiers: QuerySet[Dossier], tables: Tables) -> Iterator[Ligne]:
    """Une ligne par changement, accepté ou qui attend le collège."""
    for lot in lots(dossiers):
        for examen in examiner(lot):
            ligne = Ligne(examen.dossier, tuple(examen.liens), tables)
            yield from (replace(ligne, dit=dit) for dit in _dits(examen, tables))


def _dits(examen: Examen, tables: Tables) -> Iterable[Dit]:
    a_decider = [nouveaute.changement for nouveaute in examen.nouveautes]
    noms = {lien.personne_id: str(lien.personne) for lien in examen.liens}
    for decision, changements in (("accepté", examen.acceptes), ("à décider", a_decider)):
        for changement in changements:
            yield Dit(
                champ=changement.champ.libelle,
                de_qui=_de_qui(changement, examen, noms),
                avant=_en_mots(changement.champ, changement.avant, tables),
                apres=_en_mots(changement.champ, changement.apres, tables),
                decision=decision,
            )


def _de_qui(changement: Changement, examen: Examen, noms: dict[int, str]) -> str:
    if changement.cible is Cible.ELEVE:
        return str(examen.dossier.eleve)
    return noms[changement.id]


def par_lots(
    dossiers: QuerySet[Dossier],
) -> Iterator[tuple[list[Dossier], dict[int, list[Responsable]]]]:
    """Des dossiers et leurs responsables : {élève: liens}."""
    for lot in lots(dossiers):
        yield lot, _liens(lot)


def lots(dossiers: QuerySet[Dossier]) -> Iterator[list[Dossier]]:
    """Les clés d'abord, rangées ; puis les dossiers, lot par lot."""
    rangees = dossiers.order_by("eleve__code_structure", "cle_tri", "pk")
    cles = list(rangees.values_list("pk", flat=True))
    complets = dossiers.order_by().select_related("eleve")
    for debut in range(0, len(cles), TAILLE_LOT):
        morceau = cles[debut : debut + TAILLE_LOT]
        par_cle = complets.in_bulk(morceau)
        yield [par_cle[cle] for cle in morceau if cle in par_cle]


def _liens(lot: Iterable[Dossier]) -> dict[int, list[Responsable]]:
    liens: dict[int, list[Responsable]] = defaultdict(list)
    for lien in (
        Responsable.objects.filter(eleve__in=[dossier.eleve_id for dossier in lot])
        .select_related("personne")
        .defer("photo", "personne__photo")
        .order_by("niveau_responsabilite", "rang")
    ):
        liens[lien.eleve_id].append(lien)
    return liens
