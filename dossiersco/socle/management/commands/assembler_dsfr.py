"""Écrit la feuille de style réduite ; ne fait rien si elle est déjà à jour."""

from typing import Any

import brotli
from django.core.management.base import BaseCommand

from dossiersco.socle import theme


class Command(BaseCommand):
    help = "Assemble la feuille de style (extrait du DSFR) que servent toutes les pages."
    # La feuille se fait à l'installation, avant qu'aucune base n'existe.
    requires_system_checks = ()

    def handle(self, *_args: object, **options: Any) -> None:
        if theme.est_a_jour():
            return
        css = theme.assembler()
        theme.FEUILLE.parent.mkdir(parents=True, exist_ok=True)
        theme.FEUILLE.write_text(css, encoding="utf-8")
        if options["verbosity"]:
            poids = len(brotli.compress(css.encode()))
            self.stdout.write(f"Feuille de style : {len(css)} octets, {poids} sur le réseau.")
