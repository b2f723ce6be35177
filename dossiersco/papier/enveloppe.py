"""L'adresse telle que la fenêtre d'une enveloppe la montre."""

from dossiersco.campagnes.tables import Tables
from dossiersco.dossiers.affichage import lignes_adresse
from dossiersco.dossiers.models import Personne

CIVILITES = {"1": "M.", "2": "Mme"}
SANS_ADRESSE = ["À remettre en main propre"]


def nom(personne: Personne) -> str:
    return f"{CIVILITES.get(personne.code_civilite, '')} {personne}".strip()


def destinataire(personne: Personne, tables: Tables) -> list[str]:
    """Le nom, quatre lignes, la ville, le pays s'il n'est pas la France."""
    return [nom(personne), *(lignes_adresse(personne.adresse, tables) or SANS_ADRESSE)]
