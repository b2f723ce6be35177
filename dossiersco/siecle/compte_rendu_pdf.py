"""Lire le « Compte Rendu de l'import du privé », le PDF que SIECLE rend le lendemain.

Source : format SIECLE BEE §12. Aucun exemplaire n'a pu être vu : on sait les huit sections, les
cinq colonnes, et que les codes y sont coupés sur deux lignes. On se fie donc à la place des mots :
un identifiant sous « Identifiants » commence une ligne, ce qui suit sans identifiant la continue.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from dossiersco.siecle import pdf
from dossiersco.siecle.banc.compte_rendu import Ligne, Section
from dossiersco.siecle.lus import FichierRefuse
from dossiersco.siecle.pdf import TRONQUE, Mot, Page
from dossiersco.siecle.valeurs import sans_accents

SANS_TEXTE = (
    "Ce PDF ne contient que des images. Déposez le compte rendu tel que SIECLE le donne, pas une "
    "copie numérisée."
)
AUTRE_DOCUMENT = (
    "Ce PDF n’est pas le « Compte Rendu de l’import du privé ». Vous le trouverez dans SIECLE : "
    "Liaisons, Suivi des échanges, Historique import du privé."
)
FORME_INCONNUE = (
    "Ce compte rendu n’a pas la forme attendue : aucune ligne n’a pu y être lue. Lisez-le "
    "vous-même, et signalez-le à l’équipe de DossierSCO."
)

TITRE = "compterendudelimportduprive"
TITRES: tuple[tuple[Section, str], ...] = (
    (Section.ELEVES_ABSENTS, r"absent"),
    (Section.ELEVES_MODIFIES, r"eleve.*(modifi|ajout)"),
    (Section.PERSONNES_REJETEES, r"(responsable|personne).*(rejet|refus)"),
    (Section.PERSONNES_EN_ANOMALIE, r"(responsable|personne).*anomalie"),
    (Section.PERSONNES_NOTES, r"(information|remarque|note).*(responsable|personne)"),
    (Section.PERSONNES_NOTES, r"(responsable|personne).*(information|remarque|note)"),
    (Section.ELEVES_REJETES, r"eleve.*(rejet|refus)"),
    (Section.ELEVES_EN_ANOMALIE, r"eleve.*anomalie"),
    (Section.ELEVES_NOTES, r"(information|remarque|note).*eleve"),
    (Section.ELEVES_NOTES, r"eleve.*(information|remarque|note)"),
)
"""Le premier motif trouvé dans le titre, sans accents ni capitales."""

IDENTIFIANTS = re.compile(r"([0-9]{0,12})/([0-9]{0,12})")
CODE = re.compile(r"[A-Z0-9]+_[A-Z0-9_]*|MODIF|AJOUT|ABSEN")
UAI = re.compile(r"\b[0-9]{7}[A-Z]\b")
FICHIER = re.compile(r"\b[0-9]{7}[A-Z]PRIVE[0-9]{16}\b")
PIED = re.compile(r"page [0-9]+(?: ?(?:/|sur) ?([0-9]+))?$")
MOTS_D_ENTETE = frozenset({"division", "nom", "prenom", "identifiants", "anomalie", "code", "et"})


@dataclass(frozen=True, slots=True)
class CompteRenduLu:
    """`uais` et `fichiers` : les établissements et les fichiers déposés que le PDF nomme."""

    sha256: str
    uais: frozenset[str]
    fichiers: frozenset[str]
    lignes: tuple[Ligne, ...]


@dataclass(frozen=True, slots=True)
class _Rangee:
    """Les mots d'une même hauteur, de gauche à droite."""

    page: int
    mots: tuple[Mot, ...]

    @property
    def texte(self) -> str:
        return " ".join(mot.texte for mot in self.mots)

    @property
    def milieu(self) -> float:
        return self.mots[0].milieu

    @property
    def d_un_trait(self) -> bool:
        """Vrai d'une phrase, faux de cellules que des blancs séparent."""
        paires = zip(self.mots, self.mots[1:], strict=False)
        return all(b.gauche - a.droite < 1.5 * a.hauteur for a, b in paires)

    @property
    def est_un_entete(self) -> bool:
        return {"division", "identifiants", "code"} <= {_simple(mot.texte) for mot in self.mots}

    @property
    def est_une_suite_d_entete(self) -> bool:
        """Vrai de « prénom » sous « Nom », quand l'en-tête tient sur deux lignes."""
        return {_simple(mot.texte) for mot in self.mots} <= MOTS_D_ENTETE


