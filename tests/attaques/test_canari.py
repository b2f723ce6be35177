"""T-ADR : nul ne lit, par aucune adresse, une coordonnée de la mère ni où vit son enfant."""

import logging

import pytest
from django.core import mail

from dossiersco.dossiers.models import NomEtLien
from dossiersco.messagerie.models import Message
from dossiersco.socle.middleware import ReponsePrivee
from tests.attaques.adresses import LIEUX, noms
from tests.attaques.canaris import TELEPHONES, VUS_DU_COLLEGE, Canaris, semer
from tests.attaques.decor import ATTAQUANTS, Decor, navigateur
from tests.attaques.visite import visiter

GRAINE = 20_260
# La vie scolaire appelle les familles ; les avis, sans nom, se lisent de tout le collège.
LUS_PAR_SON_ROLE = {"un agent sans le droit": {*TELEPHONES, "avis"}}


@pytest.fixture
def canaris(decor: Decor) -> Canaris:
    return semer(decor, GRAINE)


def fuites(decor: Decor, canaris: Canaris, qui: str) -> dict[str, set[str]]:
    vues = visiter(navigateur(decor.compte_de(qui)), decor)
    return {ou: trahi for ou, vu in vues.items() if (trahi := canaris.dans(vu))}


def messages() -> str:
    ecrits = [f"{message.objet}\n{message.corps}" for message in Message.objects.all()]
    return "\n".join([*ecrits, *(parti.message().as_string() for parti in mail.outbox)])


def test_toute_adresse_du_service_est_visitee():
    assert sorted(noms()) == sorted(LIEUX)


@pytest.mark.parametrize("qui", ATTAQUANTS)
def test_rien_ne_porte_un_canari(decor, canaris, qui, caplog):
    """Ni une réponse, ni un message que la visite fait partir, ni un journal bavard."""
    caplog.set_level(logging.DEBUG)
    permis = LUS_PAR_SON_ROLE.get(qui, set())
    vues = fuites(decor, canaris, qui)
    assert {ou: trahi for ou, lu in vues.items() if (trahi := lu - permis)} == {}
    assert canaris.dans(messages()) == set()
    assert canaris.dans(caplog.text) == set()


@pytest.mark.parametrize("qui", ["la mère", "un agent du collège"])
def test_le_journal_ne_dit_rien_meme_de_qui_a_le_droit(decor, canaris, qui, caplog):
    """T-LOG-01."""
    caplog.set_level(logging.DEBUG)
    visiter(navigateur(decor.compte_de(qui)), decor)
    assert canaris.dans(caplog.text) == set()


def test_la_mere_lit_ses_canaris(decor, canaris):
    """Chercher ne prouverait rien si les mots n'étaient pas là."""
    vues = visiter(navigateur(decor.compte_de("la mère")), decor, envoyer=False)
    attendus = VUS_DU_COLLEGE - {"adresse de l’élève"}
    assert canaris.dans("\n".join(vues.values())) >= attendus | {"raison d’un refus", "document"}


def test_le_college_lit_les_canaris(decor, canaris):
    vues = visiter(navigateur(decor.compte_de("un agent du collège")), decor, envoyer=False)
    assert canaris.dans("\n".join(vues.values())) >= VUS_DU_COLLEGE | {"document"}


def test_une_fuite_dans_une_page_serait_vue(decor, canaris, monkeypatch):
    mot = next(iter(canaris.mots))
    monkeypatch.setattr(NomEtLien, "nom", property(lambda _: f"Camille {mot.lower()}"))
    assert fuites(decor, canaris, "l’autre parent")


def test_une_fuite_dans_un_entete_serait_vue(decor, canaris, monkeypatch):
    appeler = ReponsePrivee.__call__

    def bavard(self, request):
        reponse = appeler(self, request)
        reponse["X-Mel"] = next(iter(canaris.mots))
        return reponse

    monkeypatch.setattr(ReponsePrivee, "__call__", bavard)
    assert fuites(decor, canaris, "un anonyme")
