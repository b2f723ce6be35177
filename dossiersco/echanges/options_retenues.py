"""Les options qui ne partent pas encore : SIECLE ne donne pas à l'élève la formation de la rentrée.

Les lui envoyer les poserait sur une autre formation. Le reste de son dossier part.
"""

from collections.abc import Sequence
from dataclasses import replace

from dossiersco.dossiers.champs import Cible
from dossiersco.dossiers.examen import Examen
from dossiersco.dossiers.formations import options_sans_place
from dossiersco.dossiers.journal import Changement

AVIS = (
    "Les options de {qui} sont celles de sa formation de la rentrée, que SIECLE ne lui donne pas "
    "encore : elles ne partent pas. Changez sa formation dans SIECLE, puis réimportez les élèves."
)


def retenir(examens: Sequence[Examen]) -> tuple[list[Examen], list[str]]:
    """Les examens sans ces options, et un avis par élève concerné."""
    laisses, avis = [], []
    for examen in examens:
        partants = [
            changement for changement in examen.acceptes if not _sont_ses_options(changement)
        ]
        if len(partants) < len(examen.acceptes) and options_sans_place(examen.dossier):
            avis.append(AVIS.format(qui=examen.dossier.eleve))
            laisses.append(replace(examen, acceptes=partants))
        else:
            laisses.append(examen)
    return laisses, avis


def _sont_ses_options(changement: Changement) -> bool:
    return changement.cible is Cible.ELEVE and changement.champ.nom == "options"
