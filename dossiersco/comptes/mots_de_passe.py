"""Un mot de passe long peut être connu : la liste de Django, où presque rien n'a 15 caractères,
sert donc à reconnaître un mot de passe répandu que l'on a rallongé.

Rien n'est demandé au réseau : ni le mot de passe ni son empreinte ne sortent du serveur.
"""

from functools import cached_property
from itertools import pairwise
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

SIGNES_MINIMUM = 6
MORCEAUX_MAXIMUM = 3
# Les rangées des claviers français et anglais : le doigt y glisse sans rien choisir.
RANGEES = ("azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890")
VOISINES = frozenset(
    paire for rangee in RANGEES for sens in (rangee, rangee[::-1]) for paire in pairwise(sens)
)
GLISSE = 2 / 3
CONSEIL = "Assemblez quatre ou cinq mots sans rapport entre eux."


class PasUnMotDePasseRallonge:
    """Refuse un mot de passe connu, répété, suivi de chiffres, ou collé à un ou deux autres."""

    @cached_property
    def _connus(self) -> frozenset[str]:
        return frozenset(CommonPasswordValidator().passwords)

    def validate(self, password: str, user: Any = None) -> None:
        nu = "".join(signe for signe in password.lower() if signe.isalnum())
        if len(set(nu)) < SIGNES_MINIMUM:
            raise ValidationError(f"Ce mot de passe répète trop les mêmes signes. {CONSEIL}")
        if _part_voisine(nu) >= GLISSE:
            raise ValidationError(f"Ce mot de passe suit les touches du clavier. {CONSEIL}")
        mel = getattr(user, "mel", None) or ""
        sans_soi = nu.replace(_lettres(mel.partition("@")[0]), "") if mel else nu
        if self._se_decoupe(sans_soi, MORCEAUX_MAXIMUM):
            raise ValidationError(
                f"Ce mot de passe est fait de mots de passe très répandus. {CONSEIL}"
            )

    def get_help_text(self) -> str:
        return "Pas un mot de passe répandu que l’on aurait rallongé ou répété."

    def _se_decoupe(self, reste: str, morceaux: int) -> bool:
        if not reste or reste.isdigit() or reste in self._connus:
            return True
        if morceaux == 1:
            return False
        return any(
            self._se_decoupe(reste[coupe:], morceaux - 1)
            for coupe in range(1, len(reste))
            if reste[:coupe] in self._connus or reste[:coupe].isdigit()
        )


def _part_voisine(nu: str) -> float:
    """Entre 0 et 1 : combien de touches suivent leur voisine."""
    paires = list(pairwise(nu))
    return sum(paire in VOISINES for paire in paires) / len(paires) if paires else 0


def _lettres(texte: str) -> str:
    return "".join(signe for signe in texte.lower() if signe.isalnum())
