"""Les propriétés (a) à (e) du retour, sur des bases au hasard ; `make proprietes` en fait 10 000.

(a) rien d'accepté, rien qui parte ; (b) la base après est celle d'avant plus ce qui est accepté ;
(c) ni personne, ni lien, ni option de moins ; (d) valide dans les schémas officiels ; (e) ce que
SIECLE dira est annoncé, et rien d'autre.
"""

import pytest

from dossiersco.echanges.tests.tours import (
    Monde,
    dresser,
    jouer,
    jouer_abime,
    manquements,
    manquements_d_un_abime,
)

TOURS = 200
LOTS = [range(debut, debut + 25) for debut in range(0, TOURS, 25)]


def _nom(lot: range) -> str:
    return f"{lot.start}-{lot.stop - 1}"


@pytest.mark.parametrize("lot", LOTS, ids=_nom)
def test_un_tour_ne_peut_pas_nuire(lot: range) -> None:
    assert {graine: m for graine in lot if (m := manquements(jouer(graine)))} == {}


@pytest.mark.parametrize("lot", LOTS, ids=_nom)
def test_ce_que_siecle_dira_d_un_envoi_abime_est_annonce(lot: range) -> None:
    trouves = {graine: manquements_d_un_abime(*jouer_abime(graine)) for graine in lot}
    assert {graine: m for graine, m in trouves.items() if m} == {}


def test_les_tours_couvrent_ce_qu_ils_disent() -> None:
    """Un hasard trop doux ne prouverait rien : il y a des envois, des blocages et du silence."""
    mondes = [dresser(graine) for graine in range(TOURS)]
    assert sum(bool(monde.assemblage.eleves) for monde in mondes) > TOURS / 2
    assert sum(not _nouveautes(monde) for monde in mondes) > TOURS / 20
    codes = {b.code for m in mondes for bs in m.assemblage.bloques.values() for b in bs}
    assert {"HOMONYMES", "MODCH_B_02"} <= codes
    dits = {annonce.code for monde in mondes for annonce in monde.assemblage.annonces}
    assert {"IDENTITE", "LEGAL_EN_TROP", "DIVISION", "TELEP_E_01", "INF_COMAD_A_01"} <= dits


def _nouveautes(monde: Monde) -> int:
    fiches = (*monde.eleves.values(), *monde.ensemble.personnes.values())
    return sum(len(fiche.acceptes) for fiche in fiches)
