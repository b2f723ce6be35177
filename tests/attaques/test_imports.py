"""T-IMP : un export hostile est refusé sans rien écrire ; un export tordu ne casse aucune page."""

import io
import re
import zipfile
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.comptes.models import Compte
from dossiersco.dossiers.models import Dossier, Eleve, Personne, Rattachement, Responsable
from dossiersco.dossiers.tests.factories import AgentFactory, donner_compte
from dossiersco.echanges.actions import creer_college
from dossiersco.espace_famille.parcours import ETAPES
from dossiersco.etablissements.droits import Role
from dossiersco.siecle.fabrique import ecrire, fabriquer
from dossiersco.siecle.tests.exports_fictifs import (
    bloc,
    document,
    eleve,
    fichier_eleves,
    fichier_responsables,
    lien,
    personne,
    zip_de,
)
from tests.attaques.decor import navigateur
from tests.attaques.effets import base

UAI = "0750999Z"
SIECLE = reverse("espace_agent:siecle")
XML = fichier_eleves(eleve())
DTD = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
RIRES = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "' + "&a;" * 50 + '">]>'


def avec(declaration: str, texte: str) -> bytes:
    corps = XML.decode("iso-8859-15").replace("DIALLO", texte)
    return corps.replace("\n", f"\n{declaration}\n", 1).encode("iso-8859-15")


HOSTILES: dict[str, bytes] = {
    "entité externe": avec(DTD, "&a;"),
    "milliard de rires": avec(RIRES, "&b;"),
    "profondeur": document("BEE_ELEVES", "<A>" * 5000 + "</A>" * 5000),
    "bombe zip": zip_de({"x.xml": XML + b" " * 80_000_000}),
    "zip dans un zip": zip_de({"x.xml": zip_de({"y.xml": XML})}),
    "deux XML": zip_de({"a.xml": XML, "b.xml": XML}),
    "mille fichiers": zip_de({f"{n}.xml": XML for n in range(1000)}, zipfile.ZIP_STORED),
    "tronqué": zip_de({"x.xml": XML})[:-40],
    "tableur": zip_de({"[Content_Types].xml": b"<x/>"}),
    "UTF-16": "<?xml version='1.0' encoding='UTF-16'?><x/>".encode("utf-16"),
    "autre collège": fichier_eleves(eleve(), UAJ="0590182C"),
    "sans collège": fichier_eleves(eleve(), UAJ=None),
    "autre année": fichier_eleves(eleve(), ANNEE_SCOLAIRE="2019"),
    "une page Web": b"<html><script>alert(1)</script></html>",
    "une photo": b"\xff\xd8\xff\xe0" + b"\0" * 50,
}


@pytest.fixture
def secretaire(db) -> Client:
    college = creer_college(UAI, 2026)
    Campagne.objects.update(ouverte_le=timezone.now())
    return navigateur(AgentFactory(etablissement=college, role=Role.DIRECTION).compte)


def deposer(client: Client, *contenus: bytes, nom: str = "export.zip") -> int:
    fichiers = [SimpleUploadedFile(nom, contenu) for contenu in contenus]
    return client.post(SIECLE, {"fichiers": fichiers}).status_code


@pytest.mark.parametrize("quoi", HOSTILES)
def test_un_export_hostile_ne_laisse_rien(secretaire, quoi):
    """T-IMP-01, T-IMP-04."""
    avant = base()
    assert deposer(secretaire, HOSTILES[quoi]) == 422
    assert base() == avant


def test_un_nom_d_archive_ne_sort_pas_du_dossier(secretaire, tmp_path):
    """Rien n'est extrait : « zip slip » n'a où glisser."""
    dehors = f"../../../../../..{tmp_path}/intrus.xml"
    assert deposer(secretaire, zip_de({dehors: XML}), nom="../../export.zip") == 302
    assert not list(tmp_path.iterdir())
    assert Eleve.objects.count() == 1


