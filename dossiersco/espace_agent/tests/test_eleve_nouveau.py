"""Inscrire un élève avant SIECLE : l'écran, ses refus, et ce qu'il ne perd pas."""

import pytest
from django.urls import reverse

from dossiersco.campagnes.models import Mef
from dossiersco.dossiers.models import Dossier, Eleve, Personne
from dossiersco.espace_agent.tests.donnees import creer_dossier
from dossiersco.etablissements.droits import Role

ADRESSE = reverse("espace_agent:eleve_nouveau")
MEF = "10010012110"
SAISIE = {
    "nom_de_famille": "Diallo",
    "prenom": "Awa",
    "code_sexe": "2",
    "date_naiss": "2014-03-12",
    "code_pays": "100",
    "commune_naiss": "Lille",
    "code_pays_nat": "100",
    "code_mef": MEF,
    "premier-code_civilite": "2",
    "premier-nom_de_famille": "Diallo",
    "premier-prenom": "Fatou",
    "premier-code_parente": "10",
    "premier-mel": "fatou@exemple.fr",
    "premier-tel_portable": "06 39 98 00 01",
}


@pytest.fixture(autouse=True)
def _sixieme(campagne):
    Mef.objects.create(campagne=campagne, code_mef=MEF, libelle="6EME")


def inscrire(client, **champs):
    return client.post(ADRESSE, {**SAISIE, **champs})


def test_la_secretaire_inscrit_un_eleve_et_tombe_sur_son_dossier(secretaire, campagne):
    reponse = inscrire(secretaire)
    dossier = Dossier.objects.get(campagne=campagne)
    assert reponse.url == reverse("espace_agent:dossier", args=[dossier.pk])
    eleve, mere = dossier.eleve, Personne.objects.get()
    assert (eleve.code_mef, eleve.code_commune_insee_naiss, eleve.photo) == (MEF, "59350", {})
    assert (mere.mel, mere.tel_portable) == ("fatou@exemple.fr", "0639980001")
    page = secretaire.get(reponse.url).content.decode()
    assert "SIECLE ne connaît pas encore cet élève" in page
    assert "a inscrit l’élève" in page


def test_un_second_responsable_commence_se_finit(secretaire):
    reponse = inscrire(secretaire, **{"second-nom_de_famille": "Ba"})
    assert reponse.status_code == 422
    assert "Choisissez le lien." in reponse.content.decode()
    assert not Eleve.objects.exists()


def test_deux_responsables_s_inscrivent_avec_l_eleve(secretaire):
    inscrire(
        secretaire,
        **{
            "second-code_civilite": "1",
            "second-nom_de_famille": "Ba",
            "second-prenom": "Ibou",
            "second-code_parente": "20",
        },
    )
    parentes = Eleve.objects.get().responsables.order_by("rang").values_list("code_parente")
    assert list(parentes) == [("10",), ("20",)]


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"nom_de_famille": ""}, "Cette ligne est vide"),
        ({"date_naiss": "2014-02-31"}, "Cette date n’existe pas"),
        ({"date_naiss": "1914-03-12"}, "un élève a entre 5 et 25 ans"),
        ({"commune_naiss": ""}, "Écrivez la commune de naissance."),
        ({"commune_naiss": "Nulle Part"}, "Nous ne trouvons pas cette commune"),
        ({"commune_naiss": "Saint-Denis"}, "Plusieurs communes conviennent"),
        ({"code_pays": "109"}, "Écrivez la ville de naissance."),
        ({"code_mef": ""}, "Choisissez la formation."),
        ({"id_national": "123"}, "Un INE a 11 caractères"),
        ({"premier-tel_portable": "12"}, "Vérifiez ce numéro"),
        ({"premier-mel": "pas un mel"}, "Vérifiez cette adresse"),
        ({"premier-nom_de_famille": ""}, "Cette ligne est vide"),
    ],
)
def test_une_saisie_impossible_dit_quoi_faire_et_garde_le_reste(secretaire, champs, phrase):
    reponse = inscrire(secretaire, **champs)
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert phrase in page
    assert 'value="Fatou"' in page
    assert not Eleve.objects.exists()


def test_ne_a_l_etranger_la_ville_suffit(secretaire):
    inscrire(secretaire, code_pays="109", commune_naiss="", ville_naiss="Berlin")
    assert (Eleve.objects.get().code_pays, Eleve.objects.get().ville_naiss) == ("109", "Berlin")


def test_appuyer_deux_fois_n_inscrit_qu_un_eleve(secretaire):
    inscrire(secretaire)
    reponse = inscrire(secretaire)
    assert reponse.status_code == 422
    assert "existe déjà dans votre collège" in reponse.content.decode()
    assert Eleve.objects.count() == 1


def test_la_liste_mene_a_l_inscription_a_qui_en_a_le_droit(secretaire, agent, campagne):
    liste = reverse("espace_agent:dossiers")
    assert ADRESSE in secretaire.get(liste).content.decode()
    agent.role = Role.LECTURE
    agent.save()
    assert ADRESSE not in secretaire.get(liste).content.decode()


def test_le_voisin_n_apprend_pas_que_cet_enfant_est_chez_nous(secretaire, voisine):
    creer_dossier(voisine, nom="Diallo", prenom="Awa")
    inscrire(secretaire)
    assert Eleve.objects.count() == 2
