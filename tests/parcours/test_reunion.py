"""Parcours : deux enfants dans deux collèges, une entrée ; et un portable vérifié. Avec axe."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from dossiersco.campagnes.models import Campagne
from dossiersco.comptes import codes
from dossiersco.dossiers.invitations import remettre_code
from dossiersco.dossiers.tests.factories import Famille, college_voisin
from dossiersco.etablissements.models import Etablissement
from tests import sms
from tests.parcours.college import Decor
from tests.parcours.outils import Gestes, verifier_axe
from tests.parcours.pas import bouton, changer_de_page, lien, suivre_l_invitation
from tests.parcours.test_ecrans import deux_tailles

Ouvrir = Callable[..., Page]


@pytest.fixture
def voisins(decor: Decor) -> Famille:
    famille = college_voisin()
    college = Etablissement.objects.filter(pk=famille.campagne.etablissement_id)
    college.update(denom_princ="COLLEGE DU PORT", telephone="01 99 00 12 34")
    un_mois = timezone.localdate() + timedelta(days=30)
    Campagne.objects.filter(pk=famille.campagne.pk).update(ferme_le=un_mois)
    return famille


def code_de(famille: Famille) -> str:
    with transaction.atomic():
        return codes.presenter(remettre_code(famille.campagne, famille.mere))


@deux_tailles
def test_reunir_deux_colleges_puis_les_separer(
    decor: Decor, voisins: Famille, ouvrir: Ouvrir, taille: dict[str, int]
) -> None:
    code = code_de(voisins)
    page = ouvrir(taille)
    suivre_l_invitation(page, decor, decor.cas.seul, Gestes())
    verifier_axe(page, "famille-dossier-a-reunir")
    changer_de_page(lien(page, "Un autre enfant, dans un autre collège"))
    verifier_axe(page, "famille-reunir")
    page.get_by_label("Le code de l’autre collège").fill("AAAA-BBBB-CCCC")
    changer_de_page(bouton(page, "Réunir"))
    verifier_axe(page, "famille-reunir-erreur")
    page.get_by_label("Le code de l’autre collège").fill(code.lower())
    changer_de_page(bouton(page, "Réunir"))
    expect(page.locator("main")).to_contain_text("COLLEGE DU PORT")
    verifier_axe(page, "famille-reunie")
    changer_de_page(lien(page, "Ouvrir le dossier de Voisin"))
    verifier_axe(page, "famille-reunie-dossier")
    changer_de_page(lien(page, "Vos autres enfants"))
    changer_de_page(bouton(page, "Séparer ce collège"))
    expect(page.locator("main")).not_to_contain_text("Voisin")
    verifier_axe(page, "famille-separee")


@deux_tailles
def test_le_lien_de_l_autre_college_suffit(
    decor: Decor, voisins: Famille, ouvrir: Ouvrir, taille: dict[str, int]
) -> None:
    page = ouvrir(taille)
    suivre_l_invitation(page, decor, decor.cas.fratrie, Gestes())
    page.goto(f"/acces/{code_de(voisins)}/")
    verifier_axe(page, "acces-a-reunir")
    changer_de_page(bouton(page, "Réunir"))
    expect(page.locator("main")).to_contain_text("Vos enfants sont réunis")
    verifier_axe(page, "famille-fratrie-reunie")


def _entrer_par_sms(page: Page) -> None:
    """Un visiteur sans son code : le lien vient là où il est vérifié."""
    page.goto("/famille/lien/")
    page.get_by_label("Votre courriel ou votre portable").fill("12")
    changer_de_page(bouton(page, "Recevoir le lien"))
    verifier_axe(page, "lien-portable-erreur")
    page.get_by_label("Votre courriel ou votre portable").fill("06 39 98 12 34")
    changer_de_page(bouton(page, "Recevoir le lien"))
    expect(page.locator("main")).to_contain_text("Si ce portable est vérifié")
    adresse = re.search(r"/famille/entrer/\S+", sms.ENVOYES[-1][1])
    assert adresse
    page.goto(adresse[0])
    changer_de_page(bouton(page, "Continuer"))
    expect(page.locator("main")).to_contain_text("Le dossier")


@deux_tailles
def test_verifier_son_portable(decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]) -> None:
    personne = decor.personne(decor.cas.seul)
    personne.tel_portable = "0639981234"
    personne.save()
    sms.ENVOYES.clear()
    page = ouvrir(taille)
    suivre_l_invitation(page, decor, decor.cas.seul, Gestes())
    page.goto(f"{page.url}moi/")
    changer_de_page(lien(page, "Vérifier 06 39 98 12 34"))
    verifier_axe(page, "famille-portable")
    changer_de_page(bouton(page, "Recevoir un code par SMS"))
    verifier_axe(page, "famille-portable-code")
    page.get_by_label("Le code reçu").fill("000000")
    changer_de_page(bouton(page, "Vérifier"))
    verifier_axe(page, "famille-portable-erreur")
    recu = re.search(r"\b\d{6}\b", sms.ENVOYES[-1][1])
    assert recu
    page.get_by_label("Le code reçu").fill(recu[0])
    changer_de_page(bouton(page, "Vérifier"))
    expect(page.locator("main")).to_contain_text("Votre portable est vérifié")
    _entrer_par_sms(ouvrir(taille))