@pytest.mark.parametrize("part", range(0, 100, 10))
def test_un_export_coupe_ne_laisse_rien(secretaire, part):
    """T-IMP-05."""
    fiches = fichier_eleves(*(eleve(str(n), ID_NATIONAL=None) for n in range(30)))
    assert deposer(secretaire, fiches[: len(fiches) * part // 100]) == 422
    assert not Eleve.objects.exists()


def test_deux_homonymes_restent_deux_personnes(secretaire):
    """T-IMP-03 (L9) : en 2019, la lettre de l'une partait chez l'autre."""
    meres = [personne("501", MEL="une@exemple.fr"), personne("502", MEL="autre@exemple.fr")]
    enfants = fichier_eleves(
        eleve("1", ID_NATIONAL=None), eleve("2", ID_NATIONAL=None, DATE_NAISS="13/03/2014")
    )
    liens = fichier_responsables(meres, [lien("1", "501"), lien("2", "502")])
    assert deposer(secretaire, enfants, liens) == 302
    mels = Responsable.objects.order_by("eleve__id_siecle").values_list("personne__mel", flat=True)
    assert list(mels) == ["une@exemple.fr", "autre@exemple.fr"]


def test_un_identifiant_piege_n_est_qu_un_identifiant(secretaire):
    """L9 : PERSONNE_ID entrait tel quel dans une requête XPath."""
    piege = "501' or '1'='1"
    liens = fichier_responsables([personne(piege), personne("502")], [lien("1", piege)])
    assert deposer(secretaire, fichier_eleves(eleve("1")), liens) == 302
    assert Responsable.objects.get().personne.id_siecle == piege
    assert Personne.objects.count() == 2


def test_une_option_sans_matiere_ne_casse_pas_le_dossier(secretaire):
    sans = "<OPTION ELEVE_ID='1001'><OPTIONS_ELEVE><NUM_OPTION>1</NUM_OPTION><CODE_MATIERE/>"
    options = bloc("OPTIONS", f"{sans}</OPTIONS_ELEVE></OPTION>")
    liens = fichier_responsables([personne()], [lien()])
    assert deposer(secretaire, fichier_eleves(eleve(), apres=options), liens) == 302
    assert Eleve.objects.get().options == []
    _tout_lire(secretaire)


VALEURS = (
    "",
    "-1",
    "9" * 20,
    "31/02/2014",
    "A" * 300,
    "&lt;script&gt;",
    "{{ code }}",
    "²",
    "&#10;",
)


@pytest.mark.parametrize("graine", range(4))
def test_un_export_tordu_ne_casse_aucune_page(secretaire, tmp_path, graine):
    """T-IMP-02 : refusé, ou importé ; et alors tout écran s'ouvre, pour tous."""
    hasard = Random(graine)
    chemins = ecrire(fabriquer(uai=UAI, annee=2026, eleves=4, graine=3), tmp_path)
    contenus = [_tordre(chemin.read_bytes(), hasard) for chemin in chemins]
    assert deposer(secretaire, *contenus) in {302, 422}
    _tout_lire(secretaire)


def _tordre(archive: bytes, hasard: Random) -> bytes:
    """Une valeur sur trente devient autre chose, dans chaque fichier."""
    with zipfile.ZipFile(io.BytesIO(archive)) as ouverte:
        (nom,) = ouverte.namelist()
        xml = ouverte.read(nom).decode("iso-8859-15")

    def remplacer(trouve: re.Match[str]) -> str:
        garder = trouve[2] in {"UAJ", "ANNEE_SCOLAIRE"} or hasard.random() > 1 / 30
        return trouve[0] if garder else f">{hasard.choice(VALEURS)}</{trouve[2]}>"

    return zip_de({nom: re.sub(r">([^<>]*)</(\w+)>", remplacer, xml).encode("iso-8859-15")})


def _tout_lire(secretaire: Client) -> None:
    noms = ("file", "dossiers", "invitations", "siecle", "retour")
    chemins = [reverse(f"espace_agent:{nom}") for nom in noms]
    for dossier in Dossier.objects.all():
        chemins.append(reverse("espace_agent:dossier", args=[dossier.pk]))
    assert {secretaire.get(chemin).status_code for chemin in chemins} == {200}
    for responsable in Responsable.objects.qui_agissent().select_related("personne"):
        client = navigateur(_compte(responsable.personne))
        for dossier in Dossier.objects.pour_famille(responsable.personne):
            for etape in ETAPES[1:]:
                adresse = reverse(f"espace_famille:{etape.nom}", args=[dossier.pk])
                assert client.get(adresse).status_code in {200, 302}


def _compte(sien: Personne) -> Compte:
    deja = Rattachement.objects.filter(personne=sien).select_related("compte").first()
    return deja.compte if deja else donner_compte(sien)
