"""Sert la démonstration : le site et l'ouvrier, jusqu'à Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from dossiersco.demonstration.preparation import etiquette, lien

# Muet : l'annonce des codes doit rester à l'écran.
OUVRIER = ("ouvrier", "--verbosity", "0")


class Command(BaseCommand):
    help = "Prépare (la première fois) et sert un collège fictif."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *_: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            _recommencer_en_demonstration(options["port"])
        call_command("collectstatic", verbosity=0, interactive=False)
        self._annoncer()
        _servir(options["port"])

    def _annoncer(self) -> None:
        annonce = etiquette()
        adresse = settings.ADRESSE_PUBLIQUE
        self.stdout.write(f"\nLe site :          {adresse}/")
        self.stdout.write(f"Courriels et SMS : {adresse}/boite/\n")
        self.stdout.write(f"\nLe secrétariat :   {adresse}/connexion/")
        self.stdout.write(f"  {annonce.mel}\n  {annonce.mot_de_passe}")
        self.stdout.write(f"La direction, avec le même mot de passe :\n  {annonce.mel_direction}")
        self.stdout.write(
            "Le second facteur s’essaie dans « Mon compte », « Relier une application » ;"
        )
        self.stdout.write("l’exiger de tous : DOSSIERSCO_SECOND_FACTEUR=oui make demo.\n")
        self.stdout.write("\nDes responsables (un code, ou le lien) :")
        for acces in annonce.acces:
            self.stdout.write(f"  {acces.situation} : {acces.nom}")
            self.stdout.write(f"    {acces.code}   {lien(acces.code)}")
        self.stdout.write("\nCtrl-C pour arrêter. `make demo-neuf` recommence à zéro.")
        self.stdout.flush()


def _recommencer_en_demonstration(port: int) -> None:
    """Les réglages se lisent au démarrage : on se relance avec ceux de la démonstration."""
    var = os.environ.get("DOSSIERSCO_VAR", str(Path(settings.RACINE) / "var" / "demo"))
    environnement = {
        **os.environ,
        "DOSSIERSCO_DEMONSTRATION": "oui",
        "DOSSIERSCO_VAR": var,
        "DOSSIERSCO_ADRESSE": f"http://127.0.0.1:{port}",
        "DOSSIERSCO_MEL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
    }
    os.execve(sys.executable, [sys.executable, *sys.argv], environnement)  # noqa: S606 (nous-mêmes)


def _servir(port: int) -> None:
    """Gunicorn et l'ouvrier ; l'ouvrier est relancé s'il meurt, le site arrête tout."""
    dossiersco = [sys.executable, "-m", "django"]
    site = _lancer([sys.executable, "-m", "gunicorn", *_options(port), "config.wsgi"])
    ouvrier = _lancer([*dossiersco, *OUVRIER])
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        while site.poll() is None:
            if ouvrier.poll() is not None:
                ouvrier = _lancer([*dossiersco, *OUVRIER])
            time.sleep(1)
    except KeyboardInterrupt:
        pass
    finally:
        for processus in (site, ouvrier):
            processus.terminate()
            processus.wait(timeout=10)
    sys.exit(site.returncode if site.returncode and site.returncode > 0 else 0)


def _options(port: int) -> list[str]:
    return ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--log-level", "warning"]


def _lancer(commande: list[str]) -> subprocess.Popen[bytes]:
    environnement = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.Popen(commande, env=environnement)  # noqa: S603 (arguments à nous)
