"""Des comptes pour les tests."""

from dossiersco.comptes.models import Compte


def creer_compte(mel: str, mot_de_passe: str) -> Compte:
    """Celui d'un agent ou d'un opérateur : les familles n'ont ni mel ni mot de passe."""
    compte = Compte(mel=mel)
    compte.set_password(mot_de_passe)
    compte.save()
    return compte
