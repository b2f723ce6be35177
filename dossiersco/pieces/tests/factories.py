"""Les documents demandés et reçus, pour les tests."""

import hashlib
import io
from zipfile import ZipFile

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from dossiersco.dossiers.tests.factories import CampagneFactory, DossierFactory
from dossiersco.pieces.models import PieceAttendue, PieceJointe


class PieceAttendueFactory(DjangoModelFactory):
    class Meta:
        model = PieceAttendue

    class Params:
        si_demenagement = factory.Trait(
            nom="Justificatif de domicile", obligatoire=True, condition="adresse_modifiee"
        )

    campagne = factory.SubFactory(CampagneFactory)
    nom = factory.Sequence(lambda n: f"Document {n}")
    explication = "Pour le dossier de l’élève."


def _dessin(nb_pages: int) -> bytes:
    """Ce que l'ouvrier aurait dessiné : la page 2 dit « dessin 2 »."""
    sortie = io.BytesIO()
    with ZipFile(sortie, "w") as pages:
        for rang in range(1, nb_pages + 1):
            pages.writestr(str(rang), f"dessin {rang}")
    return sortie.getvalue()


class PieceJointeFactory(DjangoModelFactory):
    """Un fichier reçu ; `personne` est celle qui l'a envoyé."""

    class Meta:
        model = PieceJointe

    class Params:
        contenu = b"%PDF-1.7 inerte"
        dessinee = factory.Trait(
            dessin=factory.LazyAttribute(lambda p: ContentFile(_dessin(p.nb_pages), name="dessin"))
        )

    dossier = factory.SubFactory(DossierFactory)
    attendue = factory.SubFactory(
        PieceAttendueFactory, campagne=factory.SelfAttribute("..dossier.campagne")
    )
    fichier = factory.LazyAttribute(lambda p: ContentFile(p.contenu, name="document"))
    type_contenu = "application/pdf"
    nb_pages = 1
    taille = factory.LazyAttribute(lambda p: len(p.contenu))
    sha256 = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest())
