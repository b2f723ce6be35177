"""« Votre collège » : comment les familles le joignent, et l'heure qu'il y est."""

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
        base = {"telephone": "01 99 00 12 34", "horaires": "le matin", "fuseau": "Europe/Paris"}
        return secretaire.post(COLLEGE, base | envoi, follow=True)

    return geste


def test_regler_le_telephone_les_horaires_et_ou_l_on_repond(regler, campagne):
    assert "Enregistré." in regler(mel_reponse="secretariat@exemple.fr").content.decode()
    college = Etablissement.objects.get(pk=campagne.etablissement_id)
    assert (college.telephone, college.horaires) == ("01 99 00 12 34", "le matin")
    assert college.mel_reponse == "secretariat@exemple.fr"


def test_une_adresse_de_reponse_fausse_est_refusee_sans_rien_perdre(regler):
    reponse = regler(mel_reponse="le secrétariat")
    assert reponse.status_code == 422
    assert "Vérifiez cette adresse" in reponse.content.decode()
    assert "01 99 00 12 34" in reponse.content.decode()


def test_changer_d_heure_deplace_la_fin_des_codes_deja_remis(regler, campagne):
    jour = timezone.localdate() + timedelta(days=30)
    Campagne.objects.update(ferme_le=jour)
    campagne.refresh_from_db()
    remettre_code(campagne, creer_personne(campagne))
    avant = CodeAcces.objects.get().expire_le
    regler(fuseau="Indian/Reunion")
    assert CodeAcces.objects.get().expire_le < avant


def test_le_college_d_a_cote_n_est_pas_regle(regler, voisine):
    regler()
    assert Etablissement.objects.get(pk=voisine.etablissement_id).telephone == ""
