"""Les réglages d'un collège."""

from dossiersco.etablissements.models import Etablissement


def choisir_schema(etablissement: Etablissement, schema: str) -> None:
    """Le schéma des prochains fichiers pour SIECLE ; ceux déjà produits ne changent pas."""
    Etablissement.objects.filter(pk=etablissement.pk).update(schema_retour=schema)
