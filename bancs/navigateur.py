"""La première page d'une famille, servie comme `make demo` la sert, reçue par un vrai Chromium.

D'abord le lien du message, cache vide ; puis, « Continuer » touché, le dossier. Les octets comptés
sont ceux qui passent sur le réseau, en-têtes et redirections compris.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Page, ViewportSize, sync_playwright

from bancs.mesure import Mesure
from dossiersco.demonstration.preparation import etiquette

OCTETS_MAX, REQUETES_MAX = 60_000, 4
TELEPHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE = 60


def chromium_installe() -> str | None:
    """Le Chromium de Debian : l'entier, ce qu'un parent emploie, sinon celui des tests."""
    return shutil.which("chromium") or shutil.which("chromium-headless-shell")


def mesures() -> Iterator[Mesure | str]:
    chromium = chromium_installe()
    if chromium is None:
        yield "Laissé de côté : Chromium manque (apt-get install chromium)."
        return
    # La boucle de Playwright ferait croire à Django qu'il est en asynchrone : lire avant.
    code = etiquette().acces[0].code.replace("-", "")
    with demonstration() as adresse, ouvrir_chromium(chromium, TELEPHONE) as page:
        lien = Trafic(page)
        page.goto(f"{adresse}/acces/{code}/", wait_until="networkidle")
        yield from lien.mesures("Lien d'invitation, cache vide")
        dossier = Trafic(page)
        page.get_by_role("button", name="Continuer").click()
        page.wait_for_load_state("networkidle")
        yield from dossier.mesures("Puis le dossier")
        somme = lien.octets + dossier.octets
        yield Mesure("Les deux ensemble", somme / 1000, "ko", OCTETS_MAX / 1000)


class Trafic:
    """Ce qui passe sur le réseau depuis sa création. Une redirection est une requête ; ce que le
    cache du navigateur fournit n'en est pas une."""

    def __init__(self, page: Page) -> None:
        self.requetes = self.octets = 0
        session = page.context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", self._partie)
        session.on("Network.requestServedFromCache", self._du_cache)
        session.on("Network.responseReceived", self._repondue)
        session.on("Network.loadingFinished", self._recue)
        session.send("Network.enable")
        self._session = session

    def mesures(self, nom: str) -> Iterator[Mesure]:
        self._session.detach()
        yield Mesure(f"{nom}, octets transférés", self.octets / 1000, "ko", OCTETS_MAX / 1000)
        yield Mesure("— requêtes HTTP", self.requetes, "requêtes", REQUETES_MAX)

    def _partie(self, evenement: dict[str, Any]) -> None:
        if not evenement["request"]["url"].startswith("data:"):
            self.requetes += 1
        self.octets += int(evenement.get("redirectResponse", {}).get("encodedDataLength", 0))

    def _du_cache(self, _evenement: dict[str, Any]) -> None:
        """De la mémoire : Chromium l'avait annoncée comme partie."""
        self.requetes -= 1

    def _repondue(self, evenement: dict[str, Any]) -> None:
        self.requetes -= bool(evenement["response"].get("fromDiskCache"))

    def _recue(self, evenement: dict[str, Any]) -> None:
        self.octets += int(evenement["encodedDataLength"])


@contextmanager
def ouvrir_chromium(chromium: str, taille: ViewportSize) -> Iterator[Page]:
    options = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        navigateur = playwright.chromium.launch(executable_path=chromium, args=options)
        yield navigateur.new_page(viewport=taille, locale="fr-FR")
        navigateur.close()


@contextmanager
def demonstration() -> Iterator[str]:
    """La commande `demo` : gunicorn et l'ouvrier, sur le dossier et la base de ce banc."""
    port = _port_libre()
    dossiersco = Path(sys.executable).with_name("dossiersco")
    commande = [str(dossiersco), "demo", "--port", str(port)]
    muet = subprocess.DEVNULL
    with subprocess.Popen(commande, stdout=muet, stderr=muet) as service:
        try:
            adresse = f"http://127.0.0.1:{port}"
            _attendre(service, f"{adresse}/")
            yield adresse
        finally:
            service.send_signal(signal.SIGTERM)


def _port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port: int = prise.getsockname()[1]
    return port


def _attendre(service: subprocess.Popen[bytes], adresse: str) -> None:
    limite = time.monotonic() + PATIENCE
    while service.poll() is None and time.monotonic() < limite:
        try:
            with urlopen(adresse):
                return
        except URLError:
            time.sleep(0.2)
    raise TimeoutError("la démonstration ne répond pas : `make demo` dira pourquoi")
