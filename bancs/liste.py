"""La liste des élèves : la même page pour cent dossiers et pour cent mille.

Un collège n'en a pas cent mille ; mais ce qui ne coûte pas plus alors ne coûtera jamais trop.
"""

from collections.abc import Iterator

from django.db import connection
from django.urls import reverse

from bancs import pages
from bancs.mesure import Mesure
from dossiersco.campagnes.models import Campagne
from dossiersco.demonstration.actions import agent_de_demonstration
from dossiersco.dossiers.models import Dossier, Eleve
from dossiersco.echanges.actions import creer_college

UAI, ANNEE = "0590181B", 2026
# Un collège numérote ses élèves sur cinq chiffres.
TAILLES = (100, 99_999)
RAPPORT = 1.2
# Ses réponses se comptent, jusqu'à deux mille : cela se constate.
FILTREE = "filtrée"
REQUETES = 6


def mesures() -> Iterator[Mesure]:
    pages.preparer()
    campagne = creer_college(UAI, ANNEE).campagnes.get()
    client = pages.visiteur()
    agent = agent_de_demonstration(campagne)
    client.force_login(agent.compte, backend="dossiersco.etablissements.backends.ParMotDePasse")
    liste = reverse("espace_agent:dossiers")
    adresses = {
        "première page": liste,
        "au milieu": f"{liste}?apres=NOM+050&apres=0",
        "par classe": f"{liste}?tri=classe",
        FILTREE: f"{liste}?etat=a_remplir&classe=6",
    }
    petites: dict[str, float] = {}
    for taille in TAILLES:
        _remplir(campagne, taille)
        for nom, adresse in adresses.items():
            quoi = f"Liste, {taille} dossiers, {nom}"
            yield Mesure(quoi, pages.requetes(client, adresse), "requêtes", REQUETES)
            duree = pages.millisecondes(client, adresse)
            yield Mesure("— temps processeur", duree, "ms")
            if nom in petites:
                borne = None if nom == FILTREE else RAPPORT
                yield Mesure("— rapport", duree / petites[nom], "fois", borne)
            petites.setdefault(nom, duree)
    cherche = f"{liste}?nom=nom+09999"
    yield Mesure("Chercher un mot rare : temps", pages.millisecondes(client, cherche), "ms")


def _remplir(campagne: Campagne, taille: int) -> None:
    deja = Dossier.objects.filter(campagne=campagne).count()
    numeros = range(deja + 1, taille + 1)
    eleves = Eleve.objects.bulk_create(
        [
            Eleve(
                etablissement=campagne.etablissement,
                id_siecle=str(numero),
                id_prv=numero,
                # Dans le désordre : l'ordre du fichier n'est pas celui de la liste.
                nom_de_famille=f"NOM {numero * 7919 % 100_003:06}",
                prenom="Ana",
                code_structure=f"{3 + numero % 4}{'ABCDEF'[numero % 6]}",
            )
            for numero in numeros
        ],
        batch_size=2000,
    )
    Dossier.objects.bulk_create(
        [Dossier(campagne=campagne, eleve=eleve) for eleve in eleves], batch_size=2000
    )
    # Ce que l'autovacuum fait de lui-même.
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE")
