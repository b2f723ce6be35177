"""Le lien d'un quart d'heure."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dossiersco.dossiers.models import Responsable
from dossiersco.dossiers.tests.factories import famille_martin
from dossiersco.pieces.liens import empreinte, ouvrir_lien
from dossiersco.pieces.models import LienTelephone
from dossiersco.pieces.tests.factories import PieceAttendueFactory


@pytest.fixture
def martin(db):
    return famille_martin()


@pytest.fixture
def ouvrir(martin):
    attendue = PieceAttendueFactory(campagne=martin.campagne)
    return lambda par=martin.mere: ouvrir_lien(martin.dossier, attendue, par=par)


def vaut(jeton):
    return LienTelephone.objects.pour_empreinte(empreinte(jeton)).exists()


def test_un_jeton_a_au_moins_128_bits_et_n_est_garde_qu_en_empreinte(ouvrir):
    jeton = ouvrir()
    assert len(jeton) * 6 >= 128
    assert jeton not in str(LienTelephone.objects.values().get())
    assert vaut(jeton)


def test_un_lien_vaut_un_quart_d_heure(ouvrir):
    jeton = ouvrir()
    LienTelephone.objects.update(expire_le=timezone.now() - timedelta(seconds=1))
    assert not vaut(jeton)
    ouvrir()
    duree = LienTelephone.objects.latest("pk").expire_le - timezone.now()
    assert timedelta(minutes=14) < duree <= timedelta(minutes=15)


def test_un_nouveau_lien_eteint_le_precedent_mais_pas_celui_de_l_autre_parent(ouvrir, martin):
    premier, du_pere = ouvrir(), ouvrir(martin.pere)
    second = ouvrir()
    assert [vaut(jeton) for jeton in (premier, du_pere, second)] == [False, True, True]


def test_un_lien_ne_survit_pas_au_droit(ouvrir, martin):
    jeton = ouvrir()
    Responsable.objects.filter(personne=martin.mere).update(niveau_responsabilite="3")
    assert not vaut(jeton)


def test_les_vieux_liens_s_effacent(ouvrir):
    ouvrir()
    LienTelephone.objects.update(expire_le=timezone.now() - timedelta(days=2))
    ouvrir()
    assert LienTelephone.objects.count() == 1
