"""Les régimes qu'un collège sert vraiment : la nomenclature en liste vingt, c'est trop à lire."""

from django.db.models.fields.json import KT

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.models import Eleve


def regimes_servis(campagne: Campagne) -> set[str]:
    """Ceux qu'au moins un élève a dans SIECLE."""
    codes = (
        Eleve.objects.filter(dossiers__campagne=campagne)
        # En texte : lu en JSON, SQLite ferait de "24" un nombre.
        .annotate(code=KT("photo__CODE_REGIME"))
        .values_list("code", flat=True)
        .distinct()
    )
    return {code for code in codes if code}