@dataclass(frozen=True, slots=True)
class _Colonnes:
    division: float
    identifiants: tuple[float, float]
    code: float

    def cellule(self, mot: Mot) -> str:
        if mot.gauche < self.division:
            return "division"
        if mot.gauche >= self.code - 1:
            return "code"
        centre = (mot.gauche + mot.droite) / 2
        return "nom" if centre < sum(self.identifiants) / 2 else "anomalie"

    def identifiant(self, rangee: _Rangee) -> tuple[list[Mot], tuple[str, str] | None]:
        gauche, droite = self.identifiants
        mots = [
            mot
            for mot in rangee.mots
            if mot.gauche < droite and mot.droite > gauche and not mot.texte.strip("0123456789/")
        ]
        trouve = IDENTIFIANTS.fullmatch("".join(mot.texte for mot in mots))
        return mots, (trouve[1], trouve[2]) if trouve and trouve[0] != "/" else None


@dataclass(slots=True)
class _Brouillon:
    section: Section
    ancre: _Rangee
    ids: tuple[str, str]
    colonnes: _Colonnes
    cellules: dict[str, list[str]] = field(
        default_factory=lambda: {nom: [] for nom in ("division", "nom", "anomalie", "code")}
    )

    def remplir(self, mots: Iterable[Mot], *, dessus: bool = False) -> None:
        dites: dict[str, list[str]] = {}
        for mot in mots:
            dites.setdefault(self.colonnes.cellule(mot), []).append(mot.texte)
        for nom, textes in dites.items():
            avant = self.cellules[nom]
            self.cellules[nom] = [*textes, *avant] if dessus else [*avant, *textes]

    def ligne(self) -> Ligne:
        return Ligne(
            section=self.section,
            division=" ".join(self.cellules["division"]),
            nom=" ".join(self.cellules["nom"]),
            id_siecle=self.ids[0],
            id_prv=self.ids[1],
            anomalie=" ".join(self.cellules["anomalie"]),
            # Un code coupé se recolle sans blanc.
            code="".join(self.cellules["code"]),
        )


def lire(octets: bytes) -> CompteRenduLu:
    """Toutes les lignes du compte rendu. Lève `FichierRefuse`."""
    pages = pdf.lire(octets)
    if not any(pages):
        raise FichierRefuse(SANS_TEXTE)
    rangees = [rangee for numero, page in enumerate(pages) for rangee in _rangees(numero, page)]
    textes = [rangee.texte for rangee in rangees]
    if TITRE not in re.sub(r"[^a-z]", "", _simple(" ".join(textes))):
        raise FichierRefuse(AUTRE_DOCUMENT)
    _verifier_les_pages(textes, len(pages))
    # À défaut, le titre d'une seule section, répété en haut de chaque page, en est bien un.
    lignes = tuple(_Lecteur(rangees, len(pages)).lire() or _Lecteur(rangees, 1).lire())
    if not lignes:
        raise FichierRefuse(FORME_INCONNUE)
    tout = " ".join(textes)
    return CompteRenduLu(
        sha256=sha256(octets).hexdigest(),
        uais=frozenset(UAI.findall(tout)),
        fichiers=frozenset(FICHIER.findall(tout)),
        lignes=lignes,
    )


def _verifier_les_pages(textes: Iterable[str], pages: int) -> None:
    """« Page 2/7 » quand il n'y en a que trois : le fichier n'est pas entier."""
    for texte in textes:
        pied = PIED.search(_simple(texte))
        if pied and pied[1] and int(pied[1]) > pages:
            raise FichierRefuse(TRONQUE)


def _rangees(numero: int, page: Page) -> Iterator[_Rangee]:
    ensemble: list[Mot] = []
    for mot in sorted(page, key=lambda mot: mot.milieu):
        if ensemble and mot.milieu - ensemble[0].milieu > ensemble[0].hauteur / 3:
            yield _Rangee(numero, tuple(sorted(ensemble)))
            ensemble = []
        ensemble.append(mot)
    if ensemble:
        yield _Rangee(numero, tuple(sorted(ensemble)))


def _simple(texte: str) -> str:
    return sans_accents(texte).casefold()


