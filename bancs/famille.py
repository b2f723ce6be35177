"""Les pages d'une famille : leurs requêtes à la base et leur temps processeur.

Borne du temps : 1,6 fois une page nue de même taille, base comprise (7,3 ms et 1,9 ms), mesurée sur
une machine de deux cœurs.
"""

from collections.abc import Iterator
from random import Random

from django.test import Client
from django.urls import reverse

from bancs import pages
from bancs.mesure import Mesure
from dossiersco.demonstration.actions import agent_de_demonstration
from dossiersco.demonstration.joueur import Partie
from dossiersco.demonstration.preparation import Acces, etiquette
from dossiersco.dossiers.models import Dossier
from dossiersco.espace_famille.parcours import ETAPES

REQUETES_MAX = 8
MILLISECONDES_MAX = 15
# L'accueil d'un enfant unique et le reçu d'un dossier non signé renvoient ailleurs.
A_PART = frozenset({"accueil", "dossier", "recu"})


def mesures() -> Iterator[Mesure]:
    pages.preparer()
    acces = etiquette().acces
    dossiers = [(acces_, *_entrer(acces_)) for acces_ in acces]
    for acces_, client, adresse in dossiers:
        yield Mesure(
            f"Dossier, « {acces_.situation} »",
            pages.requetes(client, adresse),
            "requêtes",
            REQUETES_MAX,
        )
    _, client, adresse = dossiers[0]
    yield Mesure(
        "Dossier, temps processeur", pages.millisecondes(client, adresse), "ms", MILLISECONDES_MAX
    )
    yield from _etapes(client, adresse)
    yield from _accueil(dossiers[-1][1])
    yield from _apres_l_envoi(client, adresse)


def _entrer(acces: Acces) -> tuple[Client, str]:
    """Connecté, et l'adresse du premier dossier de cette personne."""
    client = pages.visiteur()
    client.post(reverse("acces_par_lien", args=[acces.code.replace("-", "")]))
    reponse = client.get(reverse("espace_famille:accueil"))
    if reponse.status_code == 302:
        return client, reponse["Location"]
    premier = reponse.context_data["enfants"][0]["dossier"]
    return client, reverse("espace_famille:dossier", args=[premier.pk])


def _etapes(client: Client, adresse: str) -> Iterator[Mesure]:
    for etape in ETAPES:
        if etape.nom not in A_PART:
            mesure = pages.requetes(client, f"{adresse}{etape.nom}/")
            yield Mesure(f"Étape « {etape.titre} »", mesure, "requêtes", REQUETES_MAX)


def _accueil(client: Client) -> Iterator[Mesure]:
    adresse = reverse("espace_famille:accueil")
    nombre = pages.requetes(client, adresse)
    yield Mesure("Accueil de trois enfants", nombre, "requêtes", REQUETES_MAX)
    duree = pages.millisecondes(client, adresse)
    yield Mesure("— temps processeur", duree, "ms", MILLISECONDES_MAX)


def _apres_l_envoi(client: Client, adresse: str) -> Iterator[Mesure]:
    """Du nouveau, un document peut-être, une signature : la page a plus à dire."""
    cle = int(adresse.rstrip("/").rpartition("/")[2])
    dossier = Dossier.objects.select_related("eleve", "campagne__etablissement").get(pk=cle)
    agent = agent_de_demonstration(dossier.campagne)
    Partie(dossier.campagne, agent, Random(1), sans_nouveaute=0).jouer_famille(dossier)
    nombre = pages.requetes(client, adresse)
    yield Mesure("Dossier envoyé, avec du nouveau", nombre, "requêtes", REQUETES_MAX)
