"""Rien de tapé ne se perd : session finie, page fermée, réseau coupé, deux appuis à la fois."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiersco.comptes.actions import remettre_codes
from dossiersco.dossiers import brouillons
from dossiersco.dossiers.brouillons import Brouillon, Page
from dossiersco.dossiers.models import Personne, Trace
from dossiersco.dossiers.tests.factories import donner_compte, famille_martin
from dossiersco.espace_famille.tests.pages import champs, html, saisie, texte
from dossiersco.socle.langues import catalogue_de


@pytest.fixture
def adresse(martin, adresse_de):
    return adresse_de("moi", martin.dossier)


@pytest.fixture
def sauver(mere, martin, adresse):
    """Comme `brouillon.js` : le formulaire entier, et le combientième."""
    lieu = reverse("espace_famille:brouillon", args=[martin.dossier.pk, "moi"])
    return lambda page, rang=1, par=mere, **tape: par.post(
        lieu, {**saisie(page, **tape), "rang": rang}
    )


def code_de(personne: Personne) -> str:
    compte = donner_compte(personne)
    return remettre_codes([compte], expire_le=timezone.now() + timedelta(days=1))[compte.pk]


# La session finit avant l'envoi.


def test_l_envoi_arrive_sans_session_se_retrouve_apres_la_connexion(client, martin, adresse):
    code = code_de(martin.mere)
    client.post("/acces/", {"code": code})
    tape = saisie(client.get(adresse), mel="neuf@exemple.fr", rue="1 rue", code_postal="12")
    client.session.flush()
    entree = client.post(adresse, tape, follow=True)
    assert "Ce que vous avez tapé est gardé" in texte(entree)
    assert not Trace.objects.exists()
    page = client.post("/acces/", {"code": code}, follow=True)
    assert page.request["PATH_INFO"] == adresse
    assert "Vous aviez commencé" in texte(page)
    retrouve = champs(page)
    assert (retrouve["mel"], retrouve["rue"]) == (["neuf@exemple.fr"], ["1 rue"])
    reponse = client.post(adresse, saisie(page, rue="1 rue Haute", code_postal="59200", commune=""))
    assert reponse.status_code == 302
    assert Personne.objects.get(pk=martin.mere.pk).mel == "neuf@exemple.fr"


def test_un_autre_compte_sur_le_meme_poste_n_en_voit_rien(client, martin, adresse):
    client.post("/acces/", {"code": code_de(martin.mere)})
    tape = saisie(client.get(adresse), mel="neuf@exemple.fr")
    client.session.flush()
    client.post(adresse, tape)
    page = client.post("/acces/", {"code": code_de(martin.pere)}, follow=True)
    assert page.request["PATH_INFO"] != adresse
    assert "neuf@exemple.fr" not in html(client.get(adresse))
    assert "Vous aviez commencé" not in texte(client.get(adresse))


@pytest.mark.parametrize("page", ["", "faux", "eyJhIjoxfQ:1tZ:abc"])
def test_sans_sceau_valable_rien_n_est_garde_et_c_est_dit(client, martin, adresse, page):
    entree = client.post(adresse, {"mel": "neuf@exemple.fr", "page": page}, follow=True)
    assert "votre dernier envoi n'a pas été enregistré" in texte(entree)
    assert not Brouillon.objects.exists()


def test_un_sceau_de_trois_jours_ne_garde_plus_rien(client, mere, martin, adresse, monkeypatch):
    tape = saisie(mere.get(adresse), mel="neuf@exemple.fr")
    monkeypatch.setattr("dossiersco.espace_famille.sceau.DUREE", timedelta(seconds=-1))
    client.logout()
    client.post(adresse, tape)
    assert not Brouillon.objects.exists()


def test_un_envoi_trop_lourd_n_est_pas_garde(client, mere, adresse):
    tape = saisie(mere.get(adresse), rue="x" * 30_000)
    client.logout()
    assert "n'a pas été enregistré" in texte(client.post(adresse, tape, follow=True))


def test_un_fichier_ne_se_garde_pas_et_c_est_dit(client, martin, adresse_de):
    envoi = {"d1-fichier": SimpleUploadedFile("a.pdf", b"%PDF-1.4")}
    page = client.post(adresse_de("pieces", martin.dossier), envoi, follow=True)
    assert "Un fichier ne se garde pas" in texte(page)


def test_une_page_d_avant_la_reconnexion_ne_perd_rien(martin, adresse):
    """Se reconnecter dans un autre onglet change le jeton CSRF du premier."""
    navigateur = Client(enforce_csrf_checks=True)
    navigateur.force_login(donner_compte(martin.mere))
    tape = saisie(navigateur.get(adresse), mel="neuf@exemple.fr")
    page = navigateur.post(adresse, {**tape, "csrfmiddlewaretoken": "a" * 64}, follow=True)
    assert "Cette page était ouverte depuis longtemps" in texte(page)
    assert champs(page)["mel"] == ["neuf@exemple.fr"]
    assert not Trace.objects.exists()


def test_un_envoi_forge_sans_jeton_ni_sceau_est_toujours_refuse(martin, adresse):
    navigateur = Client(enforce_csrf_checks=True)
    navigateur.force_login(donner_compte(martin.mere))
    assert navigateur.post(adresse, {"mel": "pirate@exemple.fr"}).status_code == 403
    assert not Brouillon.objects.exists()


# Champ après champ.


def test_chaque_champ_commence_se_lit_dans_sa_langue(mere, adresse, sauver):
    """Un intitulé porte des virgules : en liste, chacun se distingue, et se traduit."""
    sauver(mere.get(adresse), rue="1 rue Neuve")
    mere.post(reverse("langue"), {"langue": "ar", "suite": "/"})
    page = mere.get(adresse).content.decode()
    commence = page[page.index("Vous aviez commencé") : page.index("Effacer ce brouillon")]
    assert "Numéro et rue, bâtiment, résidence" in commence
    assert catalogue_de("ar").traduire("Numéro et rue, bâtiment, résidence") in commence


def test_un_brouillon_se_retrouve_sur_un_autre_appareil(
    mere, martin, adresse, sauver, django_assert_max_num_queries
):
    assert sauver(mere.get(adresse), mel="neuf@", tel_portable="06 39").status_code == 204
    telephone = Client()
    telephone.force_login(martin.mere.rattachement.compte)
    with django_assert_max_num_queries(8):
        ailleurs = telephone.get(adresse)
    assert "Vous aviez commencé" in texte(ailleurs)
    assert ": Téléphone portable Courriel Le collège ne l'a pas" in texte(ailleurs)
    assert champs(ailleurs)["mel"] == ["neuf@"]
    assert "À corriger" not in texte(ailleurs)


def test_un_brouillon_n_est_pas_une_reponse(mere, martin, adresse, sauver):
    sauver(mere.get(adresse), mel="neuf@exemple.fr")
    assert not Trace.objects.exists()
    assert Personne.objects.get(pk=martin.mere.pk).mel == martin.mere.mel


def test_un_brouillon_ne_se_montre_pas_a_l_autre_parent(mere, martin, adresse_de, connecter):
    adresse = adresse_de("eleve", martin.dossier)
    lieu = reverse("espace_famille:brouillon", args=[martin.dossier.pk, "eleve"])
    mere.post(lieu, {**saisie(mere.get(adresse), nom_usage="Secret"), "rang": 1})
    assert "Secret" not in html(connecter(martin.pere).get(adresse))


def test_l_envoi_ferme_le_brouillon_meme_si_une_sauvegarde_arrive_apres(mere, adresse, sauver):
    page = mere.get(adresse)
    sauver(page, 1, mel="neuf@exemple.fr")
    mere.post(adresse, saisie(page, mel="neuf@exemple.fr"))
    sauver(page, 2, mel="retard@exemple.fr")
    assert Brouillon.objects.get().contenu == {}
    assert "Vous aviez commencé" not in texte(mere.get(adresse))


def test_une_sauvegarde_ancienne_n_efface_pas_la_suivante(mere, adresse, sauver):
    page = mere.get(adresse)
    sauver(page, 2, mel="second@exemple.fr")
    assert sauver(page, 1, mel="premier@exemple.fr").status_code == 204
    assert Brouillon.objects.get().contenu["mel"] == ["second@exemple.fr"]


def test_une_saisie_refusee_se_retrouve_aussi(mere, adresse):
    mere.post(adresse, saisie(mere.get(adresse), tel_portable="12", mel="neuf@exemple.fr"))
    assert champs(mere.get(adresse))["mel"] == ["neuf@exemple.fr"]


def test_effacer_le_brouillon(mere, martin, adresse, sauver):
    sauver(mere.get(adresse), mel="neuf@exemple.fr")
    effacer = reverse("espace_famille:brouillon_effacer", args=[martin.dossier.pk, "moi"])
    assert effacer in html(mere.get(adresse))
    page = mere.post(effacer, follow=True)
    assert "Brouillon effacé" in texte(page)
    assert champs(page)["mel"] == [martin.mere.mel]
    assert "neuf@exemple.fr" not in str(Brouillon.objects.values())


def test_ce_qui_a_change_depuis_le_brouillon_reste_affiche(mere, adresse, sauver):
    ancienne = mere.get(adresse)
    mere.post(adresse, saisie(mere.get(adresse), prenom="Camille Anne"))
    sauver(ancienne, mel="neuf@exemple.fr")
    page = champs(mere.get(adresse))
    assert (page["mel"], page["prenom"]) == (["neuf@exemple.fr"], ["Camille Anne"])


def test_sans_session_la_sauvegarde_est_gardee_et_le_dit(client, mere, adresse, sauver):
    page = mere.get(adresse)
    client.logout()
    assert sauver(page, mel="neuf@exemple.fr").status_code == 202
    assert Brouillon.objects.get().contenu["mel"] == ["neuf@exemple.fr"]


def test_le_sceau_d_un_autre_ne_sert_pas(mere, martin, adresse, sauver, connecter):
    pere = connecter(martin.pere)
    assert sauver(pere.get(adresse), mel="neuf@exemple.fr").status_code == 400
    assert not Brouillon.objects.exists()


def test_un_vieux_brouillon_meurt(mere, martin, adresse, sauver):
    sauver(mere.get(adresse), mel="neuf@exemple.fr")
    Brouillon.objects.update(garde_le=timezone.now() - brouillons.CONSERVATION)
    brouillons.garder(Page(martin.pere.pk, martin.dossier.pk, "moi", "x"), {"mel": ["a"]})
    assert Brouillon.objects.get().personne == martin.pere


# Deux appuis.


def test_appuyer_deux_fois_n_ecrit_qu_une_fois(mere, adresse):
    tape = saisie(mere.get(adresse), mel="neuf@exemple.fr", tel_portable="06 39 98 12 34")
    assert {mere.post(adresse, tape).status_code for _ in range(2)} == {302}
    assert Trace.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_huit_appuis_a_la_fois_n_ecrivent_qu_une_fois():
    martin = famille_martin()
    compte = donner_compte(martin.mere)
    adresse = reverse("espace_famille:moi", args=[martin.dossier.pk])
    sauvegarde = reverse("espace_famille:brouillon", args=[martin.dossier.pk, "moi"])
    navigateurs = [Client() for _ in range(8)]
    for navigateur in navigateurs:
        navigateur.force_login(compte)
    tape = saisie(navigateurs[0].get(adresse), mel="neuf@exemple.fr", rang="1")

    def appuyer(navigateur: Client) -> tuple[int, int]:
        try:
            garde = navigateur.post(sauvegarde, tape).status_code
            return navigateur.post(adresse, tape).status_code, garde
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as fils:
        assert set(fils.map(appuyer, navigateurs)) == {(302, 204)}
    assert Trace.objects.count() == 1
    assert Brouillon.objects.get().contenu == {}
