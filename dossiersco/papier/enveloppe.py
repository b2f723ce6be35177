"""L'adresse telle que la fenêtre d'une enveloppe la montre."""

from dossiersco.campagnes.tables import Tables
from dossiersco.dossiers.affichage import lignes_adresse
from dossiersco.dossiers.models import Personne

SANS_ADRESSE = ["À remettre en main propre"]


def destinataire(personne: Personne, tables: Tables) -> list[str]:
    """Le nom, quatre lignes, la ville, le pays s'il n'est pas la France."""
    return [personne.avec_civilite, *(lignes_adresse(personne.adresse, tables) or SANS_ADRESSE)]
