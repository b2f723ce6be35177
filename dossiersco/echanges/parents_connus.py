"""Reconnaître une personne à son enfant et à son nom, faute de PERSONNE_ID.

Seulement quand l'un des deux côtés n'en a pas (la fiche élève, ou le collège qui a inscrit l'élève
lui-même) : deux vrais PERSONNE_ID différents sont deux personnes. Un nom seul ne suffit jamais :
des homonymes ont reçu la lettre d'un autre en 2019. Deux parents d'un même enfant n'ont pas le même
nom et le même prénom.
"""

from collections.abc import Iterator, Mapping

from django.db.models import Q, QuerySet

from dossiersco.dossiers.champs import Cible
from dossiersco.dossiers.creations import photos_d_attente
from dossiersco.dossiers.models import Eleve, Personne, Responsable
from dossiersco.echanges import lecteurs
from dossiersco.echanges.cles import Index
from dossiersco.echanges.lecteurs import Recu
from dossiersco.etablissements.models import Etablissement
from dossiersco.siecle.cles_derivees import MARQUE
from dossiersco.siecle.lus import Anomalie
from dossiersco.siecle.valeurs import comparable

Parent = tuple[int | None, str, str]
"""La clé de l'enfant, le nom et le prénom du parent tels que SIECLE les dit."""


def reconnaitre(
    recu: Recu,
    etablissement: Etablissement,
    eleves_reconnus: Mapping[str, int],
) -> dict[str, int]:
    """PERSONNE_ID lu et inconnu -> la personne de la base qu'il désigne ; vide d'ordinaire.

    `eleves_reconnus` : ELEVE_ID que la fiche élève donne à un élève que SIECLE nomme autrement.
    """
    connus = dict(_connus(recu, etablissement))
    if not connus:
        return {}
    eleves = _index(Eleve.objects.filter(etablissement=etablissement))
    eleves.poser(eleves_reconnus.items())
    personnes = _index(Personne.objects.filter(etablissement=etablissement))
    noms = {
        lue.personne_id: (_nom("NOM_DE_FAMILLE", lue.photo), _nom("PRENOM", lue.photo))
        for lue in lecteurs.lire_personnes(recu, _sans_rien_dire)
        if lue.personne_id not in personnes
    }
    reconnus: dict[str, int] = {}
    pris: set[int] = set()
    for lien in lecteurs.lire_liens(recu, _sans_rien_dire):
        if lien.personne_id not in noms or lien.personne_id in reconnus:
            continue
        personne = connus.get((eleves.get(lien.eleve_id), *noms[lien.personne_id]))
        if personne is not None and personne not in pris:
            pris.add(personne)
            reconnus[lien.personne_id] = personne
    return reconnus


def _connus(recu: Recu, etablissement: Etablissement) -> Iterator[tuple[Parent, int]]:
    personnes = Personne.objects.filter(etablissement=etablissement)
    if not lecteurs.portee(recu).de_secours:
        personnes = personnes.filter(Q(id_siecle__startswith=MARQUE) | Q(id_siecle=None))
    liens = Responsable.objects.filter(personne__in=personnes).values_list(
        "eleve_id",
        "personne_id",
        "personne__id_siecle",
        "personne__photo__NOM_DE_FAMILLE",
        "personne__photo__PRENOM",
    )
    inconnus = Personne.objects.filter(etablissement=etablissement, id_siecle=None)
    attente = photos_d_attente(Cible.PERSONNE, list(inconnus.values_list("pk", flat=True)))
    for eleve, personne, id_siecle, nom, prenom in liens.iterator():
        photo = {"NOM_DE_FAMILLE": nom, "PRENOM": prenom}
        if id_siecle is None:
            photo = attente.get(personne, {})
        yield (eleve, _nom("NOM_DE_FAMILLE", photo), _nom("PRENOM", photo)), personne


def _index(lignes: "QuerySet[Eleve] | QuerySet[Personne]") -> Index:
    return Index(lignes.values_list("id_siecle", "pk").iterator())


def _nom(balise: str, photo: Mapping[str, object]) -> str:
    return comparable(balise, photo.get(balise))


def _sans_rien_dire(_: Anomalie) -> None:
    """Le fichier sera relu pour de bon, et dira alors ce qui ne va pas."""
