"""Les gestes des comptes : remettre un code, compter les essais manqués."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from dossiersco.comptes import codes
from dossiersco.comptes.freins import JOUR, Frein
from dossiersco.comptes.models import CodeAcces, Compte, EchecConnexion


@transaction.atomic
def remettre_codes(
    comptes: Sequence[Compte], *, expire_le: datetime, tires: Mapping[int, str] | None = None
) -> dict[int, str]:
    """Donne un code neuf à chaque compte et révoque l'ancien. Rend {id du compte: code en clair}.

    `tires` : {id du compte: code}, déjà tirés parce que déjà imprimés.

    Les sessions ouvertes avec l'ancien code s'éteignent : une lettre perdue ne sert plus à rien.

    Le code en clair n'existe que dans cette réponse : à l'appelant de l'imprimer ou de l'envoyer.
    """
    CodeAcces.objects.filter(compte__in=comptes, revoque_le=None).update(revoque_le=timezone.now())
    for compte in comptes:
        # Django lie la session à ce champ : le changer ferme toutes celles du compte.
        compte.set_unusable_password()
    Compte.objects.bulk_update(comptes, ["password"], batch_size=200)
    clairs = dict(tires) if tires else {compte.pk: codes.tirer() for compte in comptes}
    CodeAcces.objects.bulk_create(
        [
            CodeAcces(compte_id=pk, empreinte=codes.empreinte(code), expire_le=expire_le)
            for pk, code in clairs.items()
        ],
        batch_size=500,
    )
    return clairs


def retenir_langue(compte: Compte, langue: str) -> None:
    """Celle de ses pages et de ses messages, sur tous ses appareils."""
    Compte.objects.filter(pk=compte.pk).update(langue=langue)


def doit_attendre(freins: Iterable[Frein]) -> bool:
    return any(
        EchecConnexion.objects.recents(frein.fenetre).filter(cle=frein.cle).count() >= frein.limite
        for frein in freins
    )


def noter_echec(freins: Iterable[Frein]) -> None:
    EchecConnexion.objects.filter(le__lt=timezone.now() - JOUR).delete()
    EchecConnexion.objects.bulk_create([EchecConnexion(cle=frein.cle) for frein in freins])
