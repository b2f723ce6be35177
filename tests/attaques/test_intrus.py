"""T-PERM, T-DOS-03, T-MASS-01, T-CSRF-01 : demander ce qui est à un autre, ou plus qu'offert."""

from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dossiersco.dossiers.models import Dossier, Eleve, Personne
from dossiersco.espace_famille.tests.pages import saisie
from dossiersco.pieces.models import PieceJointe
from dossiersco.pieces.tests.fichiers_hostiles import png
from tests.attaques.adresses import LIEUX, chemins, corps
from tests.attaques.decor import Decor, navigateur
from tests.attaques.effets import base
from tests.attaques.gestes import famille, mere
from tests.attaques.tous_les_gestes import GESTES
from tests.attaques.visite import visiter

ENORME = 10**30
# Qui n'a rien à faire dans le dossier des Martin.
ETRANGERS = ("un simple contact", "une famille d’un autre collège", "un anonyme")
# Ces adresses portent un jeton, pas un numéro.
A_JETON = {
    *("espace_famille:telephone", "espace_famille:entrer", "acces_par_lien"),
    *("espace_agent:activation", "espace_agent:courriel"),
}
# Séparer deux fois, ou de qui ne l'est pas, répond de même : rien n'y dit qu'un objet existe.
MUETTES = {"espace_famille:separer"}


def des_martin(decor: Decor) -> dict[str, list[Any]]:
    """Ce que la famille Martin a : ses fiches, ses dossiers, ses mots, ses documents."""
    tout = base()
    return {nom: lignes for nom, lignes in tout.items() if nom.startswith(("dossiers.", "pieces."))}


@pytest.mark.parametrize("qui", ETRANGERS)
def test_qui_n_a_rien_ici_n_y_change_rien(decor, qui):
    avant = des_martin(decor)
    visiter(navigateur(decor.compte_de(qui)), decor)
    assert des_martin(decor) == avant


def test_l_autre_parent_ne_change_rien_de_ce_qui_est_a_elle(decor):
    """Un seul POST à chaque adresse, avec ses numéros à elle."""
    avant = base(de=decor.mere)
    visiter(navigateur(decor.compte_de("l’autre parent")), decor)
    assert base(de=decor.mere) == avant
    decor.urgence.refresh_from_db()
    decor.demande.refresh_from_db()
    assert (decor.urgence.rang, decor.demande.etat) == (0, "posee")


@pytest.mark.parametrize("qui", ["une famille d’un autre collège", "un agent d’un autre collège"])
def test_l_objet_d_un_autre_college_n_existe_pas(decor, qui):
    """404, jamais 403 : on ne dit pas qu'il existe. GET comme POST, à chaque adresse à numéro."""
    client, agent = navigateur(decor.compte_de(qui)), qui.startswith("un agent")
    espace = "espace_agent:" if agent else "espace_famille:"
    trouves = {}
    for nom, lieux in LIEUX.items():
        arguments = lieux(decor)[0]
        if nom.startswith(espace) and arguments and nom not in A_JETON | MUETTES:
            chemin = reverse(nom, args=arguments)
            lu, ecrit = client.get(chemin), client.post(chemin, corps(decor))
            trouves[nom] = {lu.status_code, ecrit.status_code} - {404, 405}
    assert {nom: statuts for nom, statuts in trouves.items() if statuts} == {}


def test_un_numero_demesure_est_une_page_absente(decor):
    """Ni PostgreSQL ni SQLite n'ont de place pour lui : il ne doit pas casser la page."""
    en_panne = {}
    clients = {"espace_famille": mere(decor), "espace_agent": navigateur(decor.secretaire.compte)}
    for nom, lieux in LIEUX.items():
        arguments = [ENORME if isinstance(a, int) else a for a in lieux(decor)[0]]
        if ENORME in arguments:
            chemin, client = reverse(nom, args=arguments), clients[nom.partition(":")[0]]
            client.raise_request_exception = False
            statuts = {client.get(chemin).status_code, client.post(chemin, {}).status_code}
            if max(statuts) >= 500:
                en_panne[nom] = statuts
    assert en_panne == {}


