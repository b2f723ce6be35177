"""Déposer, retirer, accepter, refuser."""

import io

import pytest

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.models import Trace
from dossiersco.dossiers.refus import CampagneFermee, GesteRefuse
from dossiersco.dossiers.tests.factories import AgentFactory, famille_martin
from dossiersco.pieces import actions
from dossiersco.pieces.models import PieceJointe
from dossiersco.pieces.tests import fichiers_hostiles as fichiers
from dossiersco.pieces.tests.factories import PieceAttendueFactory, PieceJointeFactory


@pytest.fixture
def martin(db):
    return famille_martin()


@pytest.fixture
def deposer(martin):
    attendue = PieceAttendueFactory(campagne=martin.campagne)

    def geste(contenu=None, par=None):
        flux = io.BytesIO(contenu or fichiers.jpeg())
        return actions.deposer(martin.dossier, attendue, flux, par=par or martin.mere)

    return geste


def test_un_depot_garde_le_fichier_et_une_trace(deposer, martin):
    piece = deposer()
    with piece.fichier.open() as fichier:
        assert fichier.read().startswith(b"\xff\xd8")
    assert Trace.objects.get().geste == "deposer"
    assert piece.personne == martin.mere


def test_le_nom_donne_par_la_famille_ne_touche_pas_le_disque(deposer):
    piece = deposer()
    assert "document" not in piece.fichier.name


def test_deposer_deux_fois_le_meme_fichier_n_en_garde_qu_un(deposer):
    premiere = deposer()
    gardes = _sur_le_disque(premiere)
    assert deposer() == premiere
    assert _sur_le_disque(premiere) == gardes


def test_un_dossier_a_trop_de_documents_n_en_prend_plus(deposer, martin, monkeypatch):
    monkeypatch.setattr(actions, "PIECES_PAR_DOSSIER", 1)
    deposer()
    with pytest.raises(GesteRefuse, match="le maximum de pages"):
        deposer(fichiers.png())


def test_ferme_on_ne_depose_plus(deposer, martin):
    martin.campagne.ouverte_le = None
    with pytest.raises(CampagneFermee):
        deposer()
    assert Campagne.objects.count() == 1


def test_un_document_accepte_ne_se_retire_plus(martin):
    piece = PieceJointeFactory(dossier=martin.dossier, etat="acceptee")
    with pytest.raises(GesteRefuse, match="déjà accepté"):
        actions.retirer(piece)


def test_retirer_efface_aussi_le_fichier(deposer, django_capture_on_commit_callbacks):
    piece = deposer()
    stockage, nom = piece.fichier.storage, piece.fichier.name
    with django_capture_on_commit_callbacks(execute=True):
        actions.retirer(piece)
    assert not PieceJointe.objects.exists()
    assert not stockage.exists(nom)


@pytest.mark.parametrize(("geste", "etat"), [("accepter", "acceptee"), ("refuser", "refusee")])
def test_le_college_decide(deposer, martin, geste, etat):
    piece = deposer()
    agent = AgentFactory(etablissement=martin.campagne.etablissement)
    options = {"motif": "illisible"} if geste == "refuser" else {}
    getattr(actions, geste)(piece, par=agent, **options)
    piece.refresh_from_db()
    assert (piece.etat, piece.motif) == (etat, options.get("motif", ""))


def _sur_le_disque(piece):
    return sorted(piece.fichier.storage.listdir(str(piece.dossier_id))[1])
