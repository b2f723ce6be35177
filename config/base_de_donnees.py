"""`DATABASE_URL` -> le réglage DATABASES de Django (SQLite ou PostgreSQL, rien d'autre)."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# Mesuré : sans IMMEDIATE, deux écritures simultanées échouent au lieu d'attendre leur tour.
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
}


def depuis_url(url: str) -> dict[str, Any]:
    """`sqlite:///chemin` (relatif), `sqlite:////chemin` (absolu) ou `postgres://u:p@hote:port/base`."""
    morceaux = urlsplit(url)
    if morceaux.scheme == "sqlite":
        chemin = morceaux.path[1:] or ":memory:"
        if chemin != ":memory:":
            Path(chemin).parent.mkdir(parents=True, exist_ok=True)
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": chemin, "OPTIONS": SQLITE}
    if morceaux.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": morceaux.path[1:],
            "USER": unquote(morceaux.username or ""),
            "PASSWORD": unquote(morceaux.password or ""),
            "HOST": morceaux.hostname or "",
            "PORT": str(morceaux.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(morceaux.query)),
        }
    raise ImproperlyConfigured(
        f"DATABASE_URL commence par « {morceaux.scheme} » : écrire sqlite:/// ou postgres://."
    )
