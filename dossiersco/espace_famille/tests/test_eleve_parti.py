"""La famille d'un élève parti : son dossier se lit, ne se change plus, et dit qui appeler."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dossiersco.dossiers.models import Eleve
from dossiersco.dossiers.tests.factories import donner_compte, famille_martin
from dossiersco.espace_famille.parcours import ETAPES

pytestmark = pytest.mark.django_db
FERMEES = {"eleve", "moi", "options", "regime", "pieces", "revue"}


@pytest.fixture(params=["absent_depuis", "date_sortie"])
def partie(request, client):
    """La mère de Léo, parti, et de Zoé, restée."""
    famille = famille_martin(prenoms=("Léo", "Zoé"))
    hier = timezone.localdate() - timedelta(days=1)
    Eleve.objects.filter(pk=famille.dossier.eleve_id).update(**{request.param: hier})
    client.force_login(donner_compte(famille.mere))
    return famille


def test_la_page_dit_avec_egards_que_le_dossier_est_ferme_et_qui_appeler(client, partie):
    page = client.get(reverse("espace_famille:dossier", args=[partie.dossier.pk]))
    contenu = page.content.decode()
    assert "Dossier fermé" in contenu
    assert "vos réponses sont gardées" in contenu
    assert "appelez le secrétariat du collège" in contenu
    assert "Modifier" not in contenu and "continuer" not in contenu.lower()


@pytest.mark.parametrize("etape", sorted(FERMEES & {etape.nom for etape in ETAPES}))
@pytest.mark.parametrize("methode", ["get", "post"])
def test_aucune_etape_ne_s_ouvre(client, partie, etape, methode):
    dossier = partie.dossier
    reponse = getattr(client, methode)(reverse(f"espace_famille:{etape}", args=[dossier.pk]))
    assert reponse.status_code == 302
    assert reponse.url == reverse("espace_famille:dossier", args=[dossier.pk])


def test_le_dossier_du_frere_reste_ouvert(client, partie):
    page = client.get(reverse("espace_famille:dossier", args=[partie.dossiers[1].pk]))
    assert "Modifier" in page.content.decode()


def test_l_accueil_dit_lequel_est_ferme(client, partie):
    contenu = client.get(reverse("espace_famille:accueil")).content.decode()
    assert contenu.count("Dossier fermé") == 1
    assert contenu.count("À confirmer") == 1
