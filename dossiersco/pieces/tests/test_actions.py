"""Déposer, ordonner, retirer, accepter, refuser."""

import errno
import io

import pytest

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.models import Trace
from dossiersco.dossiers.refus import CampagneFermee, GesteRefuse
from dossiersco.dossiers.tests.factories import AgentFactory, famille_martin
from dossiersco.pieces import actions
from dossiersco.pieces.models import PieceJointe
from dossiersco.pieces.stockage import DisquePlein
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


def test_un_dossier_a_trop_d_octets_n_en_prend_plus(deposer, monkeypatch):
    monkeypatch.setattr(actions, "OCTETS_PAR_DOSSIER", len(fichiers.jpeg()))
    with pytest.raises(GesteRefuse, match="le maximum de pages"):
        deposer(fichiers.jpeg((900, 900)))
    assert not PieceJointe.objects.exists()


def test_un_parent_ne_remplit_pas_la_place_de_l_autre(deposer, martin, monkeypatch):
    monkeypatch.setattr(actions, "PIECES_PAR_DOSSIER", 1)
    deposer()
    assert deposer(par=martin.pere)


@pytest.mark.parametrize("numero", [errno.ENOSPC, errno.EDQUOT])
def test_un_disque_plein_ne_laisse_ni_ligne_ni_fichier(deposer, martin, monkeypatch, numero):
    premiere = deposer()
    avant = _sur_le_disque(premiere)

    def plein(*_):
        yield b"un debut de fichier"
        raise OSError(numero, "plus de place")

    monkeypatch.setattr("dossiersco.pieces.stockage.ContentFile.chunks", plein)
    with pytest.raises(DisquePlein, match="Vos réponses et vos autres documents sont gardés"):
        deposer(fichiers.png())
    monkeypatch.undo()
    assert PieceJointe.objects.count() == 1
    assert _sur_le_disque(premiere) == avant


def test_les_pages_se_suivent_et_se_deplacent(deposer, martin):
    pages = [deposer(fichiers.jpeg((40 + n, 40))) for n in range(3)]
    for _ in range(2):
        actions.placer(pages[2], rang=0)
    ordre = PieceJointe.objects.du_document(pages[0])
    assert [page.pk for page in ordre] == [pages[2].pk, pages[0].pk, pages[1].pk]


def test_une_page_deja_regardee_ne_bouge_plus(martin):
    piece = PieceJointeFactory(dossier=martin.dossier, personne=martin.mere, etat="acceptee")
    with pytest.raises(GesteRefuse, match="ne bougent plus"):
        actions.placer(piece, rang=0)


def test_decider_vaut_pour_toutes_les_pages_du_document_et_elles_seules(deposer, martin):
    pages = [deposer(fichiers.jpeg((40 + n, 40))) for n in range(2)]
    du_pere = deposer(par=martin.pere)
    agent = AgentFactory(etablissement=martin.campagne.etablissement)
    actions.accepter(pages[0], par=agent)
    etats = dict(PieceJointe.objects.values_list("pk", "etat"))
    assert etats == {pages[0].pk: "acceptee", pages[1].pk: "acceptee", du_pere.pk: "recue"}
    assert Trace.objects.filter(geste="accepter").count() == 1


def test_une_page_arrivee_apres_la_lecture_reste_a_regarder(deposer, martin):
    vue, arrivee = deposer(), deposer(fichiers.png())
    agent = AgentFactory(etablissement=martin.campagne.etablissement)
    actions.accepter(vue, par=agent, vues=[vue.pk])
    arrivee.refresh_from_db()
    assert arrivee.etat == "recue"


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
