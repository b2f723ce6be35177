"""Les pages d'une famille : leurs requêtes à la base, et leur temps processeur rapporté à celui
d'une page nue qui montre autant de champs, mesurée dans la même course (`bancs/nue.py`).
"""

from collections.abc import Iterator
from random import Random

from django.test import Client
from django.test.utils import override_settings
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
RAPPORT_MAX = 1.6
# Ce qui compte pour un champ : une valeur lue, une réponse à donner.
VALEUR, REPONSE, CHOIX = "<dt", "<label", "<option"
# L'accueil d'un enfant unique et le reçu d'un dossier non signé renvoient ailleurs.
A_PART = frozenset({"accueil", "dossier", "recu"})


def mesures() -> Iterator[Mesure]:
    pages.preparer()
    acces = etiquette().acces
    pages.statistiques()
    dossiers = [(acces_, *_entrer(acces_)) for acces_ in acces]
    for acces_, client, adresse in dossiers:
        yield Mesure(
            f"Dossier, « {acces_.situation} »",
            pages.requetes(client, adresse),
            "requêtes",
            REQUETES_MAX,
        )
    _, client, adresse = dossiers[0]
    yield from _rapports(client, adresse)
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
    premier = reponse.context_data["colleges"][0]["enfants"][0]["dossier"]
    return client, reverse("espace_famille:dossier", args=[premier.pk])


def _rapports(client: Client, adresse: str) -> Iterator[Mesure]:
    """Le dossier et les deux étapes qui ont le plus de champs, contre leur page nue."""
    for nom in ("", "eleve/", "moi/"):
        page = client.get(f"{adresse}{nom}").content.decode()
        champs = page.count(VALEUR) + page.count(REPONSE)
        duree = pages.millisecondes(client, f"{adresse}{nom}")
        with override_settings(ROOT_URLCONF="bancs.nue"):
            nue = reverse("nue", args=[_cle(adresse), champs, page.count(CHOIX)])
            plancher = pages.millisecondes(client, nue)
        quoi = nom.rstrip("/") or "dossier"
        yield Mesure(f"Page « {quoi} », temps processeur", duree, "ms")
        yield Mesure(f"— page nue de {champs} champs", plancher, "ms")
        yield Mesure("— rapport", duree / plancher, "fois", RAPPORT_MAX)


def _cle(adresse: str) -> int:
    return int(adresse.rstrip("/").rpartition("/")[2])


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
    dossiers = Dossier.objects.select_related("eleve", "campagne__etablissement")
    dossier = dossiers.get(pk=_cle(adresse))
    agent = agent_de_demonstration(dossier.campagne)
    Partie(dossier.campagne, agent, Random(1), sans_nouveaute=0).jouer_famille(dossier)
    nombre = pages.requetes(client, adresse)
    yield Mesure("Dossier envoyé, avec du nouveau", nombre, "requêtes", REQUETES_MAX)
