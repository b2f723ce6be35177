"""Le menu dit où l'on est, même dans un écran qui s'ouvre depuis un autre."""

import re

import pytest
from django.urls import reverse

from dossiersco.campagnes.models import Campagne


def ici(client, nom):
    page = client.get(reverse(f"espace_agent:{nom}")).content.decode()
    return re.findall(r'aria-current="(\w+)">([^<]+)</a>', page)


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("file", ("page", "À traiter")),
        ("documents", ("true", "La campagne")),
        ("questions", ("true", "La campagne")),
        ("relances", ("true", "Inviter")),
        ("revues", ("true", "À traiter")),
        ("visites", ("true", "Qui peut quoi")),
    ],
)
def test_le_menu_dit_ou_l_on_est(secretaire, campagne, nom, attendu):
    assert ici(secretaire, nom) == [attendu]


def test_sans_campagne_aussi(secretaire, campagne):
    Campagne.objects.all().delete()
    assert ici(secretaire, "formations") == [("page", "Formations")]
