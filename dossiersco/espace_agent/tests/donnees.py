"""Le décor des tests : un collège, ses agents, des familles qui disent du nouveau."""

import io
from datetime import timedelta
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from conftest import ClientEnLecture
from dossiersco.campagnes.models import Campagne
from dossiersco.comptes.models import Compte
from dossiersco.comptes.tests.comptes import creer_compte
from dossiersco.dossiers import actions
from dossiersco.dossiers.champs import Cible, colonnes
from dossiersco.dossiers.models import Dossier, Eleve, Personne, Rattachement, Responsable
from dossiersco.etablissements.droits import Role
from dossiersco.etablissements.models import Agent, Etablissement
from dossiersco.listes.models import Extraction
from dossiersco.papier.models import Tirage
from dossiersco.pieces import actions as pieces
from dossiersco.pieces.models import PieceAttendue, PieceJointe

_numeros = count(1)
MOT_DE_PASSE = "un mot de passe de test"
ADRESSE = {"LIGNE1_ADRESSE": "3 RUE DES LILAS", "CODE_POSTAL": "59000", "LIBELLE_POSTAL": "LILLE"}


def creer_campagne(uai: str = "0590181B") -> Campagne:
    """Un collège et sa campagne, ouverte."""
    college, _ = Etablissement.objects.get_or_create(uai=uai)
    return Campagne.objects.create(etablissement=college, annee=2026, ouverte_le=timezone.now())


def creer_agent(campagne: Campagne, role: str = Role.SECRETARIAT) -> Agent:
    numero = next(_numeros)
    compte = creer_compte(f"agent{numero}@exemple.fr", MOT_DE_PASSE)
    return Agent.objects.create(
        compte=compte, etablissement=campagne.etablissement, nom=f"Agent {numero}", role=role
    )


def client_de(agent: Agent, client: Client) -> Client:
    client.force_login(agent.compte, backend="dossiersco.etablissements.backends.ParMotDePasse")
    return client


def connecte(agent: Agent) -> Client:
    """Un navigateur neuf, entré par la vraie porte."""
    client = ClientEnLecture()
    identifiants = {"mel": agent.compte.mel, "mot_de_passe": MOT_DE_PASSE}
    assert client.post(reverse("connexion_agent"), identifiants).status_code == 302
    return client


def creer_personne(campagne: Campagne, **valeurs: Any) -> Personne:
    numero = next(_numeros)
    photo = {
        "CODE_CIVILITE": "2",
        "NOM_DE_FAMILLE": "MARTIN",
        "PRENOM": f"Léa{numero}",
        "MEL": f"lea{numero}@exemple.fr",
        "TEL_PORTABLE": "0639980001",
        "ADRESSE": ADRESSE,
        **valeurs,
    }
    return Personne.objects.create(
        etablissement=campagne.etablissement,
        id_siecle=str(numero),
        id_prv=numero,
        photo=photo,
        **colonnes(Cible.PERSONNE, photo),
    )


def creer_compte_famille(personne: Personne) -> Compte:
    compte = Compte.objects.create()
    Rattachement.objects.create(compte=compte, personne=personne)
    return compte


def creer_dossier(
    campagne: Campagne, *personnes: Personne, prenom: str = "Nino", nom: str = "MARTIN"
) -> Dossier:
    """Un élève, rattaché à ces personnes (mère, puis père) ; à une mère neuve s'il n'y en a pas."""
    numero = next(_numeros)
    photo = {
        "NOM_DE_FAMILLE": nom,
        "PRENOM": prenom,
        "DATE_NAISS": "12/03/2014",
        "CODE_REGIME": "2",
        "ADRESSE": ADRESSE,
    }
    eleve = Eleve.objects.create(
        etablissement=campagne.etablissement,
        id_siecle=str(numero),
        id_prv=numero,
        code_structure="6A",
        photo=photo,
        **colonnes(Cible.ELEVE, photo),
    )
    for rang, personne in enumerate(personnes or (creer_personne(campagne),)):
        Responsable.objects.create(
            eleve=eleve,
            personne=personne,
            niveau_responsabilite="1",
            code_parente=("10", "20")[rang],
            rang=rang,
        )
    return Dossier.objects.create(campagne=campagne, eleve=eleve)


def responsables(dossier: Dossier) -> list[Personne]:
    liens = dossier.eleve.responsables.select_related("personne").order_by("rang")
    return [lien.personne for lien in liens]


def dire(dossier: Dossier, par: Personne, **nouvelles: Any) -> Dossier:
    """Ce responsable change ses propres données (« tel_portable=… ») et signe."""
    actions.modifier(dossier, par, nouvelles, par=par)
    actions.signer(dossier, par=par)
    return relire(dossier)


def dire_de_l_eleve(dossier: Dossier, par: Personne, **nouvelles: Any) -> Dossier:
    actions.modifier(dossier, dossier.eleve, nouvelles, par=par)
    actions.signer(dossier, par=par)
    return relire(dossier)


def dossier_a_traiter(campagne: Campagne, **eleve: Any) -> Dossier:
    """Transmis, avec un nouveau téléphone."""
    dossier = creer_dossier(campagne, **eleve)
    return dire(dossier, responsables(dossier)[0], tel_portable="0639980002")


def deposer(dossier: Dossier, par: Personne, couleur: str = "navy") -> PieceJointe:
    attendue, _ = PieceAttendue.objects.get_or_create(campagne=dossier.campagne, nom="Photo")
    flux = io.BytesIO()
    Image.new("RGB", (40, 30), couleur).save(flux, "JPEG")
    flux.seek(0)
    return pieces.deposer(dossier, attendue, flux, par=par)


def extraction_prete(campagne: Campagne, sorte: str = "evacuation") -> Extraction:
    """Une liste déjà produite."""
    extraction = Extraction(
        campagne=campagne,
        par_agent=creer_agent(campagne),
        sorte=sorte,
        format="csv",
        etat="prete",
        expire_le=timezone.now() + timedelta(days=7),
    )
    extraction.fichier.save("liste.csv", ContentFile(b"Classe;Nom"), save=True)
    return extraction


def tirage_pret(campagne: Campagne) -> Tirage:
    """Des lettres déjà produites."""
    tirage = Tirage(
        campagne=campagne,
        par_agent=creer_agent(campagne),
        sorte="lettres",
        etat="pret",
        expire_le=timezone.now() + timedelta(days=7),
    )
    tirage.fichier.save("tirage.pdf", ContentFile(b"%PDF"), save=True)
    return tirage


def relire(dossier: Dossier) -> Dossier:
    return Dossier.objects.select_related("eleve", "campagne__etablissement").get(pk=dossier.pk)
