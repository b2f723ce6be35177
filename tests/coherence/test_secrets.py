"""Le dépôt ne dit rien de la machine où il fut écrit, ni d'où viennent ses paquets."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.coherence.outils import RACINE, fichiers_du_depot

# Écrits en morceaux : ce fichier est lu comme les autres.
CHEMINS = ("/" + "work/", "/" + "root/", "/" + "home/", str(RACINE))
MESURE_MAX = 1_500_000


def hotes() -> set[str]:
    """Les index que connaît pip, demandés à pip : aucun n'est écrit ici."""
    interne = "from pip._internal.models.index import PyPI; print(PyPI.netloc); "
    interne += "print(PyPI.file_storage_domain)"
    demandes = [["-c", interne], ["-m", "pip", "config", "list"]]
    sorties = [
        subprocess.run([sys.executable, *demande], capture_output=True, text=True, check=True)
        for demande in demandes
    ]
    premiers = set(sorties[0].stdout.split())
    return premiers | set(re.findall(r"https?://([^/\s'\"]+)", sorties[1].stdout))


def texte(fichier: Path) -> str:
    return fichier.read_bytes().decode("utf-8", errors="ignore")


def fautes(mots: set[str]) -> list[str]:
    motif = re.compile("|".join(re.escape(mot) for mot in sorted(mots)))
    return [
        f"{fichier.relative_to(RACINE)} : {trouve[0]}"
        for fichier in fichiers_du_depot()
        if (trouve := motif.search(texte(fichier)))
    ]


def test_aucun_chemin_de_cette_machine():
    assert fautes(set(CHEMINS)) == []


def test_aucune_adresse_d_index_de_paquets():
    noms = hotes()
    assert len(noms) >= 2
    assert fautes(noms) == []


def test_aucun_verrou_qui_nomme_un_hote():
    assert not (RACINE / "uv.lock").exists()


def test_un_mot_present_serait_vu():
    assert fautes({"DossierSCO"})


def test_aucun_gros_fichier():
    gros = [f.name for f in fichiers_du_depot() if f.stat().st_size > MESURE_MAX]
    assert gros == []


@pytest.mark.parametrize("nom", [".env", "dossiersco.sqlite3", "id_rsa"])
def test_aucun_fichier_de_secrets(nom):
    assert [f for f in fichiers_du_depot() if f.name == nom] == []
