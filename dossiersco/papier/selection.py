"""Les élèves qu'un agent a choisis : ce qui s'imprimerait pour eux, et pour qui rien."""

from dataclasses import dataclass

from django.db.models import Exists

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.models import Dossier, DossierQuerySet
from dossiersco.papier.destinataires import Couples, codes_en_vigueur, liens

AU_PLUS = 2000
PARTI = "l’élève est parti"
VALIDE = "il est déjà inscrit, il n’y a plus à l’inviter"
SANS_PERSONNE = "aucun responsable à qui l’adresser"


@dataclass(frozen=True)
class Selection:
    """`passes` : avec leur raison. `munies` : qui perdrait son code si toutes en recevaient un."""

    pris: list[Dossier]
    passes: list[tuple[Dossier, str]]
    cibles: Couples
    munies: int

    @property
    def personnes(self) -> int:
        return len({personne for _, personne in self.cibles})


def prevoir(campagne: Campagne, dossiers: DossierQuerySet, sorte: str) -> Selection:
    """N'écrit rien. Deux lectures, quel que soit le nombre d'élèves."""
    lus = list(dossiers.select_related("eleve").defer("eleve__photo")[:AU_PLUS])
    empeches = {dossier.pk: raison for dossier in lus if (raison := _empeche(dossier, sorte))}
    a_qui = Dossier.objects.filter(pk__in=[d.pk for d in lus if d.pk not in empeches])
    siens = list(liens(campagne, a_qui).annotate(munie=Exists(codes_en_vigueur())))
    joints = {lien.dossier for lien in siens}
    return Selection(
        pris=[dossier for dossier in lus if dossier.pk in joints],
        passes=[(d, empeches.get(d.pk, SANS_PERSONNE)) for d in lus if d.pk not in joints],
        cibles=[[lien.dossier, lien.personne_id] for lien in siens],
        munies=len({lien.personne_id for lien in siens if lien.munie}),
    )


def _empeche(dossier: Dossier, sorte: str) -> str:
    """Un dossier s'imprime quel que soit son état ; une lettre invite à le remplir."""
    if dossier.eleve.est_parti:
        return PARTI
    return VALIDE if sorte == "lettres" and dossier.etat == Etat.VALIDE else ""
