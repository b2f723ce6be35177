"""Quand un responsable déménage, les enfants qui vivaient à son adresse le suivent s'il le dit."""

from collections.abc import Sequence

from dossiersco.dossiers.champs import PAR_NOM, Cible, depuis_photo, differe
from dossiersco.dossiers.models import Eleve, Personne, Trace

ADRESSE_ELEVE = PAR_NOM[Cible.ELEVE]["adresse"]
ADRESSE_PERSONNE = PAR_NOM[Cible.PERSONNE]["adresse"]

Adresse = dict[str, str]


def sous_le_meme_toit(eleve: Eleve, personne: Personne) -> bool:
    """Vrai si, dans SIECLE, l'élève et cette personne partagent le même ADRESSE_ID."""
    sien = personne.photo.get("ADRESSE", {}).get("ADRESSE_ID")
    return bool(sien) and eleve.photo.get("ADRESSE", {}).get("ADRESSE_ID") == sien


def a_demenage(personne: Personne) -> bool:
    return _est_nouvelle(personne.adresse, personne)


def habite_avec(eleve: Eleve, personne: Personne) -> bool:
    """La case, telle qu'elle se présente : cochée tant que cette personne n'a pas dit le contraire.

    Ce que l'autre responsable a écrit de l'adresse de l'élève n'y paraît pas, même par accident :
    comparer les deux adresses confirmerait à qui l'essaie celle qu'il soupçonne.
    """
    if not a_demenage(personne):
        return True
    return not differe(ADRESSE_ELEVE, paroles([eleve], personne)[eleve.pk], personne.adresse)


def paroles(eleves: Sequence[Eleve], personne: Personne) -> dict[int, Adresse]:
    """{id de l'élève: son adresse, d'après cette personne seule} ; celle de SIECLE par défaut."""
    dites = {eleve.pk: depuis_photo(ADRESSE_ELEVE, eleve.photo) for eleve in eleves}
    if a_demenage(personne):
        ecrites = Trace.objects.pour_auteur(personne).filter(eleve__in=dites, champ="adresse")
        for pk, apres in ecrites.values_list("eleve_id", "apres"):
            dites[pk or 0] = ADRESSE_ELEVE.lire(apres)
    return dites


def adresse_dite(eleve: Eleve, personne: Personne, nouvelle: Adresse, *, habite: bool) -> Adresse:
    """L'adresse de l'élève, selon cette personne, quand la sienne devient `nouvelle`."""
    if habite and _est_nouvelle(nouvelle, personne):
        return nouvelle
    siecle: Adresse = depuis_photo(ADRESSE_ELEVE, eleve.photo)
    return siecle


def _est_nouvelle(adresse: Adresse, personne: Personne) -> bool:
    siecle = depuis_photo(ADRESSE_PERSONNE, personne.photo)
    return differe(ADRESSE_PERSONNE, siecle, adresse)
