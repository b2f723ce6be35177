import pytest
from django.urls import reverse

from dossiersco.dossiers.models import Avis
from dossiersco.espace_agent.tests.donnees import creer_dossier, dossier_a_traiter, responsables

TABLEAU = reverse("espace_agent:tableau")


def test_un_college_neuf_est_invite_a_deposer_ses_exports(secretaire, campagne):
    campagne.delete()
    assert "Où en est la campagne" in secretaire.get(TABLEAU).content.decode()


def test_le_tableau_dit_combien_sont_a_traiter(secretaire, campagne):
    dossier_a_traiter(campagne)
    creer_dossier(campagne)
    page = secretaire.get(TABLEAU)
    assert page.context["a_traiter"] == 1
    assert "<strong>1</strong> à traiter" in page.content.decode()


def test_un_commentaire_ne_peut_rien_executer(secretaire, campagne):
    personne = responsables(creer_dossier(campagne))[0]
    texte = "<script>alert(1)</script>"
    Avis.objects.create(campagne=campagne, personne=personne, note=1, commentaire=texte)
    assert texte not in secretaire.get(TABLEAU).content.decode()


def test_les_chiffres_d_un_autre_college_ne_se_voient_pas(secretaire, campagne, voisine):
    dossier_a_traiter(voisine)
    assert secretaire.get(TABLEAU).context["tableau"].total == 0


@pytest.mark.parametrize("nombre", [1, 6])
def test_huit_requetes_au_plus(secretaire, campagne, nombre, django_assert_num_queries):
    for _ in range(nombre):
        dossier_a_traiter(campagne)
    with django_assert_num_queries(7):
        secretaire.get(TABLEAU)
