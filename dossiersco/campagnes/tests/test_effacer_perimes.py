"""L'essai n'écrit rien, le plafond arrête, une panne ne laisse rien à moitié."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from itertools import count

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from dossiersco.campagnes.effacement import TropAEffacer, effacer, essayer
from dossiersco.campagnes.models import Effacement
from dossiersco.campagnes.tests.vies import (
    en_tout,
    fichiers,
    tout,
    vivre,
)
from dossiersco.dossiers import conservation as dossiers
from dossiersco.dossiers.models import (
    Dossier,
    Personne,
)
from dossiersco.dossiers.tests.factories import (
    CampagneFactory,
    DossierFactory,
    famille_martin,
)
from dossiersco.pieces.models import PieceJointe
from dossiersco.pieces.stockage import stockage
from dossiersco.pieces.tests.factories import PieceJointeFactory

pytestmark = pytest.mark.django_db


# L'essai, le plafond, les pannes


def test_un_essai_n_ecrit_rien_et_annonce_juste(effacer_tout, voisinage):
    avant, sur_disque = tout(), fichiers()
    annonce = en_tout(essayer(timezone.now()))
    assert (tout(), fichiers()) == (avant, sur_disque)
    assert annonce["dossiers"] == 3
    assert effacer_tout() == annonce


def test_deux_campagnes_mortes_du_meme_college_ne_se_retiennent_pas(effacer_tout, finie):
    famille = famille_martin(finie)
    encore_avant = CampagneFactory(
        etablissement=finie.etablissement, annee=2024, ferme_le=finie.ferme_le - timedelta(365)
    )
    DossierFactory(campagne=encore_avant, eleve=famille.dossier.eleve)
    annonce = en_tout(essayer(timezone.now()))
    assert (annonce["élèves"], annonce["responsables"]) == (1, 2)
    assert effacer_tout() == annonce


def test_une_seconde_fois_n_efface_rien(effacer_tout, voisinage):
    assert effacer_tout()
    apres = tout()
    assert effacer_tout() == {}
    assert tout() == apres


def test_au_dela_du_plafond_rien_n_est_efface(effacer_tout, voisinage):
    avant = tout()
    with pytest.raises(TropAEffacer, match="Plus de 2 dossiers"):
        effacer_tout(plafond=2)
    assert tout() == avant
    assert effacer_tout(plafond=3)["dossiers"] == 3


def test_le_journal_garde_des_nombres_et_aucun_nom(effacer_tout, finie):
    vivre(famille_martin(finie))
    effacer_tout()
    campagne, college = Effacement.objects.exclude(uai="").order_by("pk")
    assert (campagne.uai, campagne.annee) == (finie.etablissement.uai, 2025)
    assert campagne.dernier_jour == finie.ferme_le
    assert (college.uai, college.annee) == (finie.etablissement.uai, None)
    assert all(isinstance(n, int) for n in {**campagne.comptes, **college.comptes}.values())


def vieillir(nom: str) -> None:
    ancien = (timezone.now() - timedelta(days=31)).timestamp()
    os.utime(stockage().path(nom), (ancien, ancien))


@pytest.mark.django_db(transaction=True)
def test_tue_entre_la_base_et_les_fichiers_il_ne_reste_qu_un_fichier_que_le_suivant_efface(
    finie, monkeypatch
):
    famille = famille_martin(finie)
    piece = PieceJointeFactory(dossier=famille.dossier, personne=famille.mere)
    vivante = PieceJointeFactory()
    for fichier in (piece.fichier, vivante.fichier):
        vieillir(fichier.name)
    with monkeypatch.context() as panne:

        def tuer(*_: object) -> None:
            raise KeyboardInterrupt

        panne.setattr(type(stockage()), "delete", tuer)
        with pytest.raises(KeyboardInterrupt):
            effacer(timezone.now())
    assert PieceJointe.objects.get() == vivante
    assert stockage().exists(piece.fichier.name)
    effacer(timezone.now())
    assert not Personne.objects.exists()
    restent = [stockage().exists(p.fichier.name) for p in (piece, vivante)]
    assert restent == [False, True]


@pytest.mark.django_db(transaction=True)
def test_une_panne_au_milieu_d_une_campagne_ne_laisse_rien_a_moitie(finie, monkeypatch):
    vivre(famille_martin(finie))
    avant, sur_disque = tout(), fichiers()
    pour_de_vrai, appels = dossiers._effacer, count()

    def tomber(partants):
        # L'essai efface deux sortes de dossiers ; c'est ensuite, pour de bon, que la base tombe.
        if next(appels) == 2:
            raise OSError("plus de base")
        return pour_de_vrai(partants)

    monkeypatch.setattr(dossiers, "_effacer", tomber)
    with pytest.raises(OSError, match="plus de base"):
        effacer(timezone.now())
    assert (tout(), fichiers()) == (avant, sur_disque)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_deux_a_la_fois_n_effacent_qu_une_fois(finie):
    for _ in range(20):
        vivre(famille_martin(finie))

    def nuit(_rang: int) -> list[Effacement]:
        try:
            return effacer(timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as executeur:
        rendus = [fait for faits in executeur.map(nuit, range(2)) for fait in faits]
    assert en_tout(rendus)["dossiers"] == 20
    assert not Dossier.objects.exists() and not Personne.objects.exists()


def test_un_fichier_cite_ou_recent_n_est_pas_un_orphelin(effacer_tout):
    cite, recent, perdu = (PieceJointeFactory() for _ in range(3))
    for piece in (cite, perdu):
        vieillir(piece.fichier.name)
    PieceJointe.objects.exclude(pk=cite.pk).delete()
    effacer_tout()
    restent = [stockage().exists(p.fichier.name) for p in (cite, recent, perdu)]
    assert restent == [True, True, False]


def test_d_une_autre_base_aucun_fichier_n_est_un_orphelin(effacer_tout, caplog):
    """Lancée sur une base neuve à côté de vrais fichiers, la commande n'en touche aucun."""
    pieces = [PieceJointeFactory() for _ in range(3)]
    for piece in pieces:
        vieillir(piece.fichier.name)
    PieceJointe.objects.all().delete()
    effacer_tout()
    restent = [stockage().exists(piece.fichier.name) for piece in pieces]
    assert restent == [True, True, True]
    assert "désignent le même service" in caplog.text


