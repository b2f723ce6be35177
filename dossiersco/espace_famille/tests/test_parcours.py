"""Tout le parcours au client de Django, puis ce qui vaut pour chaque étape."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.comptes import codes
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.invitations import donner_acces
from dossiersco.dossiers.models import Dossier, Trace
from dossiersco.dossiers.tests.factories import (
    CodeCollegeFactory,
    MefFactory,
    OptionFactory,
    QuestionFactory,
    ReponseFactory,
    ResponsableFactory,
    SignatureFactory,
    college_voisin,
    famille_diallo,
    famille_martin,
)
from dossiersco.espace_famille.parcours import ETAPES
from dossiersco.espace_famille.tests.pages import html, saisie, texte
from dossiersco.pieces.tests.factories import PieceJointeFactory

DU_DOSSIER = [etape.nom for etape in ETAPES if etape.nom != "accueil"]
QUI_MODIFIENT = [
    *("eleve", "moi", "options", "regime", "autorisations", "questions", "pieces", "revue"),
]
REQUETES_MAXIMUM = 8
OCTETS_MAXIMUM = 60_000


@pytest.fixture(autouse=True)
def questions(request):
    """Facultatives : elles n'ajoutent rien à qui n'a rien de nouveau."""
    if "martin" in request.fixturenames:
        _questions(request.getfixturevalue("martin"))


def _questions(famille, nombre=1):
    for n in range(nombre):
        for nature in ("question", "image"):
            question = QuestionFactory(campagne=famille.campagne, nature=nature, rang=n)
            for personne in (famille.mere, famille.pere):
                ReponseFactory(dossier=famille.dossier, question=question, personne=personne)


def lien(personne) -> str:
    dans_un_mois = timezone.now() + timedelta(days=30)
    code = donner_acces([personne], expire_le=dans_un_mois)[personne.pk]
    return reverse("acces_par_lien", args=[codes.presenter(code)])


def test_rien_de_nouveau_du_lien_au_recu(client, martin, django_capture_on_commit_callbacks):
    """Cinq appuis, aucun caractère : le lien, Continuer, Tout est exact, la case, Signer."""
    porte = client.get(lien(martin.mere))
    dossier = client.post(porte.request["PATH_INFO"], follow=True)
    assert "Tout est exact, continuer" in texte(dossier)
    revue = client.get(reverse("espace_famille:revue", args=[martin.dossier.pk]))
    with django_capture_on_commit_callbacks(execute=True):
        recu = client.post(revue.request["PATH_INFO"], saisie(revue, exact="on"), follow=True)
    assert "Rien n'a changé : l'inscription est validée." in texte(recu)
    assert Dossier.objects.get().etat == Etat.VALIDE
    assert martin.mere.mel in mail.outbox[0].to


def test_les_deux_parents_l_un_apres_l_autre(connecter, martin, adresse_de):
    revue = adresse_de("revue", martin.dossier)
    for personne in (martin.mere, martin.pere):
        navigateur = connecter(personne)
        assert "À confirmer" in texte(navigateur.get(adresse_de("dossier", martin.dossier)))
        navigateur.post(revue, saisie(navigateur.get(revue), exact="on"))
        assert "Validé." in texte(navigateur.get(adresse_de("dossier", martin.dossier)))
    assert Dossier.objects.get().etat == Etat.VALIDE


def test_retoucher_apres_avoir_signe_redemande_une_signature(mere, martin, adresse_de):
    revue, moi = adresse_de("revue", martin.dossier), adresse_de("moi", martin.dossier)
    mere.post(revue, saisie(mere.get(revue), exact="on"))
    mere.post(moi, saisie(mere.get(moi), tel_personnel="01 99 00 12 34"))
    assert "Modifié depuis votre envoi. Le collège n'en sait rien encore" in texte(
        mere.get(adresse_de("dossier", martin.dossier))
    )
    mere.post(revue, saisie(mere.get(revue), exact="on"))
    assert "Envoyé, le collège regarde" in texte(mere.get(adresse_de("dossier", martin.dossier)))


@pytest.mark.parametrize("etape", DU_DOSSIER)
def test_chaque_etape_a_un_titre_et_un_seul_h1(mere, martin, adresse_de, etape):
    SignatureFactory(dossier=martin.dossier, personne=martin.mere)
    page = html(mere.get(adresse_de(etape, martin.dossier)))
    assert page.count("<h1") == 1
    assert "– DossierSCO</title>" in page
    assert "<title> –" not in page
    assert not re.search(r"<script(?![^>]* src=)", page)
    assert "style=" not in page


@pytest.mark.parametrize("etape", DU_DOSSIER)
@pytest.mark.parametrize("methode", ["get", "post"])
def test_le_dossier_d_un_autre_repond_404(mere, martin, adresse_de, etape, methode):
    """Ni celui d'une famille du même collège, ni celui du collège voisin."""
    for autre in (famille_diallo(martin.campagne), college_voisin()):
        reponse = getattr(mere, methode)(adresse_de(etape, autre.dossier))
        refus = 404 if methode == "get" or etape in QUI_MODIFIENT else 405
        assert reponse.status_code == refus
    assert not Trace.objects.exists()


