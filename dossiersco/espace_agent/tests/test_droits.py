"""Qui entre où : adresse × méthode × rôle, et l'anonyme, la famille, le voisin."""

import pytest
from django.test import Client
from django.urls import reverse

from dossiersco.equipe.actions import retirer_acces
from dossiersco.espace_agent import droits, urls
from dossiersco.espace_agent.tests.donnees import (
    client_de,
    connecte,
    creer_agent,
    creer_compte_famille,
    responsables,
)
from dossiersco.espace_agent.tests.matrice import (
    CAS,
    MATRICE,
    SANS_PORTE,
    Decor,
    demander,
    sans_trace,
)
from dossiersco.etablissements.droits import Geste, Role, peut
from dossiersco.listes.sortes import SORTES

CONNEXION = reverse("connexion_agent")


def test_toutes_les_adresses_sont_dans_la_matrice():
    assert {motif.name for motif in urls.urlpatterns} == set(MATRICE) | SANS_PORTE


def test_tout_geste_est_dit_en_mots_et_sert_a_un_ecran():
    assert set(droits.EN_MOTS) == set(Geste)
    # Celui d'une liste se vérifie à la demande : l'écran des listes est commun.
    des_listes = {sorte.geste for sorte in SORTES.values()}
    assert {ligne.geste for _, ligne in CAS} | des_listes == set(Geste)


@pytest.mark.parametrize("role", list(Role))
def test_chaque_role_n_a_que_ses_gestes(role, client, campagne, decor):
    statuts, attendus = {}, {}
    for nom, ligne in CAS:
        cas = f"{nom}-{ligne.methode}"
        attendus[cas] = ligne.statut if peut(role, ligne.geste) else 403
        with sans_trace():
            client_de(creer_agent(campagne, role), client)
            statuts[cas] = demander(client, nom, ligne, decor).status_code
    assert statuts == attendus


def test_l_autre_methode_est_refusee(client, campagne, decor):
    direction = creer_agent(campagne, Role.DIRECTION)
    statuts, attendus = {}, {}
    for nom, ligne in CAS:
        autre = {"get": "post", "post": "get"}[ligne.methode]
        permises = {variante.methode: variante.statut for variante in MATRICE[nom]}
        attendus[nom, autre] = permises.get(autre, 405)
        with sans_trace():
            client_de(direction, client)
            statuts[nom, autre] = demander(client, nom, ligne, decor, autre).status_code
    assert statuts == attendus


def passent(client: Client, decor: Decor) -> dict[str, int]:
    """{cas: statut} de ce qui ne renvoie pas à la page de connexion. Rien n'y est donc écrit."""
    reponses = {f"{nom}-{ligne.methode}": demander(client, nom, ligne, decor) for nom, ligne in CAS}
    return {
        cas: reponse.status_code
        for cas, reponse in reponses.items()
        if reponse.status_code != 302 or not reponse.url.startswith(CONNEXION)
    }


def test_l_anonyme_va_se_connecter(client, decor):
    assert passent(client, decor) == {}


def test_une_famille_n_entre_pas(client, decor):
    compte = creer_compte_famille(responsables(decor.dossier)[0])
    client.force_login(compte, backend="dossiersco.comptes.backends.ParCodeAcces")
    assert passent(client, decor) == {}


def test_l_agent_d_un_autre_college_ne_trouve_rien(client, voisine, decor):
    voisin = creer_agent(voisine, Role.DIRECTION)
    for nom, ligne in CAS:
        with sans_trace():
            reponse = demander(client_de(voisin, client), nom, ligne, decor)
        assert reponse.status_code == (404 if ligne.objet(decor) else ligne.statut), nom
        # Une île porte leur nom dans la liste des pays.
        assert "MARTIN" not in reponse.content.decode().replace("SAINT-MARTIN", ""), nom


def test_un_acces_retire_en_pleine_seance_cesse_sur_toute_adresse(campagne, decor):
    """Connecté pour de bon ; l'autre direction le retire ; ni page, ni envoi, ni fichier."""
    direction, retire = (creer_agent(campagne, Role.DIRECTION) for _ in range(2))
    client = connecte(retire)
    assert client.get(reverse("espace_agent:droits")).status_code == 200
    retirer_acces(retire, par=direction)
    assert passent(client, decor) == {}


@pytest.mark.parametrize("quoi", ["agent", "compte"])
def test_un_agent_desactive_va_se_connecter(quoi, secretaire, agent, decor):
    if quoi == "agent":
        agent.actif = False
        agent.save()
    else:
        agent.compte.is_active = False
        agent.compte.save()
    assert passent(secretaire, decor) == {}


def test_un_agent_en_regle_passe(secretaire, decor):
    """Sans quoi `passent` ne verrait rien."""
    assert len(passent(secretaire, decor)) > len(CAS) / 2


def test_un_droit_retire_en_cours_de_session_cesse_aussitot(secretaire, agent, decor):
    adresse = reverse("espace_agent:piece", args=[decor.piece.pk])
    assert demander(secretaire, "piece", MATRICE["piece"][0], decor).status_code == 200
    agent.role = Role.LECTURE
    agent.save()
    assert secretaire.get(adresse).status_code == 403


@pytest.mark.parametrize("role", list(Role))
def test_le_menu_ne_mene_qu_a_des_ecrans_permis(role, client, campagne):
    agent = creer_agent(campagne, role)
    menu = client_de(agent, client).get(reverse("espace_agent:droits")).context["menu"]
    assert menu
    assert {client.get(ecran["adresse"]).status_code for ecran in menu} == {200}


def test_la_page_des_droits_dit_la_table(secretaire):
    lignes = secretaire.get(reverse("espace_agent:droits")).context["lignes"]
    assert {ligne["geste"]: ligne["permis"] for ligne in lignes}[droits.EN_MOTS[Geste.DECIDER]] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("role", list(Role))
def test_la_connexion_mene_tout_role_a_un_ecran_permis(client, campagne, role):
    client_de(creer_agent(campagne, role), client)
    assert client.get(reverse("accueil"), follow=True).status_code == 200