# La commande


def lancer(*arguments: str) -> tuple[int, str, str]:
    sortie, erreur = StringIO(), StringIO()
    try:
        call_command("effacer_perimes", *arguments, stdout=sortie, stderr=erreur)
    except SystemExit as fin:
        return int(fin.code or 0), sortie.getvalue(), erreur.getvalue()
    return 0, sortie.getvalue(), erreur.getvalue()


def test_la_commande_essaie_d_abord(finie):
    vivre(famille_martin(finie))
    avant = tout()
    statut, dit, _ = lancer()
    assert (statut, tout()) == (0, avant)
    assert f"{finie.etablissement.uai}, campagne 2025" in dit and "1 dossiers" in dit
    assert "rien n’est effacé" in dit


def test_la_commande_efface_pour_de_bon_et_le_dit_en_json(finie):
    vivre(famille_martin(finie))
    statut, dit, _ = lancer("--pour-de-bon", "--json")
    rapport = json.loads(dit)
    assert (statut, rapport["pour_de_bon"], Dossier.objects.count()) == (0, True, 0)
    assert "dossiers" in rapport["effacements"][-2]["comptes"]
    assert lancer("--pour-de-bon")[1] == "Rien n’a passé son terme.\n"


@pytest.mark.parametrize("option", [[], ["--pour-de-bon"]])
def test_la_commande_refuse_au_dela_du_plafond(finie, option):
    vivre(famille_martin(finie))
    avant = tout()
    statut, dit, erreur = lancer(*option, "--plafond", "0")
    assert (statut, dit, tout()) == (1, "", avant)
    assert "Plus de 0 dossiers seraient effacés\xa0: rien ne l’est." in erreur
