"""La page de connexion, l'accueil et un bloc, vus par Lighthouse (que `make phare` installe).

Profil « mobile » de Lighthouse pour les notes ; puis le réseau d'une famille mal servie (300 ms,
0,7 Mbit/s) pour le plus grand élément affiché (LCP).
"""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import sync_playwright

from bancs.mesure import Mesure
from bancs.navigateur import chromium_installe, demonstration
from dossiersco.demonstration.preparation import etiquette

LIGHTHOUSE = Path(__file__).parent / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
NOTES = {"performance": 98, "accessibility": 100, "best-practices": 100}
# Le réseau est vraiment ralenti, plutôt que calculé après coup.
PAUVRE = (
    "--throttling-method=devtools",
    "--throttling.requestLatencyMs=300",
    "--throttling.downloadThroughputKbps=700",
    "--throttling.uploadThroughputKbps=700",
)
LCP_MAX = 1.5
# Lighthouse perd parfois la page de vue (NO_NAVSTART) : on lui redemande.
ESSAIS = 3


def mesures() -> Iterator[Mesure | str]:
    chromium = chromium_installe()
    if chromium is None or not LIGHTHOUSE.exists():
        yield "Laissé de côté : Chromium ou Lighthouse manque (make phare)."
        return
    # La boucle de Playwright ferait croire à Django qu'il est en asynchrone : lire avant.
    code = etiquette().acces[-1].code.replace("-", "")
    with demonstration() as adresse:
        for nom, page in _pages(chromium, adresse, code).items():
            yield from _page(nom, *page)


def _pages(chromium: str, adresse: str, code: str) -> dict[str, tuple[str, str]]:
    """{nom: (adresse, cookies)} : un responsable de plusieurs enfants, connecté."""
    options = ["--disable-gpu", *_bac_a_sable()]
    with sync_playwright() as playwright:
        navigateur = playwright.chromium.launch(executable_path=chromium, args=options)
        page = navigateur.new_page(locale="fr-FR")
        page.goto(f"{adresse}/acces/{code}/")
        page.get_by_role("button", name="Continuer").click()
        accueil = page.url
        page.locator("main a.fr-btn").first.click()
        page.get_by_role("link", name="Modifier vos coordonnées").click()
        bloc = page.url
        cookies = "; ".join(f"{c['name']}={c['value']}" for c in page.context.cookies())
        navigateur.close()
    return {
        "Connexion": (f"{adresse}/", ""),
        "Accueil de la famille": (accueil, cookies),
        "Bloc « Vous »": (bloc, cookies),
    }


def _page(nom: str, adresse: str, cookies: str) -> Iterator[Mesure]:
    rapport = _lighthouse(adresse, cookies)
    for categorie, borne in NOTES.items():
        note = 100 * float(rapport["categories"][categorie]["score"] or 0)
        # La borne d'une mesure est un maximum : on compte les points perdus.
        yield Mesure(f"{nom}, {categorie} : points perdus sur 100", 100 - note, "", 100 - borne)
    requetes = rapport["audits"]["network-requests"]["details"]["items"]
    vraies = [r for r in requetes if not r["url"].startswith("data:")]
    yield Mesure("— octets transférés", sum(r["transferSize"] for r in vraies) / 1000, "ko", 60)
    yield Mesure("— requêtes", len(vraies), "requêtes", 4)
    scripts = sum(r["transferSize"] for r in vraies if r.get("resourceType") == "Script")
    yield Mesure("— dont JavaScript", scripts / 1000, "ko", 20)
    lent = _lighthouse(adresse, cookies, *PAUVRE)["audits"]["largest-contentful-paint"]
    yield Mesure("— LCP à 300 ms et 0,7 Mbit/s", lent["numericValue"] / 1000, "s", LCP_MAX)


def _lighthouse(adresse: str, cookies: str, *options: str) -> dict[str, Any]:
    for _ in range(ESSAIS):
        with TemporaryDirectory(prefix="dossiersco-phare-") as dossier:
            rapport = _une_fois(Path(dossier), adresse, cookies, options)
        if "runtimeError" not in rapport:
            return rapport
    raise RuntimeError(f"Lighthouse n'a pas pu lire {adresse} : {rapport['runtimeError']}")


def _une_fois(
    dossier: Path, adresse: str, cookies: str, options: tuple[str, ...]
) -> dict[str, Any]:
    sortie, entetes = dossier / "rapport.json", dossier / "entetes.json"
    entetes.write_text(json.dumps({"Cookie": cookies} if cookies else {}))
    drapeaux = " ".join(["--headless=new", "--disable-gpu", *_bac_a_sable()])
    commande = [
        *(str(LIGHTHOUSE), adresse, "--quiet", "--output=json", f"--output-path={sortie}"),
        *(f"--chrome-flags={drapeaux}", f"--extra-headers={entetes}"),
        *(f"--only-categories={','.join(NOTES)}", *options),
    ]
    environnement = {**os.environ, "CHROME_PATH": chromium_installe() or ""}
    muet = subprocess.DEVNULL
    subprocess.run(commande, env=environnement, check=False, stdout=muet, stderr=muet)
    if not sortie.exists():
        return {"runtimeError": "aucun rapport"}
    rapport: dict[str, Any] = json.loads(sortie.read_text(encoding="utf-8"))
    return rapport


def _bac_a_sable() -> list[str]:
    return ["--no-sandbox"] if os.geteuid() == 0 else []
