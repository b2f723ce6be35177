"""Ce qui ouvre une porte de plus : réunir un autre collège, s'en séparer, vérifier son portable."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from dossiersco.comptes.models import CodeVerification
from dossiersco.dossiers import moyens, reunions
from dossiersco.dossiers.invitations import donner_acces
from dossiersco.dossiers.models import Personne
from tests.attaques.decor import Decor, compte
from tests.attaques.gestes import Envoi, Geste, famille, mere

PORTABLE = "0639981234"


def code_de(personne: Personne) -> str:
    """Un code neuf : à demander avant d'ouvrir un navigateur, il ferme les sessions."""
    expire_le = timezone.now() + timedelta(days=30)
    with transaction.atomic():
        return donner_acces([personne], expire_le=expire_le)[personne.pk]


def codes_des_deux(decor: Decor) -> str:
    """Celui de l'autre collège ; la mère a le sien."""
    code_de(decor.mere)
    return code_de(decor.voisins.mere)


def reunir(decor: Decor) -> Envoi:
    code = codes_des_deux(decor)
    return mere(relu(decor)), reverse("espace_famille:reunir"), {"code": code}


def separer(decor: Decor) -> Envoi:
    reunie(decor)
    adresse = reverse("espace_famille:separer", args=[decor.voisins.mere.pk])
    return mere(decor), adresse, {}


def reunie(decor: Decor) -> None:
    """La mère a montré le code de l'autre collège : c'est elle aussi là-bas."""
    code = codes_des_deux(decor)
    relu(decor)
    reunions.reunir(compte(decor.mere), code)


def relu(decor: Decor) -> Decor:
    """Le code neuf a changé ce qui lie une session au compte."""
    compte(decor.mere).refresh_from_db()
    compte(decor.voisins.mere).refresh_from_db()
    return decor


def avec_un_portable(decor: Decor) -> None:
    decor.mere.tel_portable = PORTABLE
    decor.mere.save()


def verifier_son_portable(decor: Decor) -> Envoi:
    avec_un_portable(decor)
    sien = compte(decor.mere)
    CodeVerification.objects.create(
        compte=sien,
        canal="sms",
        valeur=PORTABLE,
        empreinte=moyens.empreinte_code(sien, PORTABLE, "123456"),
        expire_le=timezone.now() + moyens.DUREE,
    )
    return mere(decor), famille(decor, "portable"), {"code": "123456"}


def demander_un_sms(decor: Decor) -> Envoi:
    avec_un_portable(decor)
    return mere(decor), famille(decor, "portable_code"), {}


GESTES_D_ENTREE: dict[str, Geste] = {
    "espace_famille:reunir": reunir,
    "espace_famille:separer": separer,
    "espace_famille:portable": verifier_son_portable,
    "espace_famille:portable_code": demander_un_sms,
}
