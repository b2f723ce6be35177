"""Ce qu'un parcours mesure : les gestes d'un parent, le poids des pages, l'accessibilité."""

import os
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from tests.parcours import captures

ZOOM_200 = 640


@dataclass
class Gestes:
    """Compte comme un doigt : entrer dans un champ est une touche, chaque signe un caractère."""

    touches: int = 0
    caracteres: int = 0

    def toucher(self, cible: Locator) -> None:
        self.touches += 1
        cible.click()

    def saisir(self, cible: Locator, texte: str) -> None:
        self.touches += 1
        self.caracteres += len(texte)
        cible.fill(texte)

    def choisir(self, cible: Locator, libelle: str) -> None:
        """Ouvrir la liste, toucher la ligne."""
        self.touches += 2
        cible.select_option(label=libelle)

    def joindre(self, cible: Locator, fichier: Path) -> None:
        """Ouvrir l'appareil photo, déclencher."""
        self.touches += 2
        cible.set_input_files(fichier)

    def annoncer(self, parcours: str) -> None:
        """Se lit avec `pytest -s` : le compte que le parcours tient."""
        sys.stdout.write(f"\n{parcours} : {self.touches} gestes, {self.caracteres} caractères\n")


class EnCours:
    """Les demandes que le serveur de test a commencé à traiter et pas fini."""

    def __init__(self) -> None:
        self.nombre = 0
        self.verrou = threading.Lock()

    def commence(self, **_: Any) -> None:
        with self.verrou:
            self.nombre += 1

    def finit(self, **_: Any) -> None:
        with self.verrou:
            self.nombre -= 1

    def attendre(self, secondes: float = 20) -> None:
        """Le calme, revu un instant plus tard : une page fermée peut encore envoyer."""
        limite = time.monotonic() + secondes
        calmes = 0
        while calmes < 2:
            assert time.monotonic() < limite, f"{self.nombre} demandes sans fin."
            calmes = 0 if self.nombre else calmes + 1
            time.sleep(0.02)


class Trafic:
    """Requêtes parties et octets reçus (en-têtes compris) depuis sa création."""

    def __init__(self, page: Page) -> None:
        self.requetes: list[str] = []
        self.octets = 0
        session = page.context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", self._partie)
        session.on("Network.loadingFinished", self._recue)
        session.send("Network.enable")

    def _partie(self, evenement: dict[str, Any]) -> None:
        adresse = evenement["request"]["url"]
        if not adresse.startswith("data:"):
            self.requetes.append(adresse)

    def _recue(self, evenement: dict[str, Any]) -> None:
        self.octets += int(evenement["encodedDataLength"])


def verifier_axe(page: Page, nom: str) -> None:
    """La page entière, en-tête et pied compris : aucune violation, aucun défilement de côté.

    Avec CAPTURES dans l'environnement, garde aussi l'image de l'écran (`captures.py`). Demande
    JavaScript : une page ouverte par `sans_js` ne se vérifie pas ici (axe n'y répondrait jamais).
    """
    largeur = page.viewport_size["width"] if page.viewport_size else 0
    if os.environ.get("CAPTURES"):
        captures.garder(nom, largeur, page.screenshot(full_page=True))
    # Ne décrire que les violations : axe décrirait aussi, un à un, les éléments sans défaut.
    resultat = Axe().run(page, options={"resultTypes": ["violations"]})
    assert resultat.violations_count == 0, resultat.generate_report()
    _verifier_la_largeur(page, nom, largeur)
    if largeur > ZOOM_200 and page.viewport_size:
        # Un ordinateur de 1 280 px à 200 % : la page a 640 px.
        taille = page.viewport_size
        page.set_viewport_size({"width": ZOOM_200, "height": taille["height"]})
        _verifier_la_largeur(page, f"{nom} à 200 %", ZOOM_200)
        page.set_viewport_size(taille)


def _verifier_la_largeur(page: Page, nom: str, largeur: int) -> None:
    deborde = page.evaluate("document.documentElement.scrollWidth")
    assert deborde <= largeur, f"{nom} déborde : {deborde} px sur un écran de {largeur}"
