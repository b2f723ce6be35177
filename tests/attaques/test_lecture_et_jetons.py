"""T-CSRF-01 : aucune lecture n'écrit, aucune écriture sans jeton. Et ce que toute réponse porte."""

import pytest
from django.test import Client
from django.urls import reverse

from conftest import ClientEnLecture
from tests.attaques.adresses import chemins, corps
from tests.attaques.decor import navigateur
from tests.attaques.effets import base

TOUS = ["la mère", "un agent du collège", "un anonyme"]


@pytest.mark.parametrize("qui", TOUS)
def test_aucun_get_n_ecrit(decor, qui):
    """Le client refuse tout SQL d'écriture ; une vue réservée à POST répond 405."""
    client, avant = navigateur(decor.compte_de(qui)), base()
    assert isinstance(client, ClientEnLecture)
    for _, chemin in chemins(decor):
        # Un robot suit aussi les liens avec des paramètres : aucun n'ouvre ni ne change rien.
        client.get(f"{chemin}?resp_legal=1&valider=1&code=4F7K9M2PX3WD&method=POST").close()
        client.head(chemin).close()
    assert base() == avant


@pytest.mark.parametrize("qui", TOUS)
def test_aucun_post_sans_jeton_n_ecrit(decor, qui):
    client, avant = navigateur(decor.compte_de(qui), Client, enforce_csrf_checks=True), base()
    statuts = {nom: client.post(chemin, corps(decor)).status_code for nom, chemin in chemins(decor)}
    assert set(statuts.values()) <= {302, 403, 405}
    assert base() == avant
    if qui != "un anonyme":
        assert 302 not in statuts.values()


def test_la_methode_ne_se_deguise_pas(decor):
    """Ni paramètre `_method`, ni en-tête : un GET reste un GET."""
    client, avant = navigateur(decor.compte_de("un agent du collège")), base()
    valider = reverse("espace_agent:dossier_valider", args=[decor.dossier.pk])
    client.get(f"{valider}?_method=POST", headers={"X-HTTP-Method-Override": "POST"})
    assert base() == avant


@pytest.mark.parametrize("qui", TOUS)
def test_toute_reponse_se_protege(decor, qui):
    """Page, refus, document, erreur : politique stricte, pas de cadre, pas de copie en cache."""
    client = navigateur(decor.compte_de(qui), Client, enforce_csrf_checks=True)
    for _, chemin in chemins(decor):
        for reponse in (client.get(chemin), client.post(chemin)):
            reponse.close()
            _verifier(chemin, reponse)


def _verifier(chemin: str, reponse) -> None:
    politique = reponse["Content-Security-Policy"]
    assert "default-src 'none'" in politique or politique.startswith("sandbox"), chemin
    assert "unsafe" not in politique
    assert reponse["X-Frame-Options"] == "DENY"
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Referrer-Policy"] == "same-origin"
    if chemin.startswith(("/famille/", "/agent/", "/acces/", "/connexion/")):
        assert "no-store" in reponse.get("Cache-Control", "no-store" * (reponse.status_code == 403))


def test_une_adresse_d_ailleurs_ne_sert_pas_de_suite(client, decor):
    """`?next=` : se connecter ramène chez nous, jamais ailleurs."""
    for ailleurs in ("//exemple.fr", "https://exemple.fr/", "/\\exemple.fr"):
        reponse = client.get("/famille/", {"next": ailleurs})
        assert reponse.status_code == 302
        assert reponse.url.startswith("/?next=/famille/")


def test_la_boite_de_demonstration_n_existe_pas_ailleurs(client, decor):
    """Elle montre tous les courriers, codes compris, sans demander qui lit."""
    assert client.get("/boite/").status_code == 404


@pytest.mark.parametrize(
    "chemin",
    [
        "/media/",
        "/pieces/",
        "/retours/",
        "/var/pieces/",
        "/statique/../var/dossiersco.sqlite3",
        "/statique/%2e%2e/%2e%2e/config/settings.py",
        "/.git/config",
        "/static/admin/",
        "/admin/",
    ],
)
def test_rien_ne_sert_les_fichiers_du_serveur(client, db, chemin):
    """L8 : en 2019, les exports de SIECLE dormaient sous `public/`."""
    assert client.get(chemin).status_code == 404
