"""Qui appeler, et « quelqu'un m'aide » : sur toutes les pages, et écrit là où il faut."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.models import Dossier, Signature, Trace
from dossiersco.dossiers.tests.factories import SignatureFactory
from dossiersco.espace_famille.parcours import ETAPES
from dossiersco.espace_famille.tests.pages import html, saisie, texte

AIDE = reverse("espace_famille:aide")
# Sans question posée, ces deux-là n'ont pas de page.
SANS_PAGE = {"accueil", "autorisations", "questions"}
PAGES = [etape.nom for etape in ETAPES if etape.nom not in SANS_PAGE]


@pytest.mark.parametrize("etape", PAGES)
def test_chaque_page_dit_qui_appeler_et_quand(mere, martin, adresse_de, etape):
    SignatureFactory(dossier=martin.dossier, personne=martin.mere)
    college = martin.campagne.etablissement
    college.telephone, college.horaires = "01 99 00 12 34", "de 8 h à 17 h"
    college.save()
    page = html(mere.get(adresse_de(etape, martin.dossier)))
    assert 'href="tel:0199001234"' in page
    assert "de 8 h à 17 h" in page


def test_sans_telephone_rien_n_est_promis(mere, martin, adresse_de):
    assert "Appelez le collège" not in html(mere.get(adresse_de("dossier", martin.dossier)))


def test_quelqu_un_m_aide_se_dit_se_lit_et_se_retire(mere, martin, adresse_de):
    moi = adresse_de("moi", martin.dossier)
    reponse = mere.post(AIDE, {"suite": moi, "aidee": "oui"})
    assert reponse.url == moi
    assert "Quelqu'un vous aide." in texte(mere.get(moi))
    mere.post(AIDE, {"suite": moi, "aidee": "non"})
    assert "Quelqu'un vous aide." not in texte(mere.get(moi))


def test_appuyer_deux_fois_ne_defait_rien(mere, martin, adresse_de):
    moi = adresse_de("moi", martin.dossier)
    assert 'name="aidee" value="oui"' in html(mere.get(moi))
    for _ in range(2):
        mere.post(AIDE, {"suite": moi, "aidee": "oui"})
    page = mere.get(moi)
    assert "Quelqu'un vous aide." in texte(page)
    assert 'name="aidee" value="non"' in html(page)


def test_l_aide_est_ecrite_avec_chaque_geste_et_la_signature(mere, martin, adresse_de):
    mere.post(AIDE, {"aidee": "oui"})
    moi, revue = (adresse_de(etape, martin.dossier) for etape in ("moi", "revue"))
    mere.post(moi, saisie(mere.get(moi), tel_personnel="01 99 00 12 34"))
    mere.post(revue, saisie(mere.get(revue), exact="on"))
    assert set(Trace.objects.values_list("aide", flat=True)) == {True}
    assert Signature.objects.get().aide


def test_sans_aide_rien_n_est_ecrit(mere, martin, adresse_de):
    revue = adresse_de("revue", martin.dossier)
    mere.post(revue, saisie(mere.get(revue), exact="on"))
    assert not Signature.objects.get().aide


@pytest.mark.parametrize("suite", ["https://ailleurs.exemple.fr/", "//ailleurs", "/agent/", "x"])
def test_l_aide_ne_mene_pas_ailleurs(mere, suite):
    assert mere.post(AIDE, {"suite": suite}).url == reverse("espace_famille:accueil")


@pytest.fixture
def ferme_a_minuit(martin) -> datetime:
    """La campagne a fermé hier soir, heure de Paris."""
    Campagne.objects.update(ouverte_le=datetime(2026, 1, 5, tzinfo=UTC), ferme_le="2026-06-12")
    return datetime(2026, 6, 12, 22, 0, tzinfo=UTC)


def test_qui_remplissait_encore_a_minuit_signe(
    mere, martin, adresse_de, ferme_a_minuit, monkeypatch
):
    entrer_le(martin, ferme_a_minuit - timedelta(minutes=3))
    monkeypatch.setattr(timezone, "now", lambda: ferme_a_minuit + timedelta(minutes=10))
    revue = adresse_de("revue", martin.dossier)
    mere.post(revue, saisie(mere.get(revue), exact="on"))
    assert Dossier.objects.get().etat == "valide"


def test_qui_entre_apres_minuit_ne_change_plus_rien(
    mere, martin, adresse_de, ferme_a_minuit, monkeypatch
):
    entrer_le(martin, ferme_a_minuit + timedelta(minutes=3))
    monkeypatch.setattr(timezone, "now", lambda: ferme_a_minuit + timedelta(minutes=10))
    assert mere.get(adresse_de("revue", martin.dossier)).status_code == 302
    assert "terminées" in texte(mere.get(adresse_de("dossier", martin.dossier)))


def entrer_le(martin, instant: datetime) -> None:
    compte = martin.mere.rattachement.compte
    compte.last_login = instant
    compte.save()
