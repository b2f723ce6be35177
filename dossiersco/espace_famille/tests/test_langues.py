"""Une seconde langue sous le français : choisie, retenue, sur toutes les pages d'une famille."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from dossiersco.comptes.models import Compte
from dossiersco.espace_famille.tests.pages import html

pytestmark = pytest.mark.django_db


def choisir(client: Client, langue: str, suite: str = "/") -> str:
    reponse = client.post(reverse("langue"), {"langue": langue, "suite": suite})
    assert reponse.status_code == 302
    return reponse["Location"]
