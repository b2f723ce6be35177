"""Les réglages des tests : ceux du service, plus rapides, et rien hors d'un dossier jetable."""

from pathlib import Path
from tempfile import TemporaryDirectory

from config.settings import *  # noqa: F403 (les mêmes réglages : c'est le but)
from config.settings import STORAGES

_JETABLE = TemporaryDirectory(prefix="dossiersco-tests-")
VAR = Path(_JETABLE.name)
STATIC_ROOT = VAR / "statique"
STATIC_ROOT.mkdir()
MEDIA_ROOT = VAR / "media"
EMAIL_FILE_PATH = VAR / "mels"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

STORAGES = {
    **{
        nom: {**reglage, "OPTIONS": {**reglage["OPTIONS"], "location": VAR / nom}}
        for nom, reglage in STORAGES.items()
        if "OPTIONS" in reglage
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DELAI_ANNONCES = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
# Chaque test qui le regarde le demande ; les autres entrent sans.
SECOND_FACTEUR = False
SMS_BACKEND = "tests.sms.Memoire"
