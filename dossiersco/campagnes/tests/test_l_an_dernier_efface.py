"""La campagne d'avant effacée, celle d'après s'en passe, sans erreur ni promesse fausse."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dossiersco.campagnes.models import Question
from dossiersco.campagnes.tests.vies import il_y_a
from dossiersco.dossiers.models import Dossier
from dossiersco.dossiers.posees import questions_posees
from dossiersco.dossiers.tests.factories import (
    DossierFactory,
    Famille,
    QuestionFactory,
    ReponseFactory,
    SignatureFactory,
    famille_martin,
)
from dossiersco.pieces.controles import demandes
from dossiersco.pieces.reglages import reprendre_l_an_dernier
from dossiersco.pieces.tests.factories import PieceAttendueFactory, PieceJointeFactory
from dossiersco.statistiques.indicateurs import tableau

pytestmark = pytest.mark.django_db


@pytest.fixture
def martin(finie) -> Famille:
    """L'an dernier : une réponse signée, un document accepté pour tout le collège."""
    famille = famille_martin(finie)
    dossier, mere = famille.dossier, famille.mere
    photo = QuestionFactory(campagne=finie, intitule="Les photos de classe ?")
    attendue = PieceAttendueFactory(campagne=finie, nom="Carnet", valable_au_college=True)
    ReponseFactory(dossier=dossier, question=photo, personne=mere, signee_le=il_y_a(410))
    PieceJointeFactory(dossier=dossier, attendue=attendue, personne=mere, etat="acceptee")
    SignatureFactory(dossier=dossier, personne=mere, signee_le=il_y_a(410))
    return famille


@pytest.fixture
def encore(martin, vivante) -> Dossier:
    """Le même élève, cette année, avec les réglages repris."""
    assert reprendre_l_an_dernier(vivante)
    dossier: Dossier = DossierFactory(campagne=vivante, eleve=martin.dossier.eleve)
    SignatureFactory(dossier=dossier, personne=martin.mere)
    return dossier


def test_la_courbe_de_l_an_dernier_disparait(effacer_tout, encore):
    assert len(tableau(encore.campagne).courbes) == 2
    effacer_tout()
    assert [courbe.nom for courbe in tableau(encore.campagne).courbes] == ["Rentrée 2026"]


def test_le_tableau_de_la_campagne_effacee_se_lit_encore(effacer_tout, martin, finie):
    effacer_tout()
    mesures = tableau(finie)
    assert (mesures.total, mesures.jours, mesures.opinion.moyenne) == (0, [], None)


def test_un_document_de_l_an_dernier_se_redemande(effacer_tout, encore, martin):
    (avant,) = demandes(encore, martin.mere)
    assert avant.deja_recue_le
    effacer_tout()
    (apres,) = demandes(encore, martin.mere)
    assert (apres.nom, apres.deja_recue_le) == ("Carnet", None)


def test_la_reponse_de_l_an_dernier_ne_se_propose_plus(effacer_tout, encore, martin):
    assert [posee.an_dernier for posee in questions_posees(encore, martin.mere)] == ["oui"]
    effacer_tout()
    (posee,) = questions_posees(encore, martin.mere)
    assert (posee.an_dernier, posee.valeur) == ("", "")


def test_les_reglages_de_l_an_dernier_se_reprennent_encore(effacer_tout, martin, vivante):
    effacer_tout(timezone.now() + timedelta(days=1))
    assert reprendre_l_an_dernier(vivante)
    assert [q.intitule for q in Question.objects.posees(vivante.pk)] == ["Les photos de classe ?"]
    assert [piece.nom for piece in vivante.pieces_attendues.all()] == ["Carnet"]
