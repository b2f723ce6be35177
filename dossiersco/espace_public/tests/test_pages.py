"""Les pages publiques : ouvertes à tous, sûres, bien écrites, liées du pied de page."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from dossiersco.espace_public import redaction, urls
from dossiersco.espace_public.redaction import Bloc, Morceau, lire
from dossiersco.statistiques import chiffres_publics
from dossiersco.statistiques.chiffres_publics import Chiffres, Note
from tests.coherence.test_typographie import fautes

# adresse : statut d'un GET, d'un POST sans rien.
MATRICE = {
    "inscrire": (200, 422),
    "message": (200, 405),
    "activer": (404, 404),
    "chiffres": (200, 405),
    "accessibilite": (200, 405),
    "vie_privee": (200, 405),
}
TEXTES = ("accessibilite", "vie_privee")


@pytest.fixture(autouse=True)
def sans_cache():
    cache.clear()
    yield
    cache.clear()


def _adresse(nom: str) -> str:
    return reverse(f"espace_public:{nom}", args=["jeton"] if nom == "activer" else [])


def test_toutes_les_adresses_sont_dans_la_matrice():
    assert {motif.name for motif in urls.urlpatterns} == set(MATRICE)


@pytest.mark.django_db
@pytest.mark.parametrize("nom", MATRICE)
def test_chacun_peut_lire_sans_se_connecter(nom, client):
    statuts = client.get(_adresse(nom)).status_code, client.post(_adresse(nom)).status_code
    assert statuts == MATRICE[nom]


@pytest.mark.parametrize("nom", TEXTES)
def test_le_pied_de_chaque_page_y_mene(nom, client, db):
    assert f'href="{_adresse(nom)}"' in client.get(reverse("accueil")).content.decode()


@pytest.mark.parametrize("nom", TEXTES)
def test_un_texte_est_bien_ecrit(nom):
    page = redaction.page(nom)
    textes = [morceau.texte for bloc in page.blocs for ligne in bloc.lignes for morceau in ligne]
    assert fautes(iter([page.titre, *textes])) == []
    assert {bloc.sorte for bloc in page.blocs} == {"titre", "paragraphe", "liste"}
    assert not [texte for texte in textes if texte.startswith(("#", "- "))]


def test_la_declaration_dit_l_etat_et_a_qui_ecrire(client, db):
    page = client.get(_adresse("accessibilite")).content.decode()
    assert "non conforme" in page and "Défenseur des droits" in page


def test_un_texte_se_lit_en_blocs():
    assert lire(
        "## Un titre\n\nUne phrase\nsur deux lignes.\n\n- un\n- deux [ici](/chiffres/)"
    ) == [
        Bloc("titre", [[Morceau("Un titre")]]),
        Bloc("paragraphe", [[Morceau("Une phrase sur deux lignes.")]]),
        Bloc("liste", [[Morceau("un")], [Morceau("deux "), Morceau("ici", "/chiffres/")]]),
    ]


def test_un_lien_qui_n_en_est_pas_un_reste_du_texte():
    (bloc,) = lire("[clic](javascript:alert)")
    assert bloc.lignes == [[Morceau("[clic](javascript:alert)")]]


@pytest.mark.django_db
def test_sous_le_seuil_on_le_dit(client):
    assert "Pas encore assez" in client.get(_adresse("chiffres")).content.decode()


@pytest.mark.django_db
def test_les_chiffres_se_lisent_et_ne_se_recalculent_pas(client, monkeypatch):
    lus = Chiffres(24, 8000, 61, Note(4.5, 3000), 3.5)
    monkeypatch.setattr(chiffres_publics, "chiffres", lambda: lus)
    page = client.get(_adresse("chiffres")).content.decode()
    assert "4,5 sur 5 (3000 avis)" in page and "61" in page
    monkeypatch.setattr(chiffres_publics, "chiffres", lambda: pytest.fail("relu"))
    assert client.get(_adresse("chiffres")).status_code == 200
