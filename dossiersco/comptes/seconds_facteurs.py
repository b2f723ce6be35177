"""Poser, vérifier, retirer le second facteur d'un agent ; ses codes de secours."""

import time
from enum import StrEnum

from django.db import transaction
from django.utils.crypto import salted_hmac

from dossiersco.comptes import codes, freins, totp
from dossiersco.comptes.actions import doit_attendre, noter_echec
from dossiersco.comptes.models import CodeSecours, Compte, SecondFacteur

CODES_DE_SECOURS = 10


class Verdict(StrEnum):
    BON = "bon"
    FAUX = "faux"
    ATTENDRE = "attendre"


def en_a_un(compte: Compte) -> bool:
    return SecondFacteur.objects.filter(compte=compte).exists()


@transaction.atomic
def poser(compte: Compte, graine: str, saisie: str, *, remplacer: bool) -> list[str] | None:
    """Les codes de secours en clair ; rien si le code est faux, ou qu'un autre est déjà posé."""
    Compte.objects.select_for_update().get(pk=compte.pk)
    pas = totp.pas_du_code(totp.secret(graine), _chiffres(saisie), heure=time.time())
    if pas is None or (en_a_un(compte) and not remplacer):
        return None
    SecondFacteur.objects.filter(compte=compte).delete()
    SecondFacteur.objects.create(compte=compte, graine=graine, dernier_pas=pas)
    return renouveler_secours(compte)


@transaction.atomic
def verifier(compte: Compte, saisie: str) -> Verdict:
    """Un code de l'application, ou un code de secours, qui ne servira plus."""
    # La ligne est tenue : des essais lancés ensemble se comptent l'un après l'autre.
    facteur = SecondFacteur.objects.select_for_update().filter(compte=compte).first()
    limites = freins.pour_un_second_facteur(compte.pk)
    if doit_attendre(limites):
        return Verdict.ATTENDRE
    if facteur and (_est_du_moment(facteur, saisie) or _est_de_secours(compte, saisie)):
        return Verdict.BON
    noter_echec(limites)
    return Verdict.FAUX


@transaction.atomic
def retirer(compte: Compte) -> None:
    SecondFacteur.objects.filter(compte=compte).delete()
    CodeSecours.objects.filter(compte=compte).delete()


@transaction.atomic
def renouveler_secours(compte: Compte) -> list[str]:
    """Dix codes neufs, en clair dans cette réponse seulement ; les anciens ne servent plus."""
    clairs = [codes.tirer() for _ in range(CODES_DE_SECOURS)]
    CodeSecours.objects.filter(compte=compte).delete()
    CodeSecours.objects.bulk_create(
        [CodeSecours(compte=compte, empreinte=_empreinte(compte, clair)) for clair in clairs]
    )
    return [codes.presenter(clair) for clair in clairs]


def _est_du_moment(facteur: SecondFacteur, saisie: str) -> bool:
    pas = totp.pas_du_code(totp.secret(facteur.graine), _chiffres(saisie), heure=time.time())
    if pas is None:
        return False
    jamais_servi = SecondFacteur.objects.filter(pk=facteur.pk, dernier_pas__lt=pas)
    return bool(jamais_servi.update(dernier_pas=pas))


def _est_de_secours(compte: Compte, saisie: str) -> bool:
    code = codes.normaliser(saisie)
    secours = CodeSecours.objects.filter(compte=compte, empreinte=_empreinte(compte, code))
    return bool(code and secours.delete()[0])


def _chiffres(saisie: str) -> str:
    """« 123 456 » se tape souvent ainsi, comme l'application l'affiche."""
    return "".join(saisie.split())


def _empreinte(compte: Compte, code: str) -> str:
    sel = "dossiersco.comptes.secours"
    return salted_hmac(sel, f"{compte.pk}:{code}", algorithm="sha256").hexdigest()
