"""Ce qui vaut pour tous les tests, à côté du code comme sous tests/ : d'où sa place à la racine."""

import gc
import os
from collections.abc import Callable, Generator
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client, TransactionTestCase
from hypothesis import settings

# Playwright fait tourner une boucle dans ce fil : Django croirait être en asynchrone.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# La machine de test est lente par moments : une durée ne dit rien d'une propriété.
settings.register_profile("dossiersco", deadline=None, print_blob=True)
settings.load_profile("dossiersco")

EN_CI = os.environ.get("CI") == "true"
# Les tests qu'on a le droit de sauter en CI, un par ligne avec sa raison. Aucun.
SAUTS_PERMIS: frozenset[str] = frozenset()

OUVRENT_LA_BASE = frozenset({"db", "transactional_db", "live_server"})
LECTURES = ("SELECT ", "SAVEPOINT ", "RELEASE SAVEPOINT ", "ROLLBACK TO SAVEPOINT ")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    rapport = yield
    attendu = hasattr(rapport, "wasxfail") or item.nodeid in SAUTS_PERMIS
    if EN_CI and rapport.skipped and not attendu:
        rapport.outcome = "failed"
        rapport.longrepr = f"Sauté, ce que la CI refuse : {rapport.longreprtext}"
    return rapport


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Un fichier sauté en entier (`importorskip`) est aussi un saut."""
    rapport = yield
    if EN_CI and rapport.skipped:
        rapport.outcome = "failed"
        rapport.longrepr = f"Sauté, ce que la CI refuse : {rapport.longreprtext}"
    return rapport


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--avec-base",
        action="store_true",
        help="ne joue que les tests qui ouvrent la base : les autres ne dépendent pas d'elle",
    )


def ouvre_la_base(item: pytest.Item) -> bool:
    """Ce que pytest-django exige pour s'y connecter : la marque, une fixture, un `TestCase`."""
    fixtures = getattr(item, "fixturenames", ())
    classe = getattr(item, "cls", None)
    return (
        item.get_closest_marker("django_db") is not None
        or not OUVRENT_LA_BASE.isdisjoint(fixtures)
        or (isinstance(classe, type) and issubclass(classe, TransactionTestCase))
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Ce qui ne se joue pas ici est désélectionné, ce que le bilan compte et dit.

    SQLite en mémoire n'a qu'une connexion : les courses ne se jouent que sur PostgreSQL.
    """

    def se_joue(item: pytest.Item) -> bool:
        if connection.vendor != "postgresql" and item.get_closest_marker("postgres"):
            return False
        return ouvre_la_base(item) or not config.getoption("avec_base")

    ailleurs = [item for item in items if not se_joue(item)]
    config.hook.pytest_deselected(items=ailleurs)
    items[:] = [item for item in items if se_joue(item)]


def pytest_collection_finish() -> None:
    """Des milliers de tests rassemblés vivent jusqu'au bout : que le ramasse-miettes ne les relise
    plus. Un septième du processeur d'une suite."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


class EcritureEnLecture(AssertionError):
    """Une page demandée par GET a voulu écrire en base."""


def _lecture_seule(
    executer: Callable[..., Any], sql: str, params: Any, plusieurs: bool, contexte: Any
) -> Any:
    if not sql.lstrip("( ").upper().startswith(LECTURES):
        raise EcritureEnLecture(sql)
    return executer(sql, params, plusieurs, contexte)


class ClientEnLecture(Client):
    """Le client de Django, dont GET et HEAD refusent tout SQL qui n'est pas une lecture."""

    def generic(self, method: str, *args: Any, **kwargs: Any) -> Any:
        with ExitStack() as garde:
            if method in {"GET", "HEAD"}:
                for connexion in connections.all(initialized_only=True):
                    garde.enter_context(connexion.execute_wrapper(_lecture_seule))
            return super().generic(method, *args, **kwargs)


@pytest.fixture
def client() -> ClientEnLecture:
    """Remplace celui de pytest-django : partout, lire une page n'écrit rien."""
    return ClientEnLecture()
