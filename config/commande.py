"""La commande `dossiersco` : celles du service, et toutes celles de Django."""

import os
import sys

from django.core.management import execute_from_command_line


def principale() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    execute_from_command_line(sys.argv)
