"""Aucune saisie ne casse une page : ni un nombre absurde, ni un octet nul, ni un corps tordu.

Le client lève ce qu'une vue laisse passer : une page 500 fait échouer le test.
"""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiersco.espace_famille.tests.pages import champs
from tests.attaques.adresses import chemins, siennes
from tests.attaques.canaris import octets
from tests.attaques.decor import Decor, navigateur

ABSURDES = [
    "9" * 30,
    "9" * 5000,
    "-1",
    "٣",
    "\x00",
    "\ufffd\ud7ff",
    "' OR 1=1 --",
    "A" * 10_000,
    "0_9999-12-31T23:59:59-12:00_1",
    "0_0001-01-01T00:00:00+12:00_1",
    f"{'9' * 5000}_2026-01-01T00:00:00+00:00_{'9' * 30}",
    "0001-01-01",
    "31/02/2014",
    "eyJhIjoxfQ:1xV0ng:mlavRmi8bv3YlGU2Gy-KcWUgyGkeSOdubafsV8qPfME",
]
QUI = ["la mère", "un agent du collège", "un anonyme"]
# Où chacun envoie n'importe quoi, et ce qui se demande par GET.
ESPACES = {"la mère": "espace_famille", "un agent du collège": "espace_agent", "un anonyme": ""}
LISTES = {"espace_agent:file", "espace_agent:dossiers", "espace_famille:accueil", "accueil"}
SANS_SAISIE = {f"espace_famille:{nom}" for nom in ("dossier", "recu", "piece", "piece_retirer")}
SANS_SAISIE |= {f"espace_agent:{nom}" for nom in ("dossier", "retour", "retour_fichier", "droits")}
SANS_SAISIE |= {f"espace_agent:{nom}" for nom in ("piece", "invitations", "accueil", "code_remis")}
# Ce que les vues lisent hors des formulaires.
CLEFS = ("apres", "nom", "etat", "piece", "clef", "empreinte", "personne", "suivant", "ecran")
CLEFS += ("attendue", "vu", "code", "mel", "message", "precision", "motif", "dernier_envoi", "note")


@pytest.mark.parametrize("qui", ["la mère", "un agent du collège", "un anonyme"])
def test_une_valeur_absurde_ne_casse_rien(decor: Decor, qui: str):
    """Dans chaque paramètre lu, et trois fois pour ceux qui forment une liste."""
    client = navigateur(decor.compte_de(qui))
    lues = {n: c for n, c in siennes(decor, ESPACES[qui]).items() if n not in SANS_SAISIE}
    for absurde in ABSURDES:
        tout = dict.fromkeys(CLEFS, [absurde] * 3)
        for nom, chemin in lues.items():
            demander(client, "get" if nom in LISTES else "post", chemin, tout)


@pytest.mark.parametrize("etape", ["eleve", "moi", "regime", "revue"])
def test_un_champ_absurde_se_corrige(decor: Decor, etape: str):
    """Tous à la fois, puis un seul, le reste étant juste : rien d'illisible n'entre."""
    client = navigateur(decor.compte_de("la mère"))
    adresse = reverse(f"espace_famille:{etape}", args=[decor.dossier.pk])
    saisis = champs(client.get(adresse))
    for rang, absurde in enumerate(ABSURDES):
        un_seul = list(saisis)[rang % len(saisis)]
        for faux in (saisis, [un_seul]):
            envoi = {**saisis, **dict.fromkeys(faux, absurde)}
            assert demander(client, "post", adresse, envoi) in {302, 422}
    assert demander(client, "get", adresse, {}) == 200


@pytest.mark.parametrize("grand", ["9" * 18, "9" * 19, "9" * 30, "0"], ids=len)
def test_un_numero_absurde_dans_l_adresse_n_existe_pas(decor: Decor, grand: str):
    """En premier, en second, et à la place des deux."""
    for qui in QUI[:2]:
        client = navigateur(decor.compte_de(qui))
        vrais = set(siennes(decor, ESPACES[qui]).values())
        faux = {re.sub(r"/\d+/", f"/{grand}/", chemin, count=n) for chemin in vrais for n in (0, 1)}
        faux |= {re.sub(r"/\d+/(\w*/?)$", rf"/{grand}/\1", chemin) for chemin in vrais}
        for chemin in faux - vrais:
            for methode in ("get", "post"):
                assert demander(client, methode, chemin, {}) in {404, 405}


def test_un_numero_de_cinq_mille_chiffres_non_plus(client, decor):
    for espace in ("famille/dossier", "agent/dossiers", "agent/pieces"):
        assert client.get(f"/{espace}/{'9' * 5000}/").status_code == 404


CORPS = {
    "JSON": ("application/json", json.dumps({"exact": True}).encode()),
    "frontière absente": ("multipart/form-data", b"rien"),
    "frontière fausse": ("multipart/form-data; boundary=x", b"--y\r\n\r\n--y--"),
    "coupé": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="n'),
    "mille champs": ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 1500)),
    "encodage inconnu": ("application/x-www-form-urlencoded; charset=utf-7", b"nom=+AGE-"),
    "octets": ("application/octet-stream", b"\x00\xff" * 50),
    "mal encodé": ("application/x-www-form-urlencoded", b"nom=%ff%fe%00&exact=%"),
}


@pytest.mark.parametrize("quoi", CORPS)
def test_un_corps_tordu_ne_casse_rien(decor: Decor, quoi: str):
    genre, contenu = CORPS[quoi]
    for qui in QUI:
        client = navigateur(decor.compte_de(qui))
        for chemin in siennes(decor, ESPACES[qui]).values():
            reponse = client.generic("POST", chemin, contenu, content_type=genre)
            reponse.close()
            assert reponse.status_code < 500


@pytest.mark.parametrize("methode", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_une_methode_inattendue_est_refusee(decor: Decor, methode: str):
    for qui in QUI:
        client = navigateur(decor.compte_de(qui))
        for _, chemin in chemins(decor):
            assert client.generic(methode, chemin).status_code in {302, 403, 404, 405}


def demander(client: Client, methode: str, chemin: str, donnees: dict[str, Any]) -> int:
    reponse = getattr(client, methode)(chemin, donnees)
    octets(reponse)
    assert reponse.status_code < 500
    return reponse.status_code
