"""Deux collèges, une entrée : la page des enfants, le code de l'autre, les pages de chacun."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.comptes import codes
from dossiersco.comptes.models import CodeAcces, Compte, EchecConnexion, Reunion
from dossiersco.dossiers.invitations import donner_acces
from dossiersco.dossiers.models import Personne
from dossiersco.dossiers.tests.factories import Famille, college_voisin, famille_martin
from dossiersco.espace_famille.delegation import A_ELLE_SEULE
from dossiersco.espace_famille.tests.pages import html, saisie, texte
from dossiersco.etablissements.models import Etablissement

pytestmark = pytest.mark.django_db
ACCUEIL = reverse("espace_famille:accueil")
REUNIR = reverse("espace_famille:reunir")
PROPOSE = "Un autre enfant, dans un autre collège"


def munir(personne: Personne) -> str:
    return donner_acces([personne], expire_le=timezone.now() + timedelta(days=30))[personne.pk]


def nommer(famille: Famille, nom: str) -> None:
    college = famille.campagne.etablissement
    college.denom_princ = nom
    college.save()


@pytest.fixture
def ici(martin) -> Famille:
    nommer(martin, "Collège des Lilas")
    return martin


@pytest.fixture
def la_bas() -> Famille:
    famille = college_voisin()
    nommer(famille, "Collège du Port")
    Campagne.objects.filter(pk=famille.campagne.pk).update(ferme_le="2030-06-15")
    return famille


@pytest.fixture
def entree(client, ici) -> Client:
    """La mère, entrée avec le code du premier collège."""
    client.post(reverse("acces_par_code"), {"code": munir(ici.mere)})
    return client


@pytest.fixture
def code(la_bas) -> str:
    return munir(la_bas.mere)


@pytest.fixture
def reunie(entree, code) -> Client:
    assert entree.post(REUNIR, {"code": code}).url == ACCUEIL
    return entree


def page_dossier(famille: Famille, etape: str = "dossier") -> str:
    return reverse(f"espace_famille:{etape}", args=[famille.dossier.pk])


def test_le_code_de_l_autre_college_reunit_les_enfants(entree, ici, la_bas, code):
    assert PROPOSE in texte(entree.get(page_dossier(ici)))
    page = entree.post(REUNIR, {"code": codes.presenter(code).lower()}, follow=True)
    dit = texte(page)
    assert "Vos enfants sont réunis" in dit
    for college, famille in (("Collège des Lilas", ici), ("Collège du Port", la_bas)):
        assert college in dit
        assert str(famille.dossier.eleve) in dit
        assert page_dossier(famille) in html(page)
    assert "Voisin MARTIN À confirmer. Relisez le dossier, puis envoyez-le, au plus tard" in dit
    assert "15 juin 2030" in dit
    assert "Chaque collège garde ses propres informations" in dit


def test_la_page_suivante_les_montre_sans_rien_retaper(client, reunie, ici, la_bas):
    neuf = type(client)()
    compte = Compte.objects.get(rattachements__personne=ici.mere)
    neuf.force_login(compte, "dossiersco.comptes.backends.ParCodeAcces")
    assert "Collège du Port" in texte(neuf.get(ACCUEIL))


def test_chaque_dossier_s_ouvre_et_se_remplit_dans_son_college(reunie, ici, la_bas):
    page = reunie.get(page_dossier(la_bas))
    assert "Vos autres enfants" in texte(page)
    moi = page_dossier(la_bas, "moi")
    assert reunie.post(moi, saisie(reunie.get(moi), nom_usage="Durand")).status_code == 302
    ici.mere.refresh_from_db()
    la_bas.mere.refresh_from_db()
    assert (ici.mere.nom_usage, la_bas.mere.nom_usage) == ("", "Durand")
    # Deux onglets, deux collèges : la session n'a pas changé de main.
    moi = page_dossier(ici, "moi")
    assert reunie.post(moi, saisie(reunie.get(moi), nom_usage="Petit")).status_code == 302
    ici.mere.refresh_from_db()
    assert ici.mere.nom_usage == "Petit"


def test_huit_lectures_au_plus_pour_toute_la_page(
    reunie, ici, la_bas, django_assert_max_num_queries
):
    reunie.post(REUNIR, {"code": munir(college_voisin().mere)})
    with django_assert_max_num_queries(8):
        page = reunie.get(ACCUEIL)
    assert len(page.context["colleges"]) == 3


def test_chaque_college_dit_s_il_est_ferme_et_qui_appeler(reunie, la_bas):
    Etablissement.objects.filter(pk=la_bas.campagne.etablissement_id).update(
        telephone="01 99 00 12 34"
    )
    Campagne.objects.filter(pk=la_bas.campagne.pk).update(ferme_le="2020-06-15")
    dit = texte(reunie.get(ACCUEIL))
    avant, apres = dit.split("Collège du Port", 1)
    assert "terminées" not in avant
    assert "01 99 00" not in avant
    assert "Les inscriptions en ligne sont terminées" in apres
    assert "01 99 00 12 34" in apres


def test_separer_rend_chacun_a_son_code(reunie, ici, la_bas):
    separer = reverse("espace_famille:separer", args=[la_bas.mere.pk])
    assert separer in html(reunie.get(ACCUEIL))
    for _ in range(2):
        assert reunie.post(separer).url == ACCUEIL
    assert reunie.get(ACCUEIL).url == page_dossier(ici)
    assert reunie.get(page_dossier(la_bas)).status_code == 404


def test_le_code_remplace_la_bas_coupe_a_la_page_suivante(reunie, ici, la_bas):
    assert reunie.get(page_dossier(la_bas)).status_code == 200
    munir(la_bas.mere)
    assert reunie.get(page_dossier(la_bas)).status_code == 404
    assert reunie.post(page_dossier(la_bas, "moi"), {}).status_code == 404
    assert reunie.get(ACCUEIL).url == page_dossier(ici)


def test_un_code_refuse_dit_pourquoi(entree, ici, la_bas):
    faux = entree.post(REUNIR, {"code": "4F7K-9M2P-X3WD"})
    assert faux.status_code == 422
    assert "Ce code n'ouvre aucun dossier" in texte(faux)
    assert "Un code compte 12 lettres" in texte(entree.post(REUNIR, {"code": "12"}))
    pere = entree.post(REUNIR, {"code": munir(ici.pere)})
    assert "ce code est celui d'une autre personne" in texte(pere)
    assert not Reunion.objects.exists()


def test_deviner_ici_use_les_essais_de_l_entree(entree):
    entree.post(REUNIR, {"code": "4F7K-9M2P-X3WD"})
    cle = EchecConnexion.objects.get().cle
    EchecConnexion.objects.bulk_create([EchecConnexion(cle=cle) for _ in range(60)])
    for porte in (REUNIR, reverse("acces_par_code")):
        assert "Trop d'essais manqués" in texte(entree.post(porte, {"code": "4F7K-9M2P-X3WD"}))


def test_le_bon_code_aussi_attend_apres_trop_d_essais(entree, code):
    entree.post(REUNIR, {"code": "4F7K-9M2P-X3WD"})
    cle = EchecConnexion.objects.get().cle
    EchecConnexion.objects.bulk_create([EchecConnexion(cle=cle) for _ in range(60)])
    assert entree.post(REUNIR, {"code": code}).status_code == 422
    assert not Reunion.objects.exists()


def test_le_lien_de_l_autre_college_propose_de_reunir(entree, ici, code):
    lien = reverse("acces_par_lien", args=[codes.presenter(code)])
    page = entree.get(lien)
    assert f'action="{REUNIR}"' in html(page)
    (cache,) = re.findall(r'name="code" value="([^"]+)"', html(page))
    assert entree.post(REUNIR, {"code": cache}, follow=True).context["reunie"]


def test_son_propre_lien_ou_celui_d_un_visiteur_ne_propose_rien(client, ici, code):
    sien = reverse("acces_par_lien", args=[codes.presenter(munir(ici.mere))])
    assert REUNIR not in html(client.get(sien))
    client.post(sien)
    assert REUNIR not in html(client.get(sien))


def test_le_lien_d_un_inconnu_ne_dit_pas_si_son_code_existe(entree, code):
    pages = [
        html(entree.get(reverse("acces_par_lien", args=[codes.presenter(c)]))).replace(c, "")
        for c in (code, codes.tirer())
    ]
    nues = [re.sub(r'value="[^"]*"|href="[^"]*"', "", page) for page in pages]
    assert nues[0] == nues[1]


def test_la_ou_il_n_y_a_qu_un_college_rien_n_est_propose(mere, martin, adresse_de):
    assert PROPOSE not in texte(mere.get(adresse_de("dossier", martin.dossier)))


def test_l_autre_responsable_n_y_gagne_rien(connecter, reunie, ici, la_bas):
    pere = connecter(ici.pere)
    assert pere.get(ACCUEIL).url == page_dossier(ici)
    assert pere.get(page_dossier(la_bas)).status_code == 404


def test_un_agent_qui_saisit_pour_elle_ne_reunit_ni_ne_separe():
    assert {"reunir", "separer"} <= A_ELLE_SEULE


def test_entrer_chez_l_un_est_entrer_chez_l_autre(client, reunie, ici, la_bas):
    compte = la_bas.mere.rattachement.compte
    type(compte).objects.update(last_login=None)
    CodeAcces.objects.filter(compte=ici.mere.rattachement.compte).delete()
    compte.refresh_from_db()
    assert compte.last_login is None
    client.post(reverse("acces_par_code"), {"code": munir(ici.mere)})
    compte.refresh_from_db()
    # Le code remis a coupé la réunion : ce collège-là n'a reçu personne.
    assert compte.last_login is None
    client.post(REUNIR, {"code": munir(la_bas.mere)})
    compte.refresh_from_db()
    assert compte.last_login is not None


def test_plusieurs_enfants_sans_reunion_la_page_reste_la_meme(connecter):
    famille = famille_martin(prenoms=("Léo", "Nina"))
    page = connecter(famille.mere).get(ACCUEIL)
    assert "<h2" in html(page)
    assert "<h3" not in html(page)
    assert "Séparer" not in html(page)
