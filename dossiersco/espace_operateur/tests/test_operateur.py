"""L'espace de l'opérateur : qui entre où, et ce qu'il y voit."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.comptes.models import Compte
from dossiersco.comptes.tests.comptes import creer_compte
from dossiersco.dossiers.models import Dossier
from dossiersco.dossiers.tests.factories import CampagneFactory, EtablissementFactory
from dossiersco.espace_agent.tests.donnees import (
    client_de,
    creer_agent,
    creer_campagne,
    creer_compte_famille,
    creer_dossier,
    dossier_a_traiter,
    responsables,
)
from dossiersco.espace_operateur import urls
from dossiersco.etablissements.droits import Role
from dossiersco.etablissements.models import Etablissement, Visite
from dossiersco.messagerie.models import Message
from dossiersco.ouverture import colleges, essai
from dossiersco.ouverture.colleges import Etat

pytestmark = pytest.mark.django_db
UAI = "0590181B"
MODELE = "dossiersco.etablissements.backends.ParMotDePasse"
# adresse : (statut d'un GET, statut d'un POST vide), pour un opérateur.
MATRICE = {
    "colleges": (200, 405),
    "inscrire": (200, 422),
    "visite": (200, 422),
    "visite_terminer": (405, 302),
}
par_adresse = pytest.mark.parametrize("nom", MATRICE)


@pytest.fixture
def campagne() -> Campagne:
    return creer_campagne(UAI)


@pytest.fixture
def operateur(campagne: Campagne) -> Compte:
    compte = creer_compte("op@exemple.fr", "un mot de passe de test")
    compte.est_operateur = True
    compte.save()
    return compte


@pytest.fixture
def navigateur(client: Client, operateur: Compte) -> Client:
    client.force_login(operateur, backend=MODELE)
    return client


def _adresse(nom: str) -> str:
    return reverse(f"espace_operateur:{nom}", args=[UAI] if nom == "visite" else [])


def _statuts(client: Client, nom: str) -> tuple[int, int]:
    return client.get(_adresse(nom)).status_code, client.post(_adresse(nom)).status_code


def test_toutes_les_adresses_sont_dans_la_matrice():
    assert {motif.name for motif in urls.urlpatterns} == set(MATRICE)


@par_adresse
def test_l_operateur_entre(nom, navigateur):
    assert _statuts(navigateur, nom) == MATRICE[nom]


@par_adresse
@pytest.mark.parametrize("role", list(Role))
def test_aucun_agent_n_entre(nom, role, client, campagne):
    client_de(creer_agent(campagne, role), client)
    assert 403 in _statuts(client, nom)
    assert set(_statuts(client, nom)) <= {403, 405}


@par_adresse
def test_une_famille_n_entre_pas(nom, client, campagne):
    compte = creer_compte_famille(responsables(creer_dossier(campagne))[0])
    client.force_login(compte, backend="dossiersco.comptes.backends.ParCodeAcces")
    assert set(_statuts(client, nom)) <= {403, 405}


@par_adresse
def test_l_anonyme_va_se_connecter(nom, client, campagne):
    reponse = client.get(_adresse(nom))
    assert (reponse.status_code, reponse.url.split("?")[0]) == (302, reverse("connexion_agent"))


@par_adresse
def test_un_operateur_retire_en_cours_de_session_sort_aussitot(nom, navigateur):
    Compte.objects.update(est_operateur=False)
    assert set(_statuts(navigateur, nom)) <= {403, 405}


def test_se_connecter_mene_a_la_liste(client, operateur):
    identifiants = {"mel": operateur.mel, "mot_de_passe": "un mot de passe de test"}
    reponse = client.post(reverse("connexion_agent"), identifiants)
    assert reponse.url == reverse("espace_operateur:colleges")
    assert client.get(reverse("accueil")).url == reverse("espace_operateur:colleges")


def test_la_liste_ne_dit_rien_de_personne(navigateur, campagne):
    dossier_a_traiter(campagne)
    page = navigateur.get(_adresse("colleges")).content.decode()
    assert UAI in page
    assert "MARTIN" not in page.upper() and "06399" not in page


def test_l_etat_d_un_college_se_calcule():
    inscrit = EtablissementFactory()
    pret = CampagneFactory(pas_ouverte=True)
    creer_dossier(pret)
    ouvert, termine = CampagneFactory(), CampagneFactory(fermee=True)
    etats = {s.etablissement.pk: s.etat for s in colleges.page_de_colleges()}
    assert etats == {
        inscrit.pk: Etat.INSCRIT,
        pret.etablissement_id: Etat.PRET,
        ouvert.etablissement_id: Etat.OUVERT,
        termine.etablissement_id: Etat.TERMINE,
    }


def test_l_etat_est_celui_de_la_derniere_campagne(campagne):
    Campagne.objects.create(etablissement=campagne.etablissement, annee=2027)
    (suivi,) = colleges.page_de_colleges()
    assert (suivi.etat, suivi.rentree) == (Etat.INSCRIT, 2027)


def test_les_nombres_sont_ceux_des_dossiers(campagne):
    dossier_a_traiter(campagne)
    creer_dossier(campagne)
    valide = creer_dossier(campagne)
    Dossier.objects.filter(pk=valide.pk).update(etat="valide", valide_le=timezone.now())
    (suivi,) = colleges.page_de_colleges()
    assert (suivi.dossiers, suivi.transmis, suivi.valides) == (3, 2, 1)


def test_la_liste_se_suit_et_se_cherche(navigateur, monkeypatch):
    monkeypatch.setattr("dossiersco.ouverture.colleges.PAR_PAGE", 2)
    monkeypatch.setattr("dossiersco.espace_operateur.colleges.PAR_PAGE", 2)
    for _ in range(3):
        EtablissementFactory(denom_compl="DES ORMES")
    premiere = navigateur.get(_adresse("colleges"), {"q": "ormes"}).context
    assert len(premiere["suivis"]) == 2
    apres = {"q": "ormes", "apres": premiere["suite"]}
    seconde = navigateur.get(_adresse("colleges"), apres).context
    assert (len(seconde["suivis"]), seconde["suite"]) == (1, "")


def test_la_liste_coute_autant_pour_dix_colleges(navigateur, django_assert_max_num_queries):
    for _ in range(10):
        creer_dossier(CampagneFactory())
    with django_assert_max_num_queries(8):
        navigateur.get(_adresse("colleges"))


def test_un_college_d_essai_n_y_est_pas_et_ne_se_visite_pas(navigateur, campagne):
    essai.essayer(campagne)
    copie = Etablissement.objects.get(essai_de=campagne.etablissement)
    assert copie.uai not in navigateur.get(_adresse("colleges")).content.decode()
    assert navigateur.get(reverse("espace_operateur:visite", args=[copie.uai])).status_code == 404


def test_inscrire_cree_le_college_et_envoie_le_lien(navigateur):
    navigateur.post(_adresse("inscrire"), {"uai": "0590182c", "mel": "chef@exemple.fr"})
    assert Etablissement.objects.filter(uai="0590182C").exists()
    assert mail.outbox[0].to == ["chef@exemple.fr"]


def test_une_visite_dit_pourquoi_dure_une_heure_et_previent_la_direction(navigateur, campagne):
    chef = creer_agent(campagne, Role.DIRECTION)
    creer_agent(campagne, Role.SECRETARIAT)
    navigateur.post(_adresse("visite"), {"motif": "Votre import est refusé depuis lundi"})
    visite = Visite.objects.get()
    assert (visite.jusqu_a - visite.le).total_seconds() == 3600
    message = Message.objects.get()
    assert message.destinataire == chef.compte.mel
    assert "op@exemple.fr" in message.corps and "depuis lundi" in message.corps


@pytest.mark.parametrize("motif", ["", "aide"])
def test_sans_raison_pas_de_visite(navigateur, motif):
    assert navigateur.post(_adresse("visite"), {"motif": motif}).status_code == 422
    assert not Visite.objects.exists()


def test_une_seule_visite_a_la_fois(navigateur, campagne):
    voisine = creer_campagne("0590182C")
    navigateur.post(_adresse("visite"), {"motif": "Votre import est refusé"})
    adresse = reverse("espace_operateur:visite", args=["0590182C"])
    navigateur.post(adresse, {"motif": "Le leur aussi, dit-on"})
    assert Visite.objects.en_cours().get().etablissement == voisine.etablissement