class _Lecteur:
    """Parcourt les rangées dans l'ordre. `suites` : (rangée sans identifiant, lignes déjà lues)."""

    def __init__(self, rangees: Sequence[_Rangee], pages: int) -> None:
        self.rangees = rangees
        fois = Counter(_clef(rangee) for rangee in rangees)
        # Ce qui revient à la même hauteur de chaque page : hauts et bas de page.
        self.repetees = {clef for clef, nombre in fois.items() if nombre >= pages > 1}
        self.section: Section | None = None
        self.colonnes: _Colonnes | None = None
        self.brouillons: list[_Brouillon] = []
        self.suites: list[tuple[_Rangee, int]] = []
        self.table_commencee = self.sous_un_entete = False
        # Des cellules centrées en hauteur débordent au-dessus de leur identifiant.
        self.centre = False

    def lire(self) -> list[Ligne]:
        precedente: _Rangee | None = None
        for rangee in self.rangees:
            if self._est_un_repere(rangee) or self._commence(rangee):
                precedente = rangee
            elif precedente and self._continue(rangee, precedente):
                self.suites.append((rangee, len(self.brouillons)))
                precedente = rangee
        for suite, deja in self.suites:
            self._rattacher(suite, deja)
        return [brouillon.ligne() for brouillon in self.brouillons]

    def _continue(self, rangee: _Rangee, precedente: _Rangee) -> bool:
        """Loin de ce qui précède, ou sur une page sans en-tête, une rangée n'est à personne."""
        proche = rangee.milieu - precedente.milieu < 2.5 * rangee.mots[0].hauteur
        if rangee.page != precedente.page or not proche or self.colonnes is None:
            return False
        if _clef(rangee) in self.repetees or PIED.search(_simple(rangee.texte)):
            return False
        if precedente.est_un_entete and rangee.est_une_suite_d_entete:
            return False
        return self.table_commencee or self._deborde(rangee, self.colonnes)

    def _deborde(self, rangee: _Rangee, colonnes: _Colonnes) -> bool:
        """Vrai du haut d'une cellule qui déborde son identifiant. « Aucune ligne » n'en est pas."""
        phrase = rangee.d_un_trait and colonnes.cellule(rangee.mots[0]) == "division"
        if self.sous_un_entete and not phrase:
            self.centre = True
            return True
        return False

    def _rattacher(self, suite: _Rangee, deja: int) -> None:
        voisins = self.brouillons[max(deja - 1, 0) : deja + self.centre]
        if self.centre:
            voisins = [v for v in voisins if v.ancre.page == suite.page]
            voisins.sort(key=lambda voisin: abs(voisin.ancre.milieu - suite.milieu))
        if voisins:
            dessus = self.centre and suite.milieu < voisins[0].ancre.milieu
            voisins[0].remplir(suite.mots, dessus=dessus)

    def _est_un_repere(self, rangee: _Rangee) -> bool:
        if rangee.est_un_entete:
            self.colonnes = self._colonnes(rangee)
            self.sous_un_entete = True
            return True
        section = self._titre(rangee)
        if section is None:
            return False
        self.section = section
        self.table_commencee = self.sous_un_entete = False
        return True

    def _titre(self, rangee: _Rangee) -> Section | None:
        if not rangee.d_un_trait or self._dans_une_cellule(rangee):
            return None
        if _clef(rangee) in self.repetees:
            return None
        simple = _simple(rangee.texte)
        return next((section for section, motif in TITRES if re.search(motif, simple)), None)

    def _dans_une_cellule(self, rangee: _Rangee) -> bool:
        """La suite d'une anomalie peut dire « élève rejeté » : elle n'est pas un titre."""
        return self.colonnes is not None and rangee.mots[0].gauche > self.colonnes.identifiants[1]

    def _colonnes(self, entete: _Rangee) -> _Colonnes:
        places = {_simple(mot.texte): mot for mot in entete.mots}
        identifiants, code = places["identifiants"], places["code"]
        # Un titre centré est plus à droite que les codes qu'il coiffe.
        codes = [
            rangee.mots[-1].gauche
            for rangee in self.rangees
            if rangee.mots[-1].gauche > identifiants.droite
            and CODE.fullmatch(rangee.mots[-1].texte)
            and rangee.mots[0].gauche < identifiants.gauche
        ]
        return _Colonnes(
            division=places["division"].droite,
            identifiants=(identifiants.gauche, identifiants.droite),
            code=min([code.gauche, *codes]),
        )

    def _commence(self, rangee: _Rangee) -> bool:
        if self.colonnes is None or self.section is None:
            return False
        mots, ids = self.colonnes.identifiant(rangee)
        if ids is None or len(mots) == len(rangee.mots):
            return False
        autres = tuple(mot for mot in rangee.mots if mot not in mots)
        brouillon = _Brouillon(self.section, rangee, ids, self.colonnes)
        brouillon.remplir(autres)
        self.brouillons.append(brouillon)
        self.table_commencee = True
        return True


def _clef(rangee: _Rangee) -> tuple[int, str]:
    return round(rangee.milieu), re.sub(r"[0-9]", "", rangee.texte)
