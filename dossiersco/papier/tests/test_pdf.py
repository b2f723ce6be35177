"""Le PDF relu : balisé, en français, titré, polices jointes, même réuni de plusieurs morceaux."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from dossiersco.espace_agent.tests.donnees import creer_dossier, creer_personne
from dossiersco.papier import composition
from dossiersco.papier.actions import demander_feuilles, demander_lettres


@pytest.fixture(params=["lettres", "feuilles"])
def lu(request, campagne, agent, lire, monkeypatch):
    """Trois familles, deux par morceau : deux morceaux à réunir."""
    monkeypatch.setattr(composition, "PAR_MORCEAU", 2)
    for _ in range(3):
        creer_dossier(campagne, creer_personne(campagne))
    if request.param == "lettres":
        return lire(demander_lettres(campagne, qui="tous", ou="toutes", par=agent))
    return lire(demander_feuilles(campagne, ou="toutes", codes_neufs=True, par=agent))


def test_il_est_balise_titre_et_en_francais(lu):
    with lu.ouvrir() as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("fr")
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
            assert "COLLEGE DES LILAS" in meta["dc:title"]


def test_toutes_les_polices_sont_jointes(lu):
    with lu.ouvrir() as pdf:
        descriptions = [
            o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/FontName" in o
        ]
        assert descriptions
        assert all({"/FontFile2", "/FontFile3"} & set(d.keys()) for d in descriptions)


def test_chaque_page_retrouve_ses_balises_et_chaque_balise_sa_page(lu):
    with lu.ouvrir() as pdf:
        nombres = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        par_cle = {
            int(cle): balises for cle, balises in zip(nombres[::2], nombres[1::2], strict=True)
        }
        cles = [int(page.obj.StructParents) for page in pdf.pages]
        assert sorted(cles) == sorted(set(cles)) == sorted(par_cle)
        for cle, page in zip(cles, pdf.pages, strict=True):
            pages = {b.Pg.objgen for b in par_cle[cle] if isinstance(b, pikepdf.Dictionary)}
            assert pages <= {page.obj.objgen}
            assert pages


def test_chaque_famille_a_son_titre_et_son_image_decrite(lu):
    with lu.ouvrir() as pdf:
        balises = list(_balises(pdf.Root.StructTreeRoot))
        assert sum(b.S == "/H1" for b in balises) == 3
        figures = [b for b in balises if b.S == "/Figure"]
        assert len(figures) == 3
        assert all("QR" in str(figure.Alt) for figure in figures)


def _balises(noeud):
    enfants = noeud.get("/K", [])
    for enfant in enfants if isinstance(enfants, pikepdf.Array) else [enfants]:
        if isinstance(enfant, pikepdf.Dictionary) and "/S" in enfant:
            yield enfant
            yield from _balises(enfant)


def test_il_demande_le_recto_seul(lu):
    with lu.ouvrir() as pdf:
        assert pdf.Root.ViewerPreferences.Duplex == "/Simplex"


MESURE = """
import json, re, sys, tempfile, time
from pathlib import Path
from dossiersco.papier.composition import Atelier, Feuille
from dossiersco.papier.reunion import reunir
import segno, dossiersco.papier as papier
def feuille(n):
    qr = segno.make(f"https://exemple.fr/c/{n:012}/", error="m").svg_inline()
    return Feuille(n, "", {"expediteur": ["Collège"], "destinataire": [f"Mme {n}", "3 rue"],
        "objet": f"Lettre {n}", "corps": ["Bonjour"], "suite": ["Merci"], "code": "ABCD-EFGH-1234",
        "qr": qr, "qr_dit": "Code QR", "entrer": ["En ligne"]})
dossier = Path(tempfile.mkdtemp())
modele = Path(papier.__file__).with_name("lettre.typ")
debut = time.monotonic()
atelier = Atelier(modele, "Lettres", dossier, lambda n: None)
chemins, _ = atelier.composer(feuille(n) for n in range(int(sys.argv[1])))
reunir(chemins, dossier / "tout.pdf")
# Non ru_maxrss, qu'un processus hérite de celui qui l'a lancé.
sommet = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(json.dumps({"memoire": int(sommet[1]) / 1024, "duree": time.monotonic() - debut}))
"""


def test_neuf_cents_lettres_tiennent_en_memoire():
    """G7 : 200 Mo au plus ; d'un seul morceau, il en faudrait davantage. Dans un processus neuf,
    sinon on mesurerait les autres tests."""
    racine = Path(__file__).resolve().parents[3]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(racine)}
    code = "import django; django.setup()\n" + MESURE
    sortie = subprocess.run(
        [sys.executable, "-c", code, "900"], env=env, check=True, capture_output=True, cwd=racine
    )
    assert json.loads(sortie.stdout)["memoire"] < 200
