"""4.2 : appuyer cinq fois ne fait pas cinq choses. Chaque geste qui écrit, sur chaque écran."""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.db import transaction

from dossiersco.comptes.models import CodeAcces
from dossiersco.dossiers.models import Delegation
from dossiersco.echanges.models import Import
from dossiersco.listes.models import Extraction
from dossiersco.pieces.models import LienTelephone, Televersement
from tests.attaques.adresses import chemins
from tests.attaques.decor import Decor, dresser
from tests.attaques.effets import base, nombres
from tests.attaques.gestes import envoyer, remettre_un_code, secretaire
from tests.attaques.tous_les_gestes import GESTES

FOIS = 5
# Les portes d'entrée : y frapper se compte, c'est le frein (`test_portes.py`).
PORTES = {
    *("acces_par_code", "acces_par_lien", "connexion_agent", "deconnexion"),
    *("espace_famille:lien", "espace_famille:entrer"),
    *("second_facteur", "second_facteur_poser"),
    *("espace_agent:activation", "espace_agent:courriel", "espace_agent:oubli"),
    # Fermer toutes ses séances : il n'en reste rien à rejouer.
    "espace_agent:compte_partout",
    # N'écrit que dans la session : le secret que la page suivante propose.
    "espace_agent:compte_facteur",
    # Deux messages au plus par collège (`espace_public/tests/test_inscrire.py`,
    # `test_au_dela_du_frein_la_reponse_ne_change_pas_mais_rien_ne_part`).
    "espace_public:inscrire",
}
# Ce geste n'écrit que dans la session (`test_aide.py` le rejoue).
EN_SESSION = {"espace_famille:aide"}
# N'écrit rien du tout : le HTML d'un texte, pour le voir en le tapant.
N_ECRIT_RIEN = {"espace_agent:apercu"}
# Chaque appui compte, c'est son sens : il tourne le document d'un quart, ou refait l'essai à neuf.
# Aucune ligne ne s'ajoute pour autant.
TOURNENT = {"espace_agent:piece_tourner", "espace_agent:essai_commencer"}
# Ce que le geste tient lui-même en registre : chaque dépôt, chaque code remis y a sa ligne.
REGISTRES = {
    "espace_agent:code_remis": {CodeAcces._meta.label},
    "espace_agent:saisir": {Delegation._meta.label},
    "espace_agent:liste_demander": {Extraction._meta.label},
    "espace_agent:siecle": {Import._meta.label},
    "espace_famille:televersement": {Televersement._meta.label},
    "espace_famille:telephone_envoi": {Televersement._meta.label},
    "espace_famille:telephone_inviter": {LienTelephone._meta.label},
}
SUIVIS = (
    "dossiers.Dossier",
    "dossiers.Eleve",
    "dossiers.Personne",
    "dossiers.Signature",
    "dossiers.Trace",
    "messagerie.Message",
    "pieces.PieceJointe",
    "etablissements.Etablissement",
)


@pytest.fixture(scope="module")
def terrain(django_db_setup, django_db_blocker) -> Iterator[Decor]:
    """Dressé une fois : la transaction de chaque test s'ouvre dans celle-ci.

    Seulement ici, où l'on ne compare que la base : les courriels du décor, eux, ne restent pas.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield dresser()
        transaction.set_rollback(True)


@pytest.fixture
def decor(terrain, db) -> Decor:
    return deepcopy(terrain)


def test_tout_geste_qui_ecrit_est_rejoue(decor):
    client = secretaire(decor)
    permises = {nom: client.put(chemin)["Allow"] for nom, chemin in chemins(decor)}
    ecrivent = {nom for nom, methodes in permises.items() if "POST" in methodes}
    assert ecrivent - PORTES - EN_SESSION - N_ECRIT_RIEN == set(GESTES)


@pytest.mark.parametrize("nom", GESTES)
def test_plusieurs_envois_ne_font_qu_un_effet(decor, nom):
    client, adresse, envoi = GESTES[nom](decor)
    avant = base()
    assert envoyer(client, adresse, envoi) in {200, 204, 302}
    une_fois, lignes = base(), nombres()
    assert une_fois != avant
    for _ in range(FOIS - 1):
        assert envoyer(client, adresse, envoi) < 500
    en_registre = REGISTRES.get(nom, set())
    suivis = set() if nom in TOURNENT else set(SUIVIS) - en_registre
    ensuite = base()
    assert {suivi: ensuite[suivi] for suivi in suivis} == {
        suivi: une_fois[suivi] for suivi in suivis
    }
    en_trop = {table for table, nombre in nombres().items() if nombre != lignes[table]}
    assert en_trop <= en_registre


def test_plusieurs_codes_remis_n_en_laissent_qu_un_en_vigueur(decor):
    client, adresse, envoi = remettre_un_code(decor)
    for _ in range(FOIS):
        envoyer(client, adresse, envoi)
    siens = CodeAcces.objects.filter(compte=decor.compte_de("la mère"), revoque_le=None)
    assert siens.count() == 1
