#!/usr/bin/env python
"""Comme `dossiersco`, pour qui vient de Django."""

from config.commande import principale

if __name__ == "__main__":
    principale()
