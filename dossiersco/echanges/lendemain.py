"""Le lendemain d'un envoi : les exports frais disent ce que SIECLE en a pris.

Le rapprochement se fait dans les formes de SIECLE : il met les noms en capitales, nous remplaçons
ce que l'ISO-8859-15 n'écrit pas, un téléphone perd ses espaces. Aucune n'est un refus.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.champs import Champ, Cible, Nature, canonique
from dossiersco.dossiers.examen import Examen
from dossiersco.echanges.bilan import colonnes_de
from dossiersco.echanges.lecteurs import Portee, Recu, portee
from dossiersco.echanges.lots import TAILLE_LOT
from dossiersco.echanges.models import ChangementEnvoye, Sort
from dossiersco.siecle.lus import TypeExport
from dossiersco.siecle.valeurs import CaractereImpossible, representable

CIBLES: dict[TypeExport, tuple[Cible, ...]] = {
    TypeExport.ELEVES: (Cible.ELEVE,),
    TypeExport.RESPONSABLES: (Cible.PERSONNE,),
    TypeExport.FICHE_ELEVE: (Cible.ELEVE, Cible.PERSONNE),
}
ECRITS = ("vu_le", "absent_le", "autre_le", "autre")
Pointes = tuple[list[ChangementEnvoye], list[dict[str, Any]]]


@dataclass(frozen=True)
class _Lecture:
    """Un export qui vient d'être appliqué. `exporte_le` : None si le fichier ne le dit pas."""

    exporte_le: datetime | None
    portee: Portee

    def prouve_une_absence(self, changement: ChangementEnvoye) -> bool:
        """Un fichier qui tait un champ, ou d'avant l'envoi, ne dit rien de ce qui a été pris."""
        if self.portee.de_secours:
            return False
        if changement.champ == "adresse" and not self.portee.avec_adresses:
            return False
        return self.exporte_le is None or self.exporte_le >= changement.retour.le


def pointer(campagne: Campagne, recus: Iterable[Recu]) -> Pointes:
    """À appeler une fois l'import appliqué : « vu dans SIECLE », « absent », ou « autre ».

    Ce qui a été vu l'est pour toujours, à moins d'annuler l'import ; le reste est rejugé à chaque
    export. Rend ce qui a bougé, et ce que c'était.
    """
    lectures = _lectures(campagne, recus)
    if not lectures:
        return [], []
    maintenant = timezone.now()
    attendus = (
        ChangementEnvoye.objects.filter(retour__campagne=campagne, vu_le=None)
        .select_related("eleve", "personne", "retour")
        .only(
            *("eleve_id", "personne_id", "champ", "avant", "apres", *ECRITS),
            *("retour__le", "eleve__photo", "personne__photo"),
        )
    )
    # On écrit après avoir tout lu, et sans garder les photos : deux curseurs se gêneraient.
    bouges, avants = [], []
    for attendu in attendus.iterator(chunk_size=TAILLE_LOT):
        avant = colonnes_de(_sans_photo(attendu))
        lecture = lectures.get(attendu.clef[0])
        if lecture and _juger(attendu, lecture, maintenant):
            bouges.append(_sans_photo(attendu))
            avants.append(avant)
    ChangementEnvoye.objects.bulk_update(bouges, ECRITS, batch_size=TAILLE_LOT)
    return bouges, avants


def _sans_photo(attendu: ChangementEnvoye) -> ChangementEnvoye:
    return ChangementEnvoye(pk=attendu.pk, **{nom: getattr(attendu, nom) for nom in ECRITS})


def oublier_les_vus(campagne: Campagne, examens: Iterable[Examen]) -> None:
    """Ce que SIECLE a pris sous ses propres formes (« 3 RUE DES LILAS ») ne repart pas."""
    vus = ChangementEnvoye.objects.filter(retour__campagne=campagne).vus()
    deja = {vu.clef for vu in vus.only("eleve_id", "personne_id", "champ").iterator()}
    for examen in examens:
        examen.acceptes = [
            accepte
            for accepte in examen.acceptes
            if accepte.clef not in deja or not pareil(accepte.champ, accepte.avant, accepte.apres)
        ]


def pareil(champ: Champ, une: Any, autre: Any) -> bool:
    """Vrai de deux valeurs que SIECLE ne distinguerait pas ; un accent, il le distingue."""
    return _forme(champ, une) == _forme(champ, autre)


def _forme(champ: Champ, valeur: Any) -> object:
    if champ.nature is Nature.LISTE:
        # L'envoi range les options aux rangs permis : leur numéro n'est pas un choix.
        return {
            (option.get("CODE_MATIERE", ""), option.get("CODE_MODALITE_ELECT", ""))
            for option in valeur or ()
        }
    if champ.nature is Nature.BLOC:
        valeur = {balise: _ecrite(contenu) for balise, contenu in (valeur or {}).items()}
    return canonique(champ, _ecrite(valeur)).upper()


def _ecrite(valeur: Any) -> Any:
    try:
        return representable(valeur) if isinstance(valeur, str) else valeur
    except CaractereImpossible:
        return valeur


def _lectures(campagne: Campagne, recus: Iterable[Recu]) -> dict[Cible, _Lecture]:
    fuseau = ZoneInfo(campagne.etablissement.fuseau)
    return {
        cible: _Lecture(_instant(recu.entete.horodatage, fuseau), portee(recu))
        for recu in recus
        for cible in CIBLES.get(recu.entete.type, ())
    }


def _instant(horodatage: str, fuseau: ZoneInfo) -> datetime | None:
    """« 29/08/2026 09:45:58 », à l'heure du collège."""
    try:
        lu = datetime.strptime(horodatage, "%d/%m/%Y %H:%M:%S").replace(tzinfo=fuseau)
    except ValueError:
        return None
    # SIECLE ne dit pas les millièmes : à la seconde de l'envoi, l'export est d'après.
    return lu + timedelta(seconds=1)


def _juger(attendu: ChangementEnvoye, lecture: _Lecture, maintenant: datetime) -> bool:
    """Pose le sort du changement ; rend s'il a bougé."""
    objet = attendu.eleve or attendu.personne
    champ = attendu.definition
    dit = objet.photo.get(champ.balise) if objet else None
    sort = _sort(attendu, lecture, dit)
    if sort is None or (sort is attendu.sort and (sort is not Sort.AUTRE or dit == attendu.autre)):
        return False
    attendu.vu_le = maintenant if sort is Sort.VU else None
    attendu.absent_le = maintenant if sort is Sort.ABSENT else None
    attendu.autre_le = maintenant if sort is Sort.AUTRE else None
    attendu.autre = dit if sort is Sort.AUTRE else None
    return True


def _sort(attendu: ChangementEnvoye, lecture: _Lecture, dit: Any) -> Sort | None:
    champ = attendu.definition
    if pareil(champ, dit, attendu.apres):
        return Sort.VU
    if not lecture.prouve_une_absence(attendu):
        return None
    return Sort.ABSENT if pareil(champ, dit, attendu.avant) else Sort.AUTRE
