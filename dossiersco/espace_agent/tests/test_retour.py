import io
import zipfile

import pytest
from django.urls import reverse

from dossiersco.campagnes.actions import ouvrir
from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers import decisions
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.models import Dossier, Eleve
from dossiersco.echanges.actions import Source, creer_college, importer
from dossiersco.echanges.models import Retour
from dossiersco.espace_agent.tests.donnees import (
    client_de,
    creer_agent,
    dire,
    relire,
    responsables,
)
from dossiersco.siecle.fabrique import ecrire, fabriquer

RETOUR = reverse("espace_agent:retour")
PRODUIRE = reverse("espace_agent:retour_produire")


@pytest.fixture
def importee(db, tmp_path) -> Campagne:
    """Un vrai collège importé : le fichier de retour a besoin de tout ce que SIECLE a dit."""
    chemins = ecrire(fabriquer(uai="0590181B", annee=2026, eleves=10, graine=1), tmp_path)
    college = creer_college("0590181B", 2026)
    importer(college, [Source(chemin.name, chemin) for chemin in chemins])
    campagne = college.campagnes.get()
    ouvrir(campagne)
    return campagne


@pytest.fixture
def accepte(importee) -> Dossier:
    """Un dossier validé, dont le collège a accepté le nouveau téléphone."""
    dossier = Dossier.objects.filter(campagne=importee, eleve__responsables__rang=0).order_by("pk")
    dossier = relire(dossier.first())
    dire(dossier, responsables(dossier)[0], tel_portable="0639981234")
    empreinte = examiner_un(relire(dossier)).empreinte
    decisions.valider(dossier, empreinte=empreinte, par=creer_agent(importee))
    return relire(dossier)


@pytest.fixture
def principal(client, importee):
    return client_de(creer_agent(importee, "direction"), client)


def test_on_lit_ce_que_siecle_apprendra(principal, accepte):
    reponse = principal.get(RETOUR)
    (depart,) = reponse.context["departs"]
    assert depart.dossier == accepte
    assert [c.nouveau for c in depart.changements] == ["06 39 98 12 34"]


def test_le_fichier_produit_se_telecharge_sous_son_nom(principal, accepte):
    principal.post(PRODUIRE)
    produit = Retour.objects.get()
    reponse = principal.get(reverse("espace_agent:retour_fichier", args=[produit.pk]))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(reponse.streaming_content)))
    (nom,) = archive.namelist()
    assert nom.startswith("0590181BPRIVE2026")
    assert f'filename="{nom.removesuffix(".xml")}.zip"' in reponse["Content-Disposition"]
    assert "Envoi n°&nbsp;1, 1 élève" in principal.get(RETOUR).content.decode()


def test_sans_changement_il_n_y_a_pas_de_fichier(principal):
    assert "aucun fichier n’est utile" in principal.get(RETOUR).content.decode()
    principal.post(PRODUIRE)
    assert not Retour.objects.exists()


def test_un_dossier_bloque_dit_pourquoi_avec_un_lien(principal, accepte):
    Eleve.objects.filter(pk=accepte.eleve_id).update(photo={"PRENOM": "Nino"})
    reponse = principal.get(RETOUR)
    (bloque,) = reponse.context["bloques"]
    html = reponse.content.decode()
    assert bloque.motifs
    assert reverse("espace_agent:dossier", args=[accepte.pk]) in html


def test_le_fichier_d_un_autre_college_est_introuvable(client, voisine, accepte, principal):
    principal.post(PRODUIRE)
    voisin = client_de(creer_agent(voisine), client)
    adresse = reverse("espace_agent:retour_fichier", args=[Retour.objects.get().pk])
    assert voisin.get(adresse).status_code == 404