FORGES = {
    "id_siecle": "1",
    "id_prv": "1",
    "id_national": "1234567890A",
    "photo": "{}",
    "etablissement": "1",
    "niveau_responsabilite": "1",
    "etat": "valide",
    "code_mef": "10010012110",
    "code_structure": "6Z",
    "par_agent": "1",
    "is_active": "1",
    "role": "direction",
}


@pytest.mark.parametrize("etape", ["moi", "eleve", "regime"])
def test_un_champ_que_l_ecran_n_offre_pas_est_ignore(decor, etape):
    client, adresse = mere(decor), famille(decor, etape)
    forges = {**FORGES, "personne": str(decor.pere.pk), "dossier": str(decor.diallo.dossier.pk)}
    page = client.get(adresse)
    fixes = ("id_siecle", "id_prv", "photo", "etablissement_id")
    avant = [list(m.objects.order_by("pk").values(*fixes)) for m in (Eleve, Personne)]
    dossiers = list(Dossier.objects.order_by("pk").values("pk", "etat", "code_mef_rentree"))
    assert client.post(adresse, {**saisie(page), **forges}).status_code == 302
    assert [list(m.objects.order_by("pk").values(*fixes)) for m in (Eleve, Personne)] == avant
    apres = list(Dossier.objects.order_by("pk").values("pk", "etat", "code_mef_rentree"))
    assert apres == dossiers
    assert not Eleve.objects.filter(code_structure="6Z").exists()


@pytest.mark.parametrize("qui", ["la mère", "un agent du collège", "un anonyme"])
def test_sans_jeton_rien_ne_s_ecrit(decor, qui):
    """Les téléphones sans connexion compris : le lien ouvre, la page donne le jeton."""
    client = navigateur(decor.compte_de(qui), enforce_csrf_checks=True)
    avant, statuts = base(), {}
    for nom, chemin in chemins(decor):
        statuts[nom] = client.post(chemin, corps(decor)).status_code
    assert {nom for nom, statut in statuts.items() if statut != 403} == set()
    assert base() == avant


@pytest.mark.parametrize("entete", ["HTTP_HOST", "HTTP_X_FORWARDED_HOST"])
def test_un_hote_forge_n_entre_dans_aucun_lien(decor, entete, settings):
    """Sinon « votre lien pour entrer » mènerait chez l'attaquant."""
    client = Client(raise_request_exception=False)
    hote = {entete: "pirate.exemple.fr"}
    reponse = client.post(reverse("espace_famille:lien"), {"moyen": decor.mere.mel}, **hote)
    attendu = 400 if entete == "HTTP_HOST" else 302
    assert reponse.status_code == attendu
    assert [m.to for m in mail.outbox if "pirate" in m.message().as_string()] == []


@pytest.mark.parametrize(
    "suite", ["https://pirate.exemple.fr/", "//pirate.exemple.fr", "/\\pirate"]
)
def test_la_connexion_ne_mene_pas_ailleurs(decor, client, suite):
    reponse = client.post(
        reverse("connexion_agent") + f"?next={suite}",
        {"mel": decor.secretaire.compte.mel, "mot_de_passe": "faux", "next": suite},
    )
    assert "pirate" not in reponse.headers.get("Location", "")


@pytest.mark.parametrize(
    "nom", ["../../etc/passwd.png", "..\\..\\boot.png", '"><img onerror=x>.png']
)
def test_le_nom_d_un_fichier_ne_touche_ni_le_disque_ni_la_page(decor, nom):
    """T-DOC-04 : l'attaque vue chez un autre service, un nom de fichier qui s'exécute."""
    client, adresse, envoi = GESTES["espace_famille:pieces"](decor)
    (champ,) = [cle for cle in envoi if cle.endswith("-fichier")]
    envoi[champ] = SimpleUploadedFile("x.png", png())
    envoi[champ]._name = nom
    client.post(adresse, envoi)
    neuve = PieceJointe.objects.exclude(pk=decor.piece.pk).get()
    assert neuve.fichier.name.startswith(f"{decor.dossier.pk}/")
    assert "onerror" not in client.get(adresse).content.decode()
    vue = navigateur(decor.secretaire.compte).get(reverse("espace_agent:piece", args=[neuve.pk]))
    assert "passwd" not in vue["Content-Disposition"]
    vue.close()
