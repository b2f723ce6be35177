"""Chaque panne de 2019, remise dans l'écrivain, est vue par les propriétés."""

from collections.abc import Callable

import pytest

from dossiersco.echanges import assemblage
from dossiersco.echanges.tests.fautes_semees import FAUTES
from dossiersco.echanges.tests.tours import fidele, jouer, manquements
from dossiersco.siecle import identite_retour, options_retour, retour, scolarite_retour

TOURS = 60


def vue(propriete: str, ecrivain: Callable = fidele) -> bool:
    """Sur les mêmes tours que ceux où l'écrivain d'aujourd'hui ne manque à rien."""
    return any(
        manquement.startswith(propriete)
        for graine in range(TOURS)
        for manquement in manquements(jouer(graine, ecrivain))
    )


@pytest.mark.parametrize("nom", FAUTES)
def test_une_panne_de_2019_est_vue(nom: str) -> None:
    semee = FAUTES[nom]
    assert vue(semee.vue, semee.faute)


@pytest.mark.parametrize("nom", [nom for nom, semee in FAUTES.items() if semee.vue == "(d)"])
def test_le_banc_la_verrait_meme_si_nous_ne_relisions_pas(
    nom: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retour, "verifier", lambda *_: [])
    assert vue("(e) SIECLE refuse", FAUTES[nom].faute) or vue("(c)", FAUTES[nom].faute)


def test_un_nom_change_sans_garder_l_identite_est_vu(monkeypatch: pytest.MonkeyPatch) -> None:
    """Une mère renommée n'est plus reconnue : SIECLE en crée une seconde (U-104)."""
    monkeypatch.setattr(identite_retour, "garder", lambda _lue, voulue, _balises: (voulue, ()))
    assert vue("(c) responsable nouveau")


def test_des_rangs_d_options_tries_simplement_sont_vus(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prendre le plus petit rang permis ne suffit pas : c'est une affectation."""

    def au_plus_petit(matieres, rangs):
        return sorted(matieres, key=lambda matiere: (min(rangs.get(matiere, {9})), matiere))

    monkeypatch.setattr(options_retour, "affecter", au_plus_petit)
    assert vue("(c)")


def test_des_options_mal_comptees_sont_vues(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options_retour, "_compter", lambda *_: None)
    assert vue("(c)")


def test_des_homonymes_confondus_sont_vus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assemblage._Assembleur, "_homonymes", lambda *_: set())
    assert vue("(c)")


def test_une_division_non_verifiee_est_vue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Toute la scolarité de l'année est rejetée (ACDIV_B_01)."""

    def sans_verifier(photo, *_):
        structures = photo.get("STRUCTURES", [])
        return next((s["CODE_STRUCTURE"] for s in structures if s["TYPE_STRUCTURE"] == "D"), "")

    monkeypatch.setattr(scolarite_retour, "_division", sans_verifier)
    assert vue("(c)")


def test_un_fichier_sans_nouveaute_est_vu(monkeypatch: pytest.MonkeyPatch) -> None:
    """La propriété (a) sait échouer : tout renvoyer, c'est renvoyer aussi ce qui n'a pas changé."""
    monkeypatch.setattr(assemblage._Assembleur, "_a_du_nouveau", lambda *_: True)
    assert vue("(a)")


def test_un_prevol_muet_est_vu(monkeypatch: pytest.MonkeyPatch) -> None:
    """La propriété (e) sait échouer."""
    monkeypatch.setattr(assemblage, "annoncer", lambda *_: ())
    assert vue("(e)")
