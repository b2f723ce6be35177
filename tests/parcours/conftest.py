"""Le navigateur des parcours : le Chromium de Debian, jamais téléchargé."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.parcours.college import Decor, dresser
from tests.parcours.outils import EnCours, Gestes

TELEPHONE = {"width": 390, "height": 844}
ORDINATEUR = {"width": 1280, "height": 900}

# Une image prise par Playwright laisse des `style=""`, que htmx recopie et que la politique refuse.
STYLE_VIDE = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
# Un formulaire refusé répond 422, une page absente 404 : c'est voulu, Chromium s'en plaint.
# Un frère validé du même coup, pas encore dans la page : htmx dit qu'il n'a rien à y remplacer.
SANS_GRAVITE = re.compile(
    rf"^Failed to load resource|htmx:oobErrorNoTarget|{re.escape(STYLE_VIDE)}"
)

Ouvrir = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    # Le même moteur sans fenêtre (`chromium-headless-shell`), un tiers plus léger que l'entier.
    chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if chromium is None:
        pytest.skip("Laissé de côté : Chromium n’est pas installé (apt-get install chromium).")
    # En français si `chromium-l10n` est là ; sinon « Choose Files » reste en anglais.
    arguments = ["--disable-gpu", "--disable-background-networking", "--lang=fr-FR"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    langue = {**os.environ, "LANGUAGE": "fr"}
    return {"executable_path": chromium, "args": arguments, "env": langue}


@pytest.fixture(autouse=True)
def serveur_au_repos(transactional_db: None) -> Iterator[None]:
    """Vider les tables pendant qu'une page fermée sauve son brouillon bloquerait les deux : la base
    n'est rendue (`transactional_db`) que le serveur au repos, navigateurs fermés."""
    en_cours = EnCours()
    request_started.connect(en_cours.commence)
    request_finished.connect(en_cours.finit)
    yield
    en_cours.attendre()
    request_started.disconnect(en_cours.commence)
    request_finished.disconnect(en_cours.finit)


@pytest.fixture
def contexte(new_context: Any, live_server: Any) -> Callable[..., BrowserContext]:
    """Un navigateur neuf (ni cookie ni cache) devant le service : une personne, un contexte."""

    def ouvrir(taille: dict[str, int] = TELEPHONE, **options: Any) -> BrowserContext:
        ouvert: BrowserContext = new_context(
            base_url=live_server.url, viewport=taille, locale="fr-FR", **options
        )
        return ouvert

    return ouvrir


@pytest.fixture
def ouvrir(contexte: Callable[..., BrowserContext]) -> Iterator[Ouvrir]:
    """`ouvrir()` ou `ouvrir(ORDINATEUR)` : une page, qui ne doit rien avoir crié à la console."""
    cris: list[str] = []

    def entendre(message: ConsoleMessage) -> None:
        if message.type == "error" and not SANS_GRAVITE.search(message.text):
            cris.append(message.text)

    def page_neuve(taille: dict[str, int] = TELEPHONE, **options: Any) -> Page:
        page = contexte(taille, **options).new_page()
        page.on("console", entendre)
        page.on("pageerror", lambda erreur: cris.append(str(erreur)))
        return page

    yield page_neuve
    assert cris == []


@pytest.fixture
def page_mobile(ouvrir: Ouvrir) -> Page:
    return ouvrir(TELEPHONE)


@pytest.fixture
def page_large(ouvrir: Ouvrir) -> Page:
    return ouvrir(ORDINATEUR)


@pytest.fixture
def sans_js(contexte: Callable[..., BrowserContext]) -> BrowserContext:
    return contexte(TELEPHONE, java_script_enabled=False)


@pytest.fixture
def gestes() -> Gestes:
    return Gestes()


@pytest.fixture
def decor(tmp_path: Path, transactional_db: None) -> Decor:
    return dresser(tmp_path)
