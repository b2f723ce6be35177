"""T-PERM-MATRIX, côté familles : chaque adresse × chaque personne, sur le dossier des Martin.

Le voisin d'à côté reçoit 404, pas 403 : il n'apprend pas que le dossier existe.
"""

import pytest
from django.urls import reverse

from dossiersco.espace_famille import urls
from tests.attaques.adresses import corps
from tests.attaques.decor import Decor, navigateur
from tests.attaques.effets import base

SEUL = ("un simple contact", "une autre famille", "une famille d’un autre collège")
# Qui n'a rien à faire là : ce qu'il reçoit, quelle que soit l'adresse.
DEHORS = {**dict.fromkeys(SEUL, 404), "un agent du collège": 403, "un anonyme": 302}

# Adresse -> méthode -> (la mère, l'autre parent). 405 : la méthode n'existe pour personne.
MATRICE = {
    "dossier": {"get": (200, 200), "post": (405, 405)},
    "eleve": {"get": (200, 200), "post": (422, 422)},
    "moi": {"get": (200, 200), "post": (422, 422)},
    "options": {"get": (200, 200), "post": (302, 302)},
    "regime": {"get": (200, 200), "post": (422, 422)},
    # Le père n'a pas déménagé : on ne lui demande pas de justificatif.
    "pieces": {"get": (200, 200), "post": (302, 302)},
    "piece": {"get": (200, 404), "post": (405, 405)},
    "piece_retirer": {"get": (405, 405), "post": (302, 404)},
    "revue": {"get": (200, 200), "post": (422, 422)},
    "recu": {"get": (200, 200), "post": (405, 405)},
    "avis": {"get": (405, 405), "post": (302, 302)},
}
CAS = [(nom, methode) for nom, methodes in MATRICE.items() for methode in methodes]


def attendu(nom: str, methode: str, qui: str) -> int:
    mere, pere = MATRICE[nom][methode]
    if mere == 405 and qui != "un anonyme":
        return 405
    return {"la mère": mere, "l’autre parent": pere, **DEHORS}[qui]


def demander(decor: Decor, nom: str, methode: str, qui: str) -> int:
    arguments = [decor.dossier.pk, *([decor.piece.pk] if nom.startswith("piece_") else [])]
    if nom == "piece":
        arguments.append(decor.piece.pk)
    adresse = reverse(f"espace_famille:{nom}", args=arguments)
    client = navigateur(decor.compte_de(qui))
    envoi = {} if methode == "get" else corps(decor) | {"commune": "Ailleurs"}
    reponse = getattr(client, methode)(adresse, envoi)
    reponse.close()
    return reponse.status_code


def test_toutes_les_adresses_des_familles_sont_dans_la_matrice():
    assert {motif.name for motif in urls.urlpatterns} == {"accueil", *MATRICE}


@pytest.mark.parametrize("qui", ["la mère", "l’autre parent", *DEHORS])
def test_chacun_ne_recoit_que_ce_qui_est_a_lui(decor, qui):
    recus = {(nom, methode): demander(decor, nom, methode, qui) for nom, methode in CAS}
    assert recus == {(nom, methode): attendu(nom, methode, qui) for nom, methode in CAS}


@pytest.mark.parametrize("qui", DEHORS)
def test_qui_est_dehors_n_ecrit_rien(decor, qui):
    avant = base()
    for nom, methode in CAS:
        demander(decor, nom, methode, qui)
    assert base() == avant


def test_l_autre_parent_n_ecrit_rien_de_ce_qui_est_a_la_mere(decor):
    """T-DOS-03 : sa fiche, ses écritures, ses documents, ses signatures."""
    avant = base(de=decor.mere)
    for nom, methode in CAS:
        demander(decor, nom, methode, "l’autre parent")
    assert base(de=decor.mere) == avant
