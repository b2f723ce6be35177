"""Qui a déclaré au collège une autre adresse que celle de SIECLE, en filtre.

Un brouillon n'est pas une déclaration : il ne doit pas se deviner.
"""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce

from dossiersco.dossiers.champs import BALISES_ADRESSE
from dossiersco.dossiers.models import Responsable, Signature, Trace


def ont_demenage(responsables: "QuerySet[Responsable]") -> "QuerySet[Responsable]":
    dite, lue = "personne__adresse", KeyTransform("ADRESSE", "personne__photo")
    dites = {f"dite_{balise}": _texte(balise, dite) for balise in BALISES_ADRESSE}
    lues = {f"lue_{balise}": _texte(balise, lue) for balise in BALISES_ADRESSE}
    autre = (~Q(**{f"dite_{balise}": F(f"lue_{balise}")}) for balise in BALISES_ADRESSE)
    declarees = responsables.filter(Exists(_declarations()))
    return declarees.annotate(**dites, **lues).filter(Q(*autre, _connector=Q.OR))


def _texte(balise: str, adresse: str | KeyTransform) -> Coalesce:
    """Une balise vide vaut une balise absente."""
    return Coalesce(KeyTextTransform(balise, adresse), Value("", TextField()))


def _declarations() -> "QuerySet[Trace]":
    """Dans un responsable : la dernière adresse écrite, signée, ou écrite par un agent."""
    ecrites = Trace.objects.filter(champ="adresse", geste="modifier")
    plus_tard = ecrites.filter(personne=OuterRef("personne"), pk__gt=OuterRef("pk"))
    signatures = Signature.objects.filter(
        personne=OuterRef("par_personne"), signee_le__gte=OuterRef("le")
    )
    return ecrites.filter(
        Q(par_agent__isnull=False) | Exists(signatures),
        ~Exists(plus_tard),
        personne=OuterRef("personne"),
    )
