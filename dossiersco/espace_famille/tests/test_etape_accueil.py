"""Les enfants d'un responsable."""

import pytest
from django.urls import reverse

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.models import Dossier
from dossiersco.dossiers.tests.factories import (
    AgentFactory,
    CampagneFactory,
    CompteFactory,
    DossierFactory,
    SignatureFactory,
    famille_martin,
)
from dossiersco.espace_famille.tests.pages import html, texte

ACCUEIL = "espace_famille:accueil"


def test_un_seul_enfant_mene_droit_a_son_dossier(mere, martin, adresse_de):
    reponse = mere.get(reverse(ACCUEIL))
    assert reponse.url == adresse_de("dossier", martin.dossier)


def test_plusieurs_enfants_sont_presentes_avec_leur_situation(db, connecter):
    famille = famille_martin(prenoms=("Léo", "Nina", "Tom", "Zoé"))
    for dossier, etat in zip(
        famille.dossiers[1:], (Etat.TRANSMIS, Etat.VALIDE, Etat.A_CORRIGER), strict=True
    ):
        Dossier.objects.filter(pk=dossier.pk).update(etat=etat)
        SignatureFactory(dossier=dossier, personne=famille.mere)
    page = texte(connecter(famille.mere).get(reverse(ACCUEIL)))
    assert "Léo MARTIN À confirmer. Relisez le dossier, puis envoyez-le." in page
    assert "Nina MARTIN Envoyé, le collège regarde." in page
    assert "Tom MARTIN Validé." in page
    assert "Zoé MARTIN Le collège vous demande une précision." in page


def test_le_dernier_jour_est_dit(db, connecter):
    famille = famille_martin(prenoms=("Léo", "Nina"))
    Campagne.objects.update(ferme_le="2030-06-01")
    page = texte(connecter(famille.mere).get(reverse(ACCUEIL)))
    assert "au plus tard le 1er juin 2030" in page


def test_chacun_confirme_sa_part(db, connecter):
    """La mère a signé, le dossier est validé : pour le père, il reste à confirmer."""
    famille = famille_martin(prenoms=("Léo", "Nina"))
    Dossier.objects.update(etat=Etat.VALIDE)
    for dossier in famille.dossiers:
        SignatureFactory(dossier=dossier, personne=famille.mere)
    assert "À confirmer" not in texte(connecter(famille.mere).get(reverse(ACCUEIL)))
    assert "À confirmer" in texte(connecter(famille.pere).get(reverse(ACCUEIL)))


def test_l_enfant_d_une_autre_famille_n_y_est_pas(db, connecter):
    famille = famille_martin(prenoms=("Léo", "Nina"))
    DossierFactory(campagne=famille.campagne, eleve__photo__PRENOM="Inconnu")
    assert "Inconnu" not in html(connecter(famille.mere).get(reverse(ACCUEIL)))


def test_le_dossier_de_l_an_dernier_ne_revient_pas(mere, martin, adresse_de):
    ancienne = CampagneFactory(etablissement=martin.campagne.etablissement, annee=2025)
    DossierFactory(campagne=ancienne, eleve=martin.dossier.eleve)
    assert mere.get(reverse(ACCUEIL)).url == adresse_de("dossier", martin.dossier)


def test_un_responsable_sans_dossier_lit_que_faire(mere):
    Dossier.objects.all().delete()
    assert "appelez le secrétariat" in texte(mere.get(reverse(ACCUEIL)))


def test_sans_connexion_on_revient_a_la_porte(client, db):
    assert client.get(reverse(ACCUEIL)).url.startswith(reverse("accueil"))


@pytest.mark.parametrize("compte", [CompteFactory, lambda: AgentFactory().compte])
def test_un_compte_sans_famille_n_entre_pas(client, db, compte):
    client.force_login(compte())
    assert client.get(reverse(ACCUEIL)).status_code == 403


def test_le_bouton_de_deconnexion_est_dans_l_en_tete(mere, martin, adresse_de):
    entete = html(mere.get(adresse_de("dossier", martin.dossier))).split("<main")[0]
    assert f'action="{reverse("deconnexion")}"' in entete
    mere.post(reverse("deconnexion"))
    assert mere.get(reverse(ACCUEIL)).status_code == 302
