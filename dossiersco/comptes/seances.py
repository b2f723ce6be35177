"""La séance d'un agent : le mot de passe, puis le second facteur, puis douze heures au plus.

Entre les deux, personne n'est connecté : la session ne dit que « ce compte a donné son mot de
passe », dix minutes.
"""

import time
from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from dossiersco.comptes import totp
from dossiersco.comptes.models import Compte, SeanceAgent
from dossiersco.comptes.seconds_facteurs import en_a_un

PORTE = "dossiersco.etablissements.backends.ParMotDePasse"
DUREE_MAXIMUM = timedelta(hours=12)
ATTENTE_MAXIMUM = timedelta(minutes=10)
_ATTENTE, _GRAINE, _OUVERTE_LE, _FORTE = "attente", "graine", "ouverte_le", "second_facteur"


def apres_le_mot_de_passe(request: HttpRequest, compte: Compte) -> str:
    """Le nom de la page qui suit. La session n'est ouverte que si rien d'autre n'est demandé."""
    facteur = en_a_un(compte)
    if not facteur and not settings.SECOND_FACTEUR:
        ouvrir(request, compte, forte=False)
        return compte.espace
    request.session.flush()
    request.session[_ATTENTE] = {
        "compte": compte.pk,
        "empreinte": compte.get_session_auth_hash(),
        "le": time.time(),
    }
    if facteur:
        return "second_facteur"
    proposer_une_graine(request)
    return "second_facteur_poser"


def en_attente(request: HttpRequest) -> Compte | None:
    """Qui a donné son mot de passe ; personne s'il a changé depuis, ou si le compte est fermé."""
    attente: dict[str, Any] = request.session.get(_ATTENTE) or {}
    if time.time() - attente.get("le", 0) > ATTENTE_MAXIMUM.total_seconds():
        return None
    compte = Compte.objects.filter(pk=attente["compte"], is_active=True).first()
    if compte and constant_time_compare(compte.get_session_auth_hash(), attente["empreinte"]):
        return compte
    return None


def proposer_une_graine(request: HttpRequest) -> None:
    request.session[_GRAINE] = totp.tirer_graine()


def graine_proposee(request: HttpRequest) -> str:
    return cast(str, request.session.get(_GRAINE, ""))


def ouvrir(request: HttpRequest, compte: Compte, *, forte: bool) -> None:
    """Une session neuve, toujours : celle d'avant a pu être posée par un autre."""
    request.session.flush()
    login(request, compte, backend=PORTE)
    request.session[_OUVERTE_LE] = time.time()
    request.session[_FORTE] = forte
    # `login` vient de créer la ligne : la clé existe.
    session = Session.objects.get(session_key=request.session.session_key)
    SeanceAgent.objects.create(compte=compte, session=session)


def en_regle(request: HttpRequest) -> bool:
    """Ni trop vieille, ni ouverte sans le second facteur là où il est exigé."""
    ouverte_le = request.session.get(_OUVERTE_LE)
    if ouverte_le is None:
        return not settings.SECOND_FACTEUR
    jeune = time.time() - ouverte_le < DUREE_MAXIMUM.total_seconds()
    return jeune and bool(request.session.get(_FORTE) or not settings.SECOND_FACTEUR)


def fermer_toutes(compte: Compte) -> None:
    Session.objects.filter(seanceagent__compte=compte).delete()
