"""T24, T17, T-DOC-04 : ce que chaque réponse dit au navigateur, et ce qu'elle n'exécute pas."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import reverse

from dossiersco.dossiers import foyer
from dossiersco.dossiers.actions import modifier, noter, signer
from dossiersco.dossiers.invitations import remettre_code
from dossiersco.dossiers.models import Eleve, Personne
from tests.attaques.adresses import chemins
from tests.attaques.decor import Decor, navigateur
from tests.attaques.gestes import mere, secretaire

RACINE = Path(__file__).resolve().parents[2]
PIEGE = "</textarea><script>piege()</script>\"'><img src=piege onerror=piege()>"
BALISES = ("<script>piege", "<img src=piege")
# Elles ne disent rien de personne : un cache peut les garder.
DE_TOUS = {"espace_public:chiffres", "espace_public:accessibilite", "espace_public:vie_privee"}
EXIGES = {"X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff"}


def lire_jusqu_au_bout(reponse) -> None:
    """Un fichier se ferme ainsi ; `close()` fermerait aussi la connexion à PostgreSQL."""
    if reponse.streaming:
        b"".join(reponse.streaming_content)


def manques(reponse) -> list[str]:
    """Ce qu'une réponse oublie de dire."""
    politique = reponse.get("Content-Security-Policy", "")
    dits = [nom for nom, valeur in EXIGES.items() if reponse.get(nom) != valeur]
    if "default-src 'none'" not in politique or "unsafe" in politique:
        dits.append(f"CSP : {politique}")
    if "frame-ancestors 'none'" not in politique:
        dits.append("frame-ancestors")
    if "no-store" not in reponse.get("Cache-Control", "") and reponse.status_code != 405:
        dits.append(f"cache : {reponse.get('Cache-Control', 'rien')}")
    if reponse.get("Referrer-Policy", "") not in {"same-origin", "no-referrer"}:
        dits.append("Referrer-Policy")
    return dits


@pytest.mark.parametrize("qui", [mere, secretaire])
def test_chaque_reponse_se_tait_et_se_ferme(decor, qui):
    """Pages, documents, fichiers, erreurs : ni cache, ni cadre, ni script d'ailleurs."""
    client, oublis = qui(decor), {}
    for nom, chemin in chemins(decor):
        reponse = client.get(chemin)
        tus = ("cache",) if nom in DE_TOUS else ()
        if oubli := [manque for manque in manques(reponse) if not manque.startswith(tus)]:
            oublis[chemin] = oubli
        lire_jusqu_au_bout(reponse)
    assert oublis == {}


def test_les_temoins_ne_se_lisent_pas_d_un_script(decor, client):
    code = remettre_code(decor.martin.campagne, decor.mere)
    session = client.post(reverse("acces_par_code"), {"code": code}).cookies["sessionid"]
    assert (session["httponly"], session["samesite"]) == (True, "Lax")


def test_en_production_les_temoins_ne_voyagent_que_chiffres():
    code = (
        "from config import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS >= 31536000, s.DEBUG)"
    )
    reglages = {
        "DOSSIERSCO_PRODUCTION": "oui",
        "DOSSIERSCO_SECRET": "x" * 60,
        "DOSSIERSCO_HOTES": "dossiers.exemple.fr",
        "DOSSIERSCO_ADRESSE": "https://dossiers.exemple.fr",
    }
    dit = subprocess.run(
        [sys.executable, "-c", code],
        cwd=RACINE,
        env={**os.environ, **reglages},
        capture_output=True,
        text=True,
        check=True,
    )
    assert dit.stdout.split() == ["__Host-session", "__Host-csrf", *["True"] * 4, "False"]


def pieger(decor: Decor) -> None:
    """Dans tout ce qu'une famille écrit librement, et dans ce que SIECLE donne."""
    dossier, elle = decor.dossier, decor.mere
    Eleve.objects.filter(pk=dossier.eleve_id).update(prenom=PIEGE, ville_naiss=PIEGE[:32])
    Personne.objects.filter(pk=elle.pk).update(prenom=PIEGE, nom_de_famille=PIEGE)
    elle.refresh_from_db()
    adresse = {"LIGNE1_ADRESSE": PIEGE, "CODE_POSTAL": "59000", "LIBELLE_POSTAL": PIEGE}
    neufs = {"nom_usage": PIEGE, "adresse": adresse, "tel_personnel": PIEGE[:40], "mel": PIEGE}
    modifier(dossier, elle, neufs, par=elle)
    modifier(dossier, decor.dossier.eleve, {"prenom2": PIEGE, "nom_usage": PIEGE}, par=elle)
    signer(decor.dossier, par=elle)
    contact = {"nom": PIEGE, "lien": PIEGE[:60], "tel_portable": PIEGE[:40]}
    foyer.ecrire_contact(decor.dossier, None, contact, par=elle)
    foyer.demander(decor.dossier, "tiers", {"Nom": PIEGE, "Précision": PIEGE}, par=elle)
    for _ in range(2):
        noter(decor.dossier, par=elle, note=1, commentaire=PIEGE)
    decor.justificatif.nom = PIEGE[:60]
    decor.justificatif.save()


@pytest.mark.parametrize("qui", ["la mère", "l’autre parent", "un agent du collège"])
def test_ce_qu_une_famille_ecrit_ne_s_execute_chez_personne(decor, qui):
    pieger(decor)
    client = navigateur(decor.compte_de(qui))
    executes, lus = [], 0
    for _, chemin in chemins(decor):
        reponse = client.get(chemin)
        if reponse["Content-Type"].startswith("text/html"):
            page = reponse.content.decode()
            lus += "piege" in page
            executes += [chemin for balise in BALISES if balise in page]
        lire_jusqu_au_bout(reponse)
    assert executes == []
    assert lus > 0
