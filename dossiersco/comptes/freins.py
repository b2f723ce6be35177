"""Combien d'essais manqués, par clé, avant de faire attendre. Un essai réussi ne compte pas.

Tout un collège sort par une seule adresse IP : la limite par adresse laisse passer des centaines de
familles dont quelques-unes se trompent, et arrête un robot qui essaie des codes au hasard.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.crypto import salted_hmac

FENETRE = timedelta(minutes=15)
JOUR = timedelta(days=1)


@dataclass(frozen=True)
class Frein:
    cle: str
    limite: int
    fenetre: timedelta = FENETRE


def _empreinte(nature: str, valeur: str) -> str:
    return salted_hmac(f"dossiersco.comptes.{nature}", valeur, algorithm="sha256").hexdigest()


def pour_un_code(adresse_ip: str) -> tuple[Frein, ...]:
    """Pas de limite commune à tous : elle laisserait un robot fermer la porte aux familles."""
    return (Frein(_empreinte("ip-code", adresse_ip), 60),)


def pour_un_envoi(compte: int) -> tuple[Frein, ...]:
    """Chaque code demandé compte, réussi ou non : une boîte aux lettres ne se noie pas."""
    return (Frein(_empreinte("envoi", str(compte)), 3),)


def pour_un_sms(numero: str, compte: int | None = None) -> tuple[Frein, ...]:
    """Un SMS se paie : par jour, celui qui le demande (s'il est connu) et celui qui le reçoit."""
    freins = (Frein(_empreinte("sms-numero", numero), 5, JOUR),)
    if compte is None:
        return freins
    return (*freins, Frein(_empreinte("sms-compte", str(compte)), 5, JOUR))


def pour_un_lien(ou: str, adresse_ip: str) -> tuple[Frein, ...]:
    return (
        Frein(_empreinte("lien-mel", ou.lower()), 3),
        Frein(_empreinte("lien-ip", adresse_ip), 30),
    )


def pour_un_mot_de_passe(mel: str, adresse_ip: str) -> tuple[Frein, ...]:
    return (Frein(_empreinte("mel", mel.lower()), 8), Frein(_empreinte("ip-mdp", adresse_ip), 60))


def pour_un_telephone(adresse_ip: str) -> tuple[Frein, ...]:
    """Un lien de téléphone ne se devine pas ; qui en essaie plusieurs n'est pas une famille."""
    return (Frein(_empreinte("ip-lien", adresse_ip), 60),)


def pour_un_second_facteur(compte: int) -> tuple[Frein, ...]:
    """Trois codes sur un million sont bons à la fois : cinq essais par quart d'heure suffisent."""
    return (Frein(_empreinte("second-facteur", str(compte)), 5),)


def pour_un_oubli(mel: str, adresse_ip: str) -> tuple[Frein, ...]:
    return (
        Frein(_empreinte("oubli-mel", mel.lower()), 3),
        Frein(_empreinte("oubli-ip", adresse_ip), 30),
    )


def pour_une_inscription(uai: str, adresse_ip: str) -> tuple[Frein, ...]:
    """Un collège n'est pas noyé de messages ; un robot n'en fait pas partir à tous les collèges."""
    return (Frein(_empreinte("uai", uai), 2), Frein(_empreinte("ip-uai", adresse_ip), 10))


def pour_une_activation(adresse_ip: str) -> tuple[Frein, ...]:
    return (Frein(_empreinte("ip-activation", adresse_ip), 30),)
