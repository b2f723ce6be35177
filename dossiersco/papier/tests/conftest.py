import io
import re

import pikepdf
import pypdfium2
import pytest

from dossiersco.espace_agent.tests.donnees import creer_agent, creer_campagne


@pytest.fixture
def campagne(db):
    campagne = creer_campagne()
    campagne.etablissement.denom_princ = "COLLEGE DES LILAS"
    campagne.etablissement.telephone = "01 99 00 12 34"
    campagne.etablissement.save()
    return campagne


@pytest.fixture
def agent(campagne):
    return creer_agent(campagne)


class Lu:
    """Un tirage relu : son texte page par page, et son fichier ouvert."""

    def __init__(self, tirage):
        with tirage.fichier.open("rb") as flux:
            self.contenu = flux.read()
        document = pypdfium2.PdfDocument(self.contenu)
        self.pages = [page.get_textpage().get_text_bounded() for page in document]
        document.close()

    @property
    def texte(self):
        return "\n".join(self.pages)

    @property
    def codes(self):
        return re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", self.texte)

    def ouvrir(self):
        return pikepdf.open(io.BytesIO(self.contenu))


@pytest.fixture
def lire():
    def faire(tirage):
        tirage.refresh_from_db()
        assert tirage.etat == "pret", tirage.laisses
        return Lu(tirage)

    return faire
