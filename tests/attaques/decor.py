"""Le terrain des attaques : une mère qui se cache, et tous ceux qui voudraient la trouver."""

import io
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.test import Client

from conftest import ClientEnLecture
from dossiersco.campagnes.models import Campagne, Question
from dossiersco.comptes.models import Compte
from dossiersco.dossiers import foyer
from dossiersco.dossiers.actions import signer
from dossiersco.dossiers.models import (
    ContactUrgence,
    DemandeFamille,
    Dossier,
    Lot,
    NoteInterne,
    Personne,
    VueEnregistree,
)
from dossiersco.dossiers.tests.factories import (
    AgentFactory,
    CampagneFactory,
    Famille,
    PersonneFactory,
    ResponsableFactory,
    college_voisin,
    donner_compte,
    famille_diallo,
    famille_martin,
    relire,
)
from dossiersco.echanges.models import Import, Retour
from dossiersco.etablissements.droits import Role
from dossiersco.etablissements.models import Agent
from dossiersco.listes.actions import demander
from dossiersco.listes.models import Extraction
from dossiersco.listes.production import produire
from dossiersco.listes.sortes import SORTES
from dossiersco.pieces.actions import deposer
from dossiersco.pieces.models import PieceAttendue, PieceJointe
from dossiersco.pieces.tests.factories import PieceAttendueFactory
from dossiersco.pieces.tests.fichiers_hostiles import jpeg

FAMILLE = "dossiersco.comptes.backends.ParCodeAcces"
AGENT = "dossiersco.etablissements.backends.ParMotDePasse"

# Qui n'a à connaître aucune coordonnée de la mère, ni où vit son enfant.
ATTAQUANTS = (
    "l’autre parent",
    "un simple contact",
    "une autre famille",
    "une famille d’un autre collège",
    "un agent sans le droit",
    "un agent d’un autre collège",
    "un opérateur sans visite",
    "un anonyme",
)


@dataclass
class Decor:
    """`mere` est la victime ; `contact` (niveau 3) a encore le compte d'avant son retrait."""

    martin: Famille
    diallo: Famille
    voisins: Famille
    contact: Personne
    secretaire: Agent
    sans_droit: Agent
    voisin: Agent
    justificatif: PieceAttendue
    piece: PieceJointe
    retour: Retour
    depot: Import
    operateur: Compte
    extraction: Extraction
    urgence: ContactUrgence
    demande: DemandeFamille
    question: Question
    lot: Lot
    note: NoteInterne
    vue: VueEnregistree

    @property
    def mere(self) -> Personne:
        return self.martin.mere

    @property
    def pere(self) -> Personne:
        assert self.martin.pere is not None
        return self.martin.pere

    @property
    def dossier(self) -> Dossier:
        return relire(self.martin.dossier)

    def compte_de(self, qui: str) -> Compte | None:
        comptes = {
            "la mère": compte(self.mere),
            "l’autre parent": compte(self.pere),
            "un simple contact": compte(self.contact),
            "une autre famille": compte(self.diallo.mere),
            "une famille d’un autre collège": compte(self.voisins.mere),
            "un agent du collège": self.secretaire.compte,
            "un agent sans le droit": self.sans_droit.compte,
            "un agent d’un autre collège": self.voisin.compte,
            "un opérateur sans visite": self.operateur,
            "un anonyme": None,
        }
        return comptes[qui]


def dresser() -> Decor:
    """La mère a envoyé un justificatif et signé ; le père aussi a signé, sans rien changer."""
    campagne = CampagneFactory()
    martin, diallo, voisins = famille_martin(campagne), famille_diallo(campagne), college_voisin()
    contact = PersonneFactory(etablissement=campagne.etablissement, photo__NOM_DE_FAMILLE="TIERS")
    ResponsableFactory(eleve=martin.dossier.eleve, personne=contact, contact=True)
    justificatif = PieceAttendueFactory(campagne=campagne, si_demenagement=True)
    for personne in (martin.mere, martin.pere, diallo.mere, voisins.mere, contact):
        donner_compte(personne)
    piece = deposer(martin.dossier, justificatif, io.BytesIO(jpeg()), par=martin.mere)
    for personne in (martin.pere, martin.mere):
        signer(relire(martin.dossier), par=personne)
    contact_urgence = {"nom": "Odile Lenoir", "lien": "grand-mère", "tel_portable": "0639981111"}
    foyer.ecrire_contact(martin.dossier, None, contact_urgence, par=martin.mere)
    foyer.demander(martin.dossier, "tiers", {"Nom": "Odile Lenoir"}, par=martin.mere)
    direction = AgentFactory(etablissement=campagne.etablissement, role=Role.DIRECTION)
    retour = Retour(campagne=campagne, schema="commun", num_envoi=1, sha256="0" * 64)
    retour.fichier.save("essai.zip", ContentFile(b"essai"), save=True)
    return Decor(
        martin,
        diallo,
        voisins,
        contact,
        secretaire=direction,
        sans_droit=AgentFactory(etablissement=campagne.etablissement, role=Role.VIE_SCOLAIRE),
        voisin=AgentFactory(etablissement=voisins.campagne.etablissement, role=Role.DIRECTION),
        justificatif=justificatif,
        piece=piece,
        retour=retour,
        depot=Import.objects.create(campagne=campagne, etat="prepare"),
        operateur=Compte.objects.create(mel="operateur@exemple.fr", est_operateur=True),
        extraction=_liste(campagne, direction),
        urgence=ContactUrgence.objects.get(personne=martin.mere),
        demande=DemandeFamille.objects.get(par_personne=martin.mere),
        question=Question.objects.create(
            campagne=campagne, nature="image", intitule="Le trombinoscope ?"
        ),
        lot=Lot.objects.create(campagne=campagne, par_agent=direction, geste="attribuer"),
        note=NoteInterne.objects.create(
            dossier=martin.dossier, par_agent=direction, texte="Une note entre agents"
        ),
        vue=VueEnregistree.objects.create(par_agent=direction, nom="Ma vue"),
    )


def _liste(campagne: Campagne, par: Agent) -> Extraction:
    """La liste qui en dit le plus."""
    toutes = SORTES["eleves"]
    demandee = demander(campagne, toutes, colonnes=[], en="csv", par=par)
    produire(demandee)
    return Extraction.objects.get(pk=demandee.pk)


def compte(personne: Personne) -> Compte:
    return personne.rattachement.compte


def navigateur(
    de: Compte | None, classe: type[Client] = ClientEnLecture, **options: bool
) -> Client:
    """Un navigateur neuf, connecté à ce compte ; GET n'y écrit rien."""
    client = classe(**options)
    if de is not None:
        client.force_login(de, backend=AGENT if de.mel else FAMILLE)
    return client
