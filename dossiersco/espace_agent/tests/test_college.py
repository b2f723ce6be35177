"""« Votre collège » : ce que les familles lisent, et les règles de la campagne."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.comptes.models import CodeAcces
from dossiersco.dossiers.invitations import remettre_code
from dossiersco.espace_agent.tests.donnees import creer_personne
from dossiersco.etablissements.models import Etablissement

COLLEGE = reverse("espace_agent:college")


@pytest.fixture
def regler(secretaire):
    def geste(**envoi):
        base = {"telephone": "01 99 00 12 34", "horaires": "le matin", "signatures_requises": "1"}
        return secretaire.post(COLLEGE, base | envoi, follow=True)

    return geste


def test_regler_le_telephone_les_horaires_et_les_signatures(regler, campagne):
    assert "Enregistré." in regler(signatures_requises="2").content.decode()
    college = Etablissement.objects.get(pk=campagne.etablissement_id)
    assert (college.telephone, college.horaires) == ("01 99 00 12 34", "le matin")
    assert Campagne.objects.get().signatures_requises == 2


def test_un_dernier_jour_passe_est_refuse_sans_rien_perdre(regler):
    reponse = regler(ferme_le="2020-01-01")
    assert reponse.status_code == 422
    assert "Ce jour est passé" in reponse.content.decode()
    assert "01 99 00 12 34" in reponse.content.decode()
    assert Campagne.objects.get().ferme_le is None


def test_un_dernier_jour_deja_passe_ne_gene_pas_le_reste(regler):
    hier = timezone.localdate() - timedelta(days=1)
    Campagne.objects.update(ferme_le=hier)
    regler(ferme_le=hier.isoformat(), telephone="01 99 00 55 55")
    assert Etablissement.objects.get().telephone == "01 99 00 55 55"


def test_repousser_le_dernier_jour_prolonge_les_codes_deja_remis(regler, campagne):
    remettre_code(campagne, creer_personne(campagne))
    jour = timezone.localdate() + timedelta(days=300)
    regler(ferme_le=jour.isoformat())
    fin = Campagne.objects.get().fin_du_dernier_jour(jour)
    assert CodeAcces.objects.get().expire_le == fin


def test_le_college_d_a_cote_n_est_pas_regle(regler, voisine):
    regler()
    assert Etablissement.objects.get(pk=voisine.etablissement_id).telephone == ""