@pytest.mark.parametrize("etape", QUI_MODIFIENT)
def test_ferme_chaque_etape_renvoie_a_la_page_qui_le_dit(mere, martin, adresse_de, etape):
    ouverte = mere.get(adresse_de(etape, martin.dossier))
    Campagne.objects.update(ferme_le="2026-01-01")
    dossier = adresse_de("dossier", martin.dossier)
    assert mere.get(adresse_de(etape, martin.dossier)).url == dossier
    assert mere.post(adresse_de(etape, martin.dossier), saisie(ouverte)).url == dossier
    assert not Trace.objects.exists()


@pytest.mark.parametrize("etape", DU_DOSSIER)
def test_sans_connexion_chaque_etape_renvoie_a_la_porte(client, martin, adresse_de, etape):
    reponse = client.get(adresse_de(etape, martin.dossier))
    assert reponse.url.startswith(reverse("accueil"))


@pytest.mark.parametrize("etape", [etape.nom for etape in ETAPES])
def test_les_requetes_ne_dependent_pas_du_nombre(db, connecter, etape):
    """Un enfant, un adulte, un document ; puis quatre de chaque. Toujours huit au plus."""

    def lire(famille) -> int:
        args = [] if etape == "accueil" else [famille.dossier.pk]
        navigateur = connecter(famille.mere)
        with CaptureQueriesContext(connection) as requetes:
            assert navigateur.get(reverse(f"espace_famille:{etape}", args=args)).status_code == 200
        return len(requetes)

    petite, grande = famille_martin(prenoms=("Léo", "Zoé")), _grande_famille()
    for famille, nombre in ((petite, 1), (grande, 4)):
        _questions(famille, nombre)
        SignatureFactory(dossier=famille.dossier, personne=famille.mere)
    assert lire(petite) == lire(grande) <= REQUETES_MAXIMUM


def _grande_famille():
    famille = famille_martin(prenoms=("Léo", "Nina", "Tom", "Zoé"))
    for n in range(4):
        MefFactory(campagne=famille.campagne, code_mef=f"1011000111{n}")
        OptionFactory(campagne=famille.campagne)
        CodeCollegeFactory(campagne=famille.campagne, code=str(n))
        ResponsableFactory(eleve=famille.dossier.eleve, contact=True)
        PieceJointeFactory(dossier=famille.dossier, personne=famille.mere)
        Trace.objects.create(
            dossier=famille.dossier,
            eleve=famille.dossier.eleve,
            champ="mel",
            geste="modifier",
            par_personne=famille.mere,
        )
    return famille


def test_la_premiere_page_est_legere(client, martin):
    """Le HTML et les deux feuilles, compressés : trois requêtes."""
    page = client.post(lien(martin.mere), follow=True)
    fichiers = [nom for nom in ("socle/dsfr.css", "socle/dossiersco.css") if nom in html(page)]
    assert len(fichiers) == 2
    assert html(page).count("<link") == 3
    assert "<img" not in html(page)
    octets = len(gzip.compress(page.content))
    octets += sum(len(gzip.compress(Path(finders.find(nom)).read_bytes())) for nom in fichiers)
    assert octets <= OCTETS_MAXIMUM


def test_la_page_ne_se_garde_pas_sur_un_ordinateur_partage(mere, martin, adresse_de):
    assert mere.get(adresse_de("dossier", martin.dossier))["Cache-Control"] == "no-store"
