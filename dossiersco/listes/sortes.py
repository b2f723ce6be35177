"""Les listes qu'on peut demander, et leurs colonnes. On lit ces tables à voix haute."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from dossiersco.campagnes.tables import Tables
from dossiersco.dossiers.models import Dossier
from dossiersco.etablissements.droits import Geste
from dossiersco.listes.lignes import Dit, Ligne, lire, lire_les_changements

TOUS = Q()
EXTERNE = "0"
OUI = "1"


@dataclass(frozen=True)
class Colonne:
    nom: str
    titre: str
    lire: Callable[[Ligne], str]


@dataclass(frozen=True)
class Sorte:
    """`geste` : ce qu'il faut pouvoir faire pour la demander. `filtre` : quels dossiers."""

    nom: str
    titre: str
    usage: str
    geste: Geste
    colonnes: tuple[Colonne, ...]
    filtre: Q = TOUS
    lignes: Callable[[QuerySet[Dossier], Tables], Iterator[Ligne]] = lire

    def choisies(self, noms: list[str]) -> list[Colonne]:
        """Dans l'ordre de la table ; toutes si aucune n'est choisie."""
        return [c for c in self.colonnes if c.nom in noms] or list(self.colonnes)


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
            "demi_pension",
            "Demi-pension",
            "Les élèves qui ne sont pas externes, avec leur régime.",
            Geste.EXTRAIRE_LISTES,
            (CLASSE, NOM, PRENOM, REGIME, *_joindre(1)),
            filtre=~Q(eleve__code_regime__in=("", EXTERNE)),
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
    )
}
