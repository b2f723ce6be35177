"""Un fichier qui arrive par morceaux."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone

from dossiersco.dossiers.refus import CampagneFermee, GesteRefuse
from dossiersco.dossiers.tests.factories import famille_martin
from dossiersco.pieces import televersements
from dossiersco.pieces.actions import deposer
from dossiersco.pieces.fichiers import TAILLE_MAXIMUM, FichierImpossible
from dossiersco.pieces.models import PieceJointe, Televersement
from dossiersco.pieces.stockage import en_cours
from dossiersco.pieces.televersements import MORCEAU, Decalage, commencer, recevoir
from dossiersco.pieces.tests import fichiers_hostiles as fichiers
from dossiersco.pieces.tests.factories import PieceAttendueFactory

PHOTO = fichiers.jpeg((300, 200))
TAILLE = len(PHOTO)


@pytest.fixture
def martin(db):
    return famille_martin()


@pytest.fixture
def annoncer(martin):
    attendue = PieceAttendueFactory(campagne=martin.campagne)

    def geste(taille=TAILLE):
        return commencer(martin.dossier, attendue, taille=taille, par=martin.mere)

    return geste


def test_les_morceaux_font_le_document(annoncer, martin):
    envoi = annoncer()
    for debut in range(0, len(PHOTO), 1000):
        recevoir(envoi, debut=debut, morceau=PHOTO[debut : debut + 1000])
    assert (envoi.fini, envoi.refus) == (True, "")
    assert PieceJointe.objects.get().personne == martin.mere
    assert not en_cours(envoi.pk.hex).exists()


def test_coupe_l_envoi_dit_ou_il_en_est_et_reprend(annoncer):
    envoi = annoncer()
    recevoir(envoi, debut=0, morceau=PHOTO[:500])
    assert Televersement.objects.get().recu == 500
    recevoir(Televersement.objects.get(), debut=500, morceau=PHOTO[500:])
    assert PieceJointe.objects.count() == 1


@pytest.mark.parametrize("debut", [0, 100, 900])
def test_un_morceau_qui_n_est_pas_la_suite_n_est_pas_pris(annoncer, debut):
    envoi = annoncer()
    recevoir(envoi, debut=0, morceau=PHOTO[:500])
    with pytest.raises(Decalage):
        recevoir(envoi, debut=debut, morceau=PHOTO[debut:])
    assert not PieceJointe.objects.exists()


def test_on_n_envoie_pas_plus_que_ce_qui_est_annonce(annoncer):
    envoi = annoncer(100)
    with pytest.raises(Decalage):
        recevoir(envoi, debut=0, morceau=PHOTO[:101])


def test_un_morceau_trop_gros_n_est_pas_pris(annoncer):
    envoi = annoncer(TAILLE_MAXIMUM)
    with pytest.raises(Decalage):
        recevoir(envoi, debut=0, morceau=b"0" * (MORCEAU + 1))


def test_redemander_le_dernier_morceau_ne_change_rien(annoncer):
    envoi = annoncer()
    recevoir(envoi, debut=0, morceau=PHOTO)
    recevoir(envoi, debut=0, morceau=PHOTO)
    assert PieceJointe.objects.count() == 1


def test_tout_recu_mais_pas_fini_se_finit_a_la_demande(annoncer):
    """Le serveur s'est arrêté entre le dernier morceau et le document."""
    envoi = annoncer(len(PHOTO) + 1)
    recevoir(envoi, debut=0, morceau=PHOTO)
    Televersement.objects.update(taille=len(PHOTO))
    reste = Televersement.objects.get()
    recevoir(reste, debut=len(PHOTO), morceau=b"")
    assert reste.fini
    assert PieceJointe.objects.count() == 1


def test_un_mauvais_fichier_finit_avec_sa_phrase(annoncer):
    envoi = annoncer(len(fichiers.HTML))
    recevoir(envoi, debut=0, morceau=fichiers.HTML)
    assert "ni une photo" in Televersement.objects.get().refus
    assert not PieceJointe.objects.exists()


@pytest.mark.parametrize("taille", [0, TAILLE_MAXIMUM + 1])
def test_une_taille_impossible_est_refusee_d_avance(annoncer, taille):
    with pytest.raises(FichierImpossible, match="10"):
        annoncer(taille)


def test_une_personne_n_a_qu_un_nombre_d_envois_en_cours(annoncer, monkeypatch):
    monkeypatch.setattr(televersements, "EN_COURS_PAR_PERSONNE", 2)
    annoncer()
    annoncer()
    with pytest.raises(GesteRefuse, match="en cours"):
        annoncer()


def test_la_place_de_tous_les_envois_en_cours_est_comptee(annoncer, monkeypatch):
    monkeypatch.setattr(televersements, "PLACE", 100)
    annoncer(101)
    with pytest.raises(GesteRefuse, match="en cours"):
        annoncer(1)


def test_ce_qui_n_est_pas_fini_est_oublie(annoncer, django_capture_on_commit_callbacks):
    ancien = annoncer()
    recevoir(ancien, debut=0, morceau=PHOTO[:500])
    Televersement.objects.update(cree_le=timezone.now() - televersements.DUREE - timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        annoncer()
    assert not Televersement.objects.filter(pk=ancien.pk).exists()
    assert not en_cours(ancien.pk.hex).exists()


def test_ferme_rien_ne_commence(annoncer, martin):
    martin.campagne.ouverte_le = None
    with pytest.raises(CampagneFermee):
        annoncer()


def test_par_morceaux_ou_d_un_coup_c_est_le_meme_document(annoncer, martin):
    envoi = annoncer()
    recevoir(envoi, debut=0, morceau=PHOTO)
    deposer(martin.dossier, envoi.attendue, io.BytesIO(PHOTO), par=martin.mere)
    assert PieceJointe.objects.count() == 1
