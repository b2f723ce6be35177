import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.template.loader import render_to_string
from django.test import RequestFactory


@pytest.mark.parametrize("gabarit", ["404.html", "403.html", "403_csrf.html", "500.html"])
def test_une_page_d_erreur_s_affiche_sans_contexte_et_dit_quoi_faire(gabarit):
    html = render_to_string(gabarit)
    assert html.count("<h1>") == 1
    assert "accueil</a>" in html


def test_la_page_ne_porte_ni_script_ni_style_en_ligne():
    html = render_to_string("socle/base.html")
    assert "<script" not in html
    assert "style=" not in html
    assert "<style" not in html


def test_le_nom_du_college_est_dans_l_en_tete():
    html = render_to_string("socle/base.html", {"etablissement_nom": "Collège <Voisin>"})
    assert "Collège &lt;Voisin&gt;" in html


def test_un_message_est_une_alerte_de_son_niveau():
    requete = RequestFactory().get("/")
    requete._messages = CookieStorage(requete)
    messages.error(requete, "Ce fichier est trop gros.")
    html = render_to_string("socle/base.html", request=requete)
    assert "fr-alert--error" in html
    assert 'role="alert"' in html
    assert "Ce fichier est trop gros." in html


def test_un_bouton_qui_ecrit_porte_son_jeton():
    requete = RequestFactory().get("/")
    bouton = {
        "action": "/agent/valider",
        "libelle": "Valider",
        "precision": "le dossier de Camille",
    }
    html = render_to_string("socle/bouton_post.html", bouton, request=requete)
    assert 'name="csrfmiddlewaretoken"' in html
    assert '<span class="fr-sr-only"> le dossier de Camille</span>' in html
