"""La file du collège : autant de requêtes pour un dossier que pour vingt."""

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
PAGE_PLEINE = 20
# La file ne montre que vingt dossiers : dix fois plus en attente ne doit presque rien coûter.
DERIVE_MAX = 1.2


def mesures() -> Iterator[Mesure]:
    pages.preparer()
    campagne = college.deposer(college.exports(ELEVES))
    demander_les_documents(campagne)
    ouvrir(campagne)
    agent = agent_de_demonstration(campagne)
    client = pages.visiteur()
    client.force_login(agent.compte, backend="django.contrib.auth.backends.ModelBackend")
    adresse = reverse("espace_agent:file")
    partie = Partie(campagne, agent, Random(1), sans_nouveaute=0)
    nombres, durees = {}, {}
    for taille in TAILLES:
        _remplir(partie, taille)
        nombres[taille] = pages.requetes(client, adresse)
        durees[taille] = pages.millisecondes(client, adresse)
        nom = f"File, dossiers en attente : {taille}"
        yield Mesure(nom, nombres[taille], "requêtes", nombres[1])
        yield Mesure("— temps processeur", durees[taille], "ms")
    yield Mesure(
        f"File de {TAILLES[-1]} dossiers contre {PAGE_PLEINE}, temps processeur",
        durees[TAILLES[-1]] / durees[PAGE_PLEINE],
        "×",
        DERIVE_MAX,
    )


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
