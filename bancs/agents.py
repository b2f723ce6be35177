"""La file du collège : autant de requêtes pour un dossier que pour vingt, ou pour deux cents.

Une page en montre vingt. La borne des requêtes est leur nombre pour un seul dossier.
"""

from collections.abc import Iterator
from random import Random

from django.urls import reverse

from bancs import college, pages
from bancs.mesure import Mesure
from dossiersco.campagnes.actions import ouvrir
from dossiersco.campagnes.models import Campagne
from dossiersco.demonstration.actions import agent_de_demonstration, demander_les_documents
from dossiersco.demonstration.joueur import Partie
from dossiersco.dossiers.models import Dossier

ELEVES = 400
TAILLES = (1, 10, 20, 200)


def mesures() -> Iterator[Mesure]:
    pages.preparer()
    campagne = college.deposer(college.exports(ELEVES))
    demander_les_documents(campagne)
    ouvrir(campagne)
    agent = agent_de_demonstration(campagne)
    client = pages.visiteur()
    client.force_login(agent.compte, backend="dossiersco.etablissements.backends.ParMotDePasse")
    adresse = reverse("espace_agent:file")
    partie = Partie(campagne, agent, Random(1), sans_nouveaute=0)
    d_un_seul = None
    for taille in TAILLES:
        _remplir(partie, taille)
        nombre = pages.requetes(client, adresse)
        d_un_seul = d_un_seul or nombre
        yield Mesure(f"File, dossiers en attente : {taille}", nombre, "requêtes", d_un_seul)
        yield Mesure("— temps processeur", pages.millisecondes(client, adresse), "ms")


def _remplir(partie: Partie, taille: int) -> None:
    """Des familles envoient leur dossier jusqu'à ce que `taille` dossiers attendent."""
    for dossier in _a_remplir(partie.campagne):
        if Dossier.objects.a_traiter().count() >= taille:
            return
        partie.jouer_famille(dossier)
    raise AssertionError(f"pas assez d'élèves pour {taille} dossiers en attente")


def _a_remplir(campagne: Campagne) -> list[Dossier]:
    dossiers = Dossier.objects.filter(campagne=campagne, etat="a_remplir")
    return list(dossiers.select_related("eleve", "campagne__etablissement").order_by("pk"))
