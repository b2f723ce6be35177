"""La connexion d'un responsable : son code, et rien d'autre."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest
from django.utils import timezone

from dossiersco.comptes import codes
from dossiersco.comptes.models import CodeAcces, Compte


class ParCodeAcces(BaseBackend):
    def authenticate(
        self, request: HttpRequest | None, code_acces: str | None = None, **_: Any
    ) -> Compte | None:
        code = codes.normaliser(code_acces or "")
        trouve = (
            CodeAcces.objects.en_vigueur(timezone.now())
            .filter(empreinte=codes.empreinte(code))
            .select_related("compte")
            .first()
        )
        return trouve.compte if trouve else None

    def get_user(self, user_id: int) -> Compte | None:
        return Compte.objects.filter(pk=user_id, is_active=True).first()
