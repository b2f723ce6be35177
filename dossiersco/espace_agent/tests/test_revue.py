"""Une sorte de documents à la fois, tous les élèves à la suite."""

import pytest
from django.urls import reverse

from dossiersco.espace_agent.tests.donnees import creer_dossier, deposer, dire, responsables


@pytest.fixture
def recues(campagne):
    """Trois élèves, chacun son document."""
    trouvees = []
    for couleur in ("navy", "green", "red"):
        dossier = creer_dossier(campagne, prenom=couleur)
        personne = responsables(dossier)[0]
        piece = deposer(dossier, personne, couleur)
        dire(dossier, personne, tel_portable="0639980002")
        trouvees.append(piece)
    return trouvees


def adresse(piece):
    return reverse("espace_agent:revue", args=[piece.attendue_id])


def test_chaque_sorte_dit_combien_attendent(secretaire, recues):
    page = secretaire.get(reverse("espace_agent:revues")).content.decode()
    assert "3 pages à regarder" in page


def test_accepter_mene_au_suivant(secretaire, recues):
    premiere = recues[0]
    envoi = {"ecran": "revue", "apres": premiere.attendue_id, "piece": premiere.pk}
    accepter = reverse("espace_agent:piece_accepter", args=[premiere.pk])
    reponse = secretaire.post(accepter, envoi)
    assert reponse.url == adresse(premiere)
    assert secretaire.get(reponse.url).context["document"].piece == recues[1]


def test_laisser_pour_plus_tard_passe_sans_decider(secretaire, recues):
    page = secretaire.get(adresse(recues[0]), {"passe": recues[0].pk})
    assert page.context["document"].piece == recues[1]
    assert page.context["nombre"] == 3
    fini = secretaire.get(adresse(recues[0]), {"passe": recues[2].pk}).content.decode()
    assert "Reprendre ceux que vous avez laissés" in fini


def test_le_document_est_a_cote_de_ce_qu_il_prouve(secretaire, recues):
    page = secretaire.get(adresse(recues[0])).content.decode()
    assert "12/03/2014" in page
    assert "06 39 98 00 02" in page


def test_tourner_ramene_au_meme_document(secretaire, recues):
    tourner = reverse("espace_agent:piece_tourner", args=[recues[1].pk])
    reponse = secretaire.post(tourner, {"passe": recues[0].pk})
    assert secretaire.get(reponse.url).context["document"].piece == recues[1]


def test_une_place_forgee_ramene_au_debut(secretaire, recues):
    page = secretaire.get(adresse(recues[0]), {"passe": "9" * 40})
    assert page.context["document"].piece == recues[0]


@pytest.mark.parametrize("combien", [1, 3])
def test_le_cout_ne_suit_pas_le_nombre(secretaire, recues, combien, django_assert_max_num_queries):
    for piece in recues[combien:]:
        piece.delete()
    with django_assert_max_num_queries(25):
        secretaire.get(adresse(recues[0]))
