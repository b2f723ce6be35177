"""Un petit collège fictif, importé pour de bon, ouvert et invité : le décor des parcours."""

from dataclasses import dataclass
from pathlib import Path

from dossiersco.campagnes.actions import ouvrir
from dossiersco.campagnes.models import Campagne
from dossiersco.comptes import codes
from dossiersco.demonstration.actions import (
    agent_de_demonstration,
    demander_les_documents,
    poser_les_questions,
)
from dossiersco.demonstration.tests.aller_retour import UAI, lire_base
from dossiersco.dossiers.invitations import inviter
from dossiersco.dossiers.models import Dossier, Personne
from dossiersco.echanges.actions import Source, creer_college, importer
from dossiersco.etablissements.models import Agent
from dossiersco.siecle.banc import Base
from dossiersco.siecle.fabrique import ecrire, fabriquer
from dossiersco.siecle.fabrique.modele import Demonstration

MOT_DE_PASSE = "un-mot-de-passe-de-test"


@dataclass(frozen=True)
class Decor:
    """`base` : ce que SIECLE sait. `cas` : les PERSONNE_ID des familles types."""

    campagne: Campagne
    agent: Agent
    base: Base
    cas: Demonstration
    clairs: dict[int, str]

    def personne(self, id_siecle: str) -> Personne:
        return Personne.objects.get(id_siecle=id_siecle)

    def lien(self, id_siecle: str) -> str:
        """Le chemin que porte le message d'invitation."""
        code = self.clairs[self.personne(id_siecle).pk]
        return f"/acces/{codes.presenter(code)}/"

    def dossiers(self, id_siecle: str) -> list[Dossier]:
        """Les dossiers de ses enfants, élève chargé."""
        return list(
            Dossier.objects.pour_famille(self.personne(id_siecle))
            .select_related("eleve")
            .order_by("pk")
        )


def dresser(dossier: Path) -> Decor:
    college = fabriquer(uai=UAI, annee=2026, eleves=12, graine=4, incomplets=False)
    chemins = ecrire(college, dossier)
    etablissement = creer_college(UAI, 2026)
    importer(etablissement, [Source(chemin.name, chemin) for chemin in chemins])
    campagne = etablissement.campagnes.get()
    demander_les_documents(campagne)
    poser_les_questions(campagne)
    ouvrir(campagne)
    agent = agent_de_demonstration(campagne, MOT_DE_PASSE)
    clairs = inviter(campagne).codes
    return Decor(campagne, agent, lire_base(chemins), college.demonstration, clairs)
