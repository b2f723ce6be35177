"""Les listes qu'on peut demander, et leurs colonnes. On lit ces tables à voix haute."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import starmap

from django.db.models import Q, QuerySet

from dossiersco.campagnes.models import Campagne, Question
from dossiersco.campagnes.questions import IMAGE, QUESTION, REGIME_SORTIE, SORTIE
from dossiersco.campagnes.regimes import externes
from dossiersco.campagnes.tables import Tables
from dossiersco.dossiers.models import Dossier
from dossiersco.etablissements.droits import Geste
from dossiersco.etablissements.models import Agent
from dossiersco.listes.lignes import Dit, Ligne, lire, lire_les_changements
from dossiersco.listes.reponses import (
    lire_les_refus_d_image,
    lire_les_reponses,
    lisibles,
    nom_de,
)
from dossiersco.pieces.models import PieceAttendue
from dossiersco.pieces.recus import sortes_recues

DOCUMENT = "document_"
TOUS = Q()
OUI = "1"


@dataclass(frozen=True)
class Colonne:
    nom: str
    titre: str
    lire: Callable[[Ligne], str]


@dataclass(frozen=True)
class Sorte:
    """`geste` : ce qu'il faut pouvoir faire pour la demander. `filtre` : quels dossiers.

    `natures` : les questions du collège qui lui font une colonne chacune (`completer`).
    `archive` : ses colonnes sont des sortes de documents, et le fichier un zip.
    """

    nom: str
    titre: str
    usage: str
    geste: Geste
    colonnes: tuple[Colonne, ...]
    filtre: Q = TOUS
    lignes: Callable[[QuerySet[Dossier], Tables], Iterator[Ligne]] = lire
    natures: tuple[str, ...] = ()
    archive: bool = False

    def choisies(self, noms: list[str]) -> list[Colonne]:
        """Dans l'ordre de la table ; toutes si aucune n'est choisie."""
        return [c for c in self.colonnes if c.nom in noms] or list(self.colonnes)


def permises(campagne: Campagne, agent: Agent) -> list[Sorte]:
    """Les listes de cet agent, chacune avec les questions dont son rôle lit les réponses.

    Sans aucune de ces questions, leurs listes n'ont rien à dire.
    """
    lues = lisibles(campagne, agent.role)
    return [
        _avec_les_documents(sorte, campagne) if sorte.archive else _completee(sorte, lues)
        for sorte in SORTES.values()
        if agent.peut(sorte.geste)
        if not sorte.natures or any(question.nature in sorte.natures for question in lues)
    ]


def completer(sorte: Sorte, campagne: Campagne, role: str) -> Sorte:
    if sorte.archive:
        return _avec_les_documents(sorte, campagne)
    return _completee(sorte, lisibles(campagne, role)) if sorte.natures else sorte


def _completee(sorte: Sorte, lues: Iterable[Question]) -> Sorte:
    siennes = (question for question in lues if question.nature in sorte.natures)
    return replace(sorte, colonnes=(*sorte.colonnes, *map(_question, siennes)))


def _avec_les_documents(sorte: Sorte, campagne: Campagne) -> Sorte:
    return replace(sorte, colonnes=tuple(starmap(_document, sortes_recues(campagne))))


def _document(attendue: PieceAttendue, eleves: int) -> Colonne:
    """Rien à lire ligne à ligne : le fichier est une archive."""
    pluriel = "s" if eleves > 1 else ""
    return Colonne(nom_du_document(attendue), f"{attendue} ({eleves} élève{pluriel})", str)


def nom_du_document(attendue: PieceAttendue) -> str:
    return f"{DOCUMENT}{attendue.pk}"


def documents_choisis(colonnes: Sequence[str]) -> list[int]:
    """Les PieceAttendue que ces colonnes nomment."""
    return [int(nom.removeprefix(DOCUMENT)) for nom in colonnes if nom.startswith(DOCUMENT)]


def _question(question: Question) -> Colonne:
    nom = nom_de(question)
    return Colonne(nom, question.intitule, lambda ligne: ligne.reponses.get(nom, ""))


def _eleve(nom: str, titre: str) -> Colonne:
    return Colonne(nom, titre, lambda ligne: ligne.de_l_eleve(nom))


def _responsable(rang: int, nom: str, titre: str) -> Colonne:
    return Colonne(
        f"{nom}_{rang}", f"{titre} {rang}", lambda ligne: ligne.du_responsable(rang, nom)
    )


def _parente(rang: int) -> Colonne:
    def lue(ligne: Ligne) -> str:
        lien = ligne.lien(rang)
        return ligne.tables.libelle("parentes", lien.code_parente) if lien else ""

    return Colonne(f"code_parente_{rang}", f"Lien {rang}", lue)


def _dit(nom: str, titre: str) -> Colonne:
    def lu(ligne: Ligne) -> str:
        return str(getattr(ligne.dit, nom)) if isinstance(ligne.dit, Dit) else ""

    return Colonne(nom, titre, lu)


def _joindre(rang: int) -> tuple[Colonne, ...]:
    return (
        _parente(rang),
        _responsable(rang, "nom_de_famille", "Nom du responsable"),
        _responsable(rang, "prenom", "Prénom du responsable"),
        _responsable(rang, "tel_portable", "Portable"),
        _responsable(rang, "tel_personnel", "Domicile"),
        _responsable(rang, "tel_professionnel", "Travail"),
    )


def _tout_du_responsable(rang: int) -> tuple[Colonne, ...]:
    return (
        *_joindre(rang),
        _responsable(rang, "mel", "Courriel"),
        _responsable(rang, "adresse", "Adresse"),
        _responsable(rang, "code_profession", "Profession"),
    )


CLASSE = Colonne("classe", "Classe", lambda ligne: ligne.dossier.eleve.code_structure)
FORMATION = Colonne(
    "formation",
    "Formation",
    lambda ligne: ligne.tables.formation(ligne.dossier.eleve.code_mef),
)
INE = Colonne("id_national", "INE", lambda ligne: ligne.dossier.eleve.id_national)
ETAT = Colonne("etat", "État du dossier", lambda ligne: ligne.dossier.get_etat_display())
NOM, PRENOM = _eleve("nom_de_famille", "Nom"), _eleve("prenom", "Prénom")
NE_LE = _eleve("date_naiss", "Né(e) le")
REGIME = _eleve("code_regime", "Régime")

SORTES = {
    sorte.nom: sorte
    for sorte in (
        Sorte(
            "eleves",
            "Élèves et responsables",
            "Tout ce qu’on sait de chacun, pour un publipostage ou un autre logiciel.",
            Geste.EXTRAIRE,
            (
                *(CLASSE, NOM, _eleve("nom_usage", "Nom d’usage"), PRENOM, NE_LE),
                *(_eleve("code_sexe", "Sexe"), INE, FORMATION, REGIME),
                *(_eleve("options", "Options"), _eleve("tel_portable", "Portable de l’élève")),
                *(_eleve("mel", "Courriel de l’élève"), ETAT),
                *_tout_du_responsable(1),
                *_tout_du_responsable(2),
            ),
        ),
        Sorte(
            "changements",
            "Ce qui a changé",
            "Une ligne par changement, accepté ou à décider.",
            Geste.EXTRAIRE,
            (
                *(CLASSE, NOM, PRENOM, _dit("champ", "Quoi"), _dit("de_qui", "De qui")),
                *(
                    _dit("avant", "Avant"),
                    _dit("apres", "Maintenant"),
                    _dit("decision", "Décision"),
                ),
            ),
            lignes=lire_les_changements,
        ),
        Sorte(
            "documents",
            "Documents reçus",
            "Ce que les familles ont envoyé, dans un seul zip : tous les RIB, ou tout d’un élève.",
            Geste.VOIR_PIECES,
            (),
            archive=True,
        ),
        Sorte(
            "demi_pension",
            "Demi-pension",
            "Les élèves qui ne sont pas externes, avec leur régime.",
            Geste.EXTRAIRE_LISTES,
            (CLASSE, NOM, PRENOM, REGIME, *_joindre(1)),
            filtre=~Q(eleve__code_regime__in=("", *externes())),
        ),
        Sorte(
            "transport",
            "Transport scolaire",
            "Les élèves que SIECLE dit abonnés au transport.",
            Geste.EXTRAIRE_LISTES,
            (CLASSE, NOM, PRENOM, *_joindre(1)),
            filtre=Q(eleve__photo__ADHESION_TRANSPORT=OUI),
        ),
        Sorte(
            "evacuation",
            "Appel d’évacuation",
            "Par classe, à imprimer : qui appeler pour chaque élève.",
            Geste.EXTRAIRE_LISTES,
            (CLASSE, NOM, PRENOM, NE_LE, *_joindre(1), *_joindre(2)),
        ),
        Sorte(
            "sorties",
            "Sorties",
            "Le régime de sortie et les autorisations de chacun. Un seul « non » suffit.",
            Geste.EXTRAIRE_LISTES,
            (CLASSE, NOM, PRENOM, REGIME),
            lignes=lire_les_reponses,
            natures=(REGIME_SORTIE, SORTIE),
        ),
        Sorte(
            "images",
            "Refus d’image",
            "Les élèves qu’on ne photographie pas, ou pas pour tout. Sans réponse, c’est non.",
            Geste.EXTRAIRE_LISTES,
            (CLASSE, NOM, PRENOM),
            lignes=lire_les_refus_d_image,
            natures=(IMAGE,),
        ),
        Sorte(
            "questions",
            "Questions du collège",
            "Les réponses que votre rôle peut lire ; la dernière signée, et chacune si elles "
            "diffèrent.",
            Geste.EXTRAIRE_LISTES,
            (CLASSE, NOM, PRENOM),
            lignes=lire_les_reponses,
            natures=(QUESTION,),
        ),
    )
}
