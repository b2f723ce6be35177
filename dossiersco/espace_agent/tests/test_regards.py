"""Deux agents se voient : « Mme Petit regarde ce dossier »."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dossiersco.comptes.tests.comptes import creer_compte
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.models import Regard
from dossiersco.dossiers.regards import regarder
from dossiersco.espace_agent.regards import phrase
from dossiersco.espace_agent.tests.donnees import (
    client_de,
    creer_agent,
    dossier_a_traiter,
    relire,
)
from dossiersco.espace_agent.tests.test_gestes import clef, vu
from dossiersco.etablissements.models import Agent
from dossiersco.ouverture.visites import visiter

FILE = reverse("espace_agent:file")
# La session, le compte, l'agent ; le dossier, l'écriture, les regards des autres.
REQUETES = 5


@pytest.fixture
def collegue(campagne) -> Agent:
    agent = creer_agent(campagne)
    agent.nom = "Mme Petit"
    agent.save()
    return agent


def adresse(dossier, nom="dossier_regarder"):
    return reverse(f"espace_agent:{nom}", args=[dossier.pk])


def lire(client, url):
    return client.get(url).content.decode()


def test_la_page_et_la_file_disent_qui_regarde(secretaire, campagne, collegue):
    dossier = dossier_a_traiter(campagne)
    for url in (FILE, adresse(dossier, "dossier")):
        assert "regarde ce dossier" not in lire(secretaire, url)
    client_de(collegue, Client()).post(adresse(dossier))
    for url in (FILE, adresse(dossier, "dossier")):
        assert "Mme Petit regarde ce dossier." in lire(secretaire, url)


def test_on_ne_se_voit_pas_soi_meme(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    assert secretaire.post(adresse(dossier)).json() == {}
    for url in (FILE, adresse(dossier, "dossier")):
        assert "regarde ce dossier" not in lire(secretaire, url)


def test_regarder_rend_ce_que_les_autres_regardent(secretaire, campagne, collegue):
    sien, autre = dossier_a_traiter(campagne), dossier_a_traiter(campagne)
    regarder(autre, par=collegue)
    dits = secretaire.post(adresse(sien)).json()
    assert dits == {str(autre.pk): "Mme Petit regarde ce dossier."}


def test_passer_a_un_autre_dossier_libere_le_premier(campagne, collegue):
    premier, second = dossier_a_traiter(campagne), dossier_a_traiter(campagne)
    regarder(premier, par=collegue)
    regarder(second, par=collegue)
    assert Regard.objects.get().dossier == second


def test_un_regard_s_eteint_de_lui_meme(secretaire, campagne, collegue):
    dossier = dossier_a_traiter(campagne)
    regarder(dossier, par=collegue)
    Regard.objects.update(vu_le=timezone.now() - timedelta(minutes=2, seconds=1))
    for url in (FILE, adresse(dossier, "dossier")):
        assert "regarde ce dossier" not in lire(secretaire, url)
    regarder(dossier, par=collegue)
    assert "regarde ce dossier" in lire(secretaire, FILE)


def test_un_agent_retire_ne_regarde_plus(secretaire, campagne, collegue):
    regarder(dossier_a_traiter(campagne), par=collegue)
    Agent.objects.filter(pk=collegue.pk).update(actif=False)
    assert "regarde ce dossier" not in lire(secretaire, FILE)


def test_un_autre_college_ne_voit_rien(secretaire, campagne, voisine):
    dossier = dossier_a_traiter(campagne)
    regarder(dossier, par=creer_agent(voisine))
    assert "regarde ce dossier" not in lire(secretaire, FILE)
    assert secretaire.post(adresse(dossier_a_traiter(voisine))).status_code == 404
    assert Regard.objects.count() == 1


def test_un_operateur_en_visite_n_est_jamais_vu(client, secretaire, campagne):
    """Ni script, ni écriture : sa page se lit, et rien n'y dit qu'il la lit."""
    dossier = dossier_a_traiter(campagne)
    compte = creer_compte("op@exemple.fr", "un mot de passe de test")
    compte.est_operateur = True
    compte.save()
    visiter(campagne.etablissement, par=compte, motif="Votre import est refusé")
    visiteur = Client()
    visiteur.force_login(compte, backend="dossiersco.etablissements.backends.ParMotDePasse")
    for url in (FILE, adresse(dossier, "dossier")):
        assert "regards.js" in lire(secretaire, url)
        assert "regards.js" not in lire(visiteur, url)
    assert visiteur.post(adresse(dossier)).status_code == 403
    assert not Regard.objects.exists()


def test_le_suivant_est_un_dossier_que_personne_ne_regarde(secretaire, campagne, collegue):
    un, deux, trois = (dossier_a_traiter(campagne) for _ in range(3))
    assert [fiche.suivant for fiche in secretaire.get(FILE).context["fiches"]] == [
        deux.pk,
        trois.pk,
        None,
    ]
    regarder(deux, par=collegue)
    suivants = [fiche.suivant for fiche in secretaire.get(FILE).context["fiches"]]
    assert suivants == [trois.pk, trois.pk, None]
    regarder(un, par=collegue)
    assert secretaire.get(FILE).context["premiere"].dossier == deux
    # Plus rien de libre derrière : celui d'en dessous, que le collègue regarde.
    regarder(trois, par=collegue)
    assert secretaire.get(FILE).context["fiches"][1].suivant == trois.pk


def test_sans_javascript_un_geste_dit_ou_l_agent_va(secretaire, campagne, agent, collegue):
    un, deux = dossier_a_traiter(campagne), dossier_a_traiter(campagne)
    # Refuser ne fait pas quitter le dossier ; le valider mène au suivant.
    champs = {"clef": clef(un, "tel_portable"), "precision": "Non", "suivant": deux.pk}
    secretaire.post(adresse(un, "dossier_refuser"), vu(un, **champs))
    assert Regard.objects.get().dossier == un
    secretaire.post(adresse(un, "dossier_valider"), vu(un, suivant=deux.pk))
    vue = client_de(collegue, Client())
    assert f"{agent.nom} regarde ce dossier." in lire(vue, adresse(deux, "dossier"))
    assert "regarde ce dossier" not in lire(vue, adresse(un, "dossier"))


@pytest.mark.parametrize("suivant", ["", "9" * 40, "voisin"])
def test_le_suivant_d_un_formulaire_forge_ne_montre_rien(secretaire, campagne, voisine, suivant):
    dossier = dossier_a_traiter(campagne)
    if suivant == "voisin":
        suivant = dossier_a_traiter(voisine).pk
    secretaire.post(adresse(dossier, "dossier_valider"), vu(dossier, suivant=suivant))
    assert relire(dossier).etat == Etat.VALIDE
    assert not Regard.objects.exists()


def test_regarder_tient_en_cinq_requetes(secretaire, campagne, collegue):
    dossier = dossier_a_traiter(campagne)
    regarder(dossier, par=collegue)
    with CaptureQueriesContext(connection) as requetes:
        secretaire.post(adresse(dossier))
    ecrites = [r["sql"] for r in requetes if not r["sql"].startswith(("BEGIN", "SAVE", "RELEASE"))]
    assert len(ecrites) == REQUETES


@pytest.mark.parametrize(
    ("noms", "attendue"),
    [
        ([], ""),
        (["Ana"], "Ana regarde ce dossier."),
        (["Ana", "Bo", "Cy"], "Ana, Bo et Cy regardent ce dossier."),
    ],
)
def test_la_phrase_nomme_chacun(noms, attendue):
    assert phrase(noms) == attendue
