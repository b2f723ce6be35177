"""Un élève que SIECLE ne cite plus est parti : son dossier se ferme, rien ne s'efface.

S'il revient dans un export, tout reprend où c'était (`import_eleves`). Une DATE_SORTIE passée a le
même effet ; elle se lit dans l'élève, pas ici.
"""

from collections.abc import Iterator, Mapping

from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.models import Dossier, Eleve
from dossiersco.echanges.bilan import Bilan, colonnes_de
from dossiersco.echanges.cles import Ensemble
from dossiersco.echanges.lecteurs import Recu
from dossiersco.echanges.lots import par_lots
from dossiersco.siecle import eleves
from dossiersco.siecle.lus import Anomalie
from dossiersco.siecle.tableur import Tableur

Absents = Mapping[int, tuple[str, str, str]]
"""{id de l'élève: (ELEVE_ID, nom, prénom)}."""


def marquer(campagne: Campagne, recu: Recu, vus: Ensemble, bilan: Bilan) -> None:
    """Ferme les dossiers des élèves que ce fichier devrait citer. `vus` : ceux qu'il cite."""
    absents, connus = {}, 0
    for pk, id_siecle, nom, prenom in _connus(campagne):
        connus += 1
        if pk not in vus:
            absents[pk] = (id_siecle or "", nom, prenom)
    if not absents:
        return
    if prudence := _pas_assez_sur(campagne, recu, bilan) or _trop_d_absents(absents, connus):
        message = (
            f"Élèves connus qui n’y sont pas : {len(absents)}. "
            f"Mais {prudence} : aucun n’est dit parti."
        )
        bilan.signaler(Anomalie(recu.entete.fichier, None, "élèves absents", message, "absents"))
        return
    _fermer(absents, recu, bilan)


def _connus(campagne: Campagne) -> Iterator[tuple[int, str | None, str, str]]:
    """Les élèves présents de la campagne dont SIECLE a déjà parlé."""
    return (
        Dossier.objects.presents()
        .filter(campagne=campagne, eleve__id_siecle__isnull=False)
        .order_by("eleve")
        .values_list("eleve_id", "eleve__id_siecle", "eleve__nom_de_famille", "eleve__prenom")
        .iterator()
    )


def _pas_assez_sur(campagne: Campagne, recu: Recu, bilan: Bilan) -> str:
    """Pourquoi le silence de ce fichier ne veut rien dire ; "" s'il est entier, d'ici et récent."""
    if isinstance(recu, Tableur):
        return "une fiche élève peut ne porter qu’une partie des élèves"
    if recu.entete.annee_scolaire != str(campagne.annee):
        return "le fichier ne dit pas son année"
    ancien = {a.fichier for a in bilan.anomalies if a.code == "fichier_ancien"}
    return "le fichier est plus ancien que le dernier" if recu.entete.fichier in ancien else ""


def _trop_d_absents(absents: Absents, connus: int) -> str:
    if len(absents) * 2 > connus:
        return f"c’est plus de la moitié des {connus} connus et le fichier semble partiel"
    return ""


def _fermer(absents: Absents, recu: Recu, bilan: Bilan) -> None:
    # Un élève que le fichier cite sans qu'on puisse le lire (date illisible) n'est pas parti.
    cites = set() if isinstance(recu, Tableur) else eleves.cites(recu)
    partis = [pk for pk, (id_siecle, _, _) in absents.items() if id_siecle not in cites]
    for lot in par_lots(partis):
        lignes = list(Eleve.objects.filter(pk__in=lot).order_by("pk"))
        avants = [colonnes_de(ligne) for ligne in lignes]
        for ligne in lignes:
            ligne.absent_depuis = timezone.localdate()
        Eleve.objects.bulk_update(lignes, ["absent_depuis"])
        bilan.changes(lignes, avants)
    for pk in partis:
        id_siecle, nom, prenom = absents[pk]
        bilan.signaler(
            Anomalie(
                recu.entete.fichier,
                None,
                f"{prenom} {nom} (ELEVE_ID {id_siecle})",
                "Cet élève n’est plus dans l’export : son dossier est fermé pour sa famille, et "
                "ses réponses sont gardées.",
                "eleve_parti",
            )
        )
