"""T-REU : deux collèges réunis par une même personne. Personne d'autre n'y gagne ni n'y apprend."""

import pytest
from django.test import Client
from django.urls import reverse

from dossiersco.espace_famille.parcours import ETAPES
from dossiersco.etablissements.models import Etablissement
from tests.attaques.canaris import Canaris
from tests.attaques.decor import Decor, compte, navigateur
from tests.attaques.gestes_entree import reunie
from tests.attaques.test_foyers import marquer
from tests.attaques.visite import visiter

LA_BAS = "Collège du Canari"


@pytest.fixture
def marques(decor: Decor) -> dict[str, Canaris]:
    """La mère a réuni les deux collèges ; dans chacun, un père qui ne doit jamais paraître."""
    reunie(decor)
    qui = {
        "elle ici": decor.mere,
        "elle là-bas": decor.voisins.mere,
        "lui ici": decor.pere,
        "lui là-bas": decor.voisins.pere,
        "une autre ici": decor.diallo.mere,
    }
    par_foyer = {nom: Canaris(100 + graine) for graine, nom in enumerate(qui)}
    for nom, canaris in par_foyer.items():
        marquer(qui[nom], canaris)
    college = decor.voisins.campagne.etablissement_id
    Etablissement.objects.filter(pk=college).update(denom_princ=LA_BAS)
    return par_foyer


def pages_de_la_bas(client: Client, decor: Decor) -> str:
    pk = decor.voisins.dossier.pk
    adresses = [reverse(f"espace_famille:{e.nom}", args=[pk]) for e in ETAPES[1:]]
    return "\n".join(client.get(adresse).content.decode() for adresse in adresses)


def trahis(vu: str, marques: dict[str, Canaris]) -> set[str]:
    return {nom for nom, canaris in marques.items() if canaris.dans(vu)}


def test_elle_lit_ses_deux_fiches_et_aucune_autre(decor, marques):
    client = navigateur(compte(decor.mere))
    vu = "\n".join(visiter(client, decor, envoyer=False).values())
    assert LA_BAS in vu
    assert trahis(vu, marques) == {"elle ici"}
    assert trahis(pages_de_la_bas(client, decor), marques) == {"elle là-bas"}


@pytest.mark.parametrize("qui", ["un agent du collège", "un agent sans le droit"])
def test_les_agents_d_ici_n_apprennent_rien_de_la_bas(decor, marques, qui):
    vu = "\n".join(visiter(navigateur(decor.compte_de(qui)), decor, envoyer=False).values())
    assert trahis(vu, marques) & {"elle là-bas", "lui là-bas"} == set()
    assert LA_BAS not in vu


@pytest.mark.parametrize("qui", ["l’autre parent", "une autre famille", "un simple contact"])
def test_l_entourage_d_ici_n_y_gagne_rien(decor, marques, qui):
    client = navigateur(decor.compte_de(qui))
    assert trahis(pages_de_la_bas(client, decor), marques) == set()
    assert LA_BAS not in client.get("/famille/", follow=True).content.decode()


def test_qui_entre_la_bas_ne_voit_rien_d_ici(decor, marques):
    """Montrer son code chez elle, sur un écran laissé ouvert, ne donne rien à celui qui le fait."""
    client = navigateur(compte(decor.voisins.mere))
    vu = "\n".join(visiter(client, decor, envoyer=False).values())
    assert trahis(vu, marques) & {"elle ici", "lui ici"} == set()
