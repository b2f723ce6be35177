"""Chercher un élève : ce qui se cherche, rangé dans une colonne que la base sait parcourir.

Une colonne dérivée se recalcule chaque fois qu'elle est écrite ; qui écrit un nom passe par
`ecritures.py`, qui écrit aussi les `derivees` de sa ligne. `tests/coherence/test_recherche.py`
tient les deux.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from dossiersco.siecle.communes import capitales

if TYPE_CHECKING:
    from dossiersco.dossiers.models import Eleve, Personne

LONGUEUR_TRI = 210
NOMS = ("nom_de_famille", "nom_usage", "prenom", "prenom2", "prenom3")
AUSSI = ("id_national", "code_structure")


class Derivee(models.TextField):  # type: ignore[type-arg]
    """Une colonne qui se calcule des autres, comme `auto_now` se calcule de l'heure."""

    def __init__(self, *args: Any, calcul: Callable[[Any], str] = str, **options: Any) -> None:
        # `calcul` n'est pas rendu par `deconstruct` : l'historique des migrations s'en passe.
        self.calcul = calcul
        super().__init__(*args, **{**options, "default": "", "blank": True, "editable": False})

    def deconstruct(self) -> Any:
        # Pour une migration, ce n'est que du texte : elle n'importe pas le code vivant.
        nom, _, args, options = super().deconstruct()
        return nom, "django.db.models.TextField", args, options

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        valeur = self.calcul(model_instance)
        setattr(model_instance, self.attname, valeur)
        return valeur


class Recopiee(Derivee):
    """Se calcule d'une autre ligne, à la création ; qui écrit celle-là porte ensuite la copie."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        if add:
            return super().pre_save(model_instance, add)
        return str(getattr(model_instance, self.attname))


def mots(objet: "Eleve | Personne") -> str:
    """Les noms en capitales sans accent, puis chacun d'un seul tenant ; d'un élève, INE et classe.

    « D'HAENE » se trouve par « haene », « d'haene » ou « dhaene ».
    """
    noms = [capitales(str(getattr(objet, nom, ""))) for nom in NOMS]
    colles = [nom.replace(" ", "") for nom in noms if " " in nom]
    autres = [capitales(str(getattr(objet, nom, ""))) for nom in AUSSI]
    return " ".join(filter(None, [*noms, *colles, *autres]))


def cle_de_tri(objet: "Eleve") -> str:
    """Nom puis prénom, É rangé à E : le même ordre dans les deux bases."""
    return f"{capitales(objet.nom_de_famille)} {capitales(objet.prenom)}"[:LONGUEUR_TRI]


def derivees(modele: type[models.Model]) -> list[str]:
    """Les colonnes à écrire avec un nom."""
    return [champ.name for champ in modele._meta.concrete_fields if isinstance(champ, Derivee)]


def deriver(objets: Iterable[models.Model]) -> None:
    """Avant un `bulk_update`, qui lit les attributs sans passer par `pre_save`."""
    for objet in objets:
        for champ in objet._meta.concrete_fields:
            if isinstance(champ, Derivee):
                champ.pre_save(objet, add=False)


def ou(texte: str, responsables: "models.QuerySet[Any]") -> Q:
    """En filtre sur des dossiers : chaque mot est un bout de l'élève ou d'un de ses responsables.

    `responsables` : les liens parmi lesquels chercher, ceux d'un collège.
    """
    # D'élève en élève : la page d'un nom fréquent s'arrête au cinquante et unième.
    de_l_eleve = responsables.filter(eleve=OuterRef("eleve"))
    voulus = Q()
    for mot in capitales(texte).split():
        d_un_parent = Q(Exists(de_l_eleve.filter(personne__recherche__contains=mot)))
        voulus &= Q(eleve__recherche__contains=mot) | d_un_parent
    return voulus
