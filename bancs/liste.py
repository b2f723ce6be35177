"""La liste des élèves : la même page pour cent dossiers et pour cent mille.

Un collège n'en a pas cent mille ; mais ce qui ne coûte pas plus alors ne coûtera jamais trop.
Chaque filtre garde six élèves sur dix : la page en montre cinquante dans les deux cas.
"""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from bancs import foule, pages
from bancs.mesure import Mesure
from dossiersco.campagnes.models import Campagne
from dossiersco.demonstration.actions import agent_de_demonstration
from dossiersco.echanges.actions import creer_college
from dossiersco.espace_agent.formulaire_liste import COLONNES

UAI, ANNEE = "0590181B", 2026
# Cent mille dossiers avec deux de l'an passé : un collège numérote ses élèves sur cinq chiffres.
TAILLES = (100, 99_998)
RAPPORT = 1.2
REQUETES = 6
# Vingt listes, deux tailles : moins de pages par passage qu'ailleurs.
PAGES = 5
# Ce qui ne garde presque personne se cherche dans tout le collège : cela se constate.
RARES = {"un seul nom": "nom=nom+09999", "personne": "nom=introuvable"}


def mesures() -> Iterator[Mesure]:
    pages.preparer()
    college = creer_college(UAI, ANNEE)
    campagne = college.campagnes.get()
    client = pages.visiteur()
    agent = agent_de_demonstration(campagne)
    client.force_login(agent.compte, backend="dossiersco.etablissements.backends.ParMotDePasse")
    petites: dict[str, float] = {}
    for taille in TAILLES:
        foule.remplir(campagne, agent, taille)
        adresses = {nom: _adresse(lue) for nom, lue in _listes(campagne).items()}
        requetes = {nom: pages.requetes(client, adresse) for nom, adresse in adresses.items()}
        durees = pages.millisecondes_tour_a_tour(client, adresses, pages=PAGES)
        for nom, duree in durees.items():
            yield Mesure(f"Liste, {taille} dossiers, {nom}", requetes[nom], "requêtes", REQUETES)
            yield Mesure("— temps processeur", duree, "ms")
            if nom in petites:
                yield Mesure("— rapport", duree / petites[nom], "fois", RAPPORT)
        petites = petites or durees
    for nom, parametres in RARES.items():
        duree = pages.millisecondes(client, _adresse(parametres), pages=PAGES)
        yield Mesure(f"Chercher {nom} parmi {TAILLES[-1]}", duree, "ms")


def _adresse(parametres: str) -> str:
    return f"{reverse('espace_agent:dossiers')}?{parametres}"


def _listes(campagne: Campagne) -> dict[str, str]:
    """Chaque ordre, chaque filtre, toutes les colonnes : ce que porte l'adresse."""
    document = campagne.pieces_attendues.get()
    etiquette = campagne.etablissement.etiquettes.get()
    agent = campagne.etablissement.agents.get()
    return {
        "première page": "",
        "au milieu": "apres=NOM+050&apres=0",
        "par classe": "tri=classe",
        "par état": "tri=etat",
        "par état, au milieu": "tri=etat&apres=a_remplir&apres=NOM+050&apres=0",
        "par envoi": "tri=envoi",
        "toutes les colonnes": "&".join(f"colonnes={nom}" for nom in COLONNES),
        "cherchés": "nom=nom+ana",
        "un état": "etat=transmis",
        "un niveau": "classe=6",
        "une formation": f"formation={foule.MEF}",
        "un régime": "regime=2",
        "un document qui manque": f"document={document.pk}",
        "en désaccord": "signale=desaccord",
        "SIECLE a changé": "signale=siecle",
        "sans courriel": "signale=sans_mel",
        "sans mobile": "signale=sans_mobile",
        "revenus": f"revenu_depuis={timezone.localdate():%Y-%m-%d}",
        "suivis par un agent": f"agent={agent.pk}",
        "une étiquette": f"etiquette={etiquette.pk}",
    }
