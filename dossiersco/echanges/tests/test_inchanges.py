"""Ce qu'un import redit tel quel ne se verrouille pas ; ce qui a bougé n'y échappe pas."""

import re
from datetime import date

import pytest
from django.db import connection
from django.db.models import F
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dossiersco.dossiers.models import Dossier, Eleve, Personne, Responsable
from dossiersco.echanges.parmi import Parmi
from dossiersco.echanges.tests.depots import comptes, deposer, empreinte_de_la_base
from dossiersco.siecle.tests.exports_fictifs import (
    adresse,
    bloc,
    eleve,
    fichier_eleves,
    fichier_responsables,
    lien,
    personne,
)

pytestmark = pytest.mark.django_db

FICHIERS = (
    fichier_eleves(
        eleve("1", ADRESSE_ID="9001"),
        eleve("2", PRENOM="Noa", ID_NATIONAL=None),
        apres=bloc("ADRESSES", adresse()),
    ),
    fichier_responsables(
        [personne("501", ADRESSE_ID="9001"), personne("502", PRENOM="Ibou")],
        [lien("1", "501"), lien("2", "501"), lien("1", "502", CODE_PARENTE="20")],
        bloc("ADRESSES", adresse()),
    ),
)


@pytest.fixture
def importee(campagne):
    deposer(campagne, *FICHIERS)
    return campagne


def dites(campagne, sorte):
    return comptes(deposer(campagne, *FICHIERS), sorte)


def test_le_meme_import_ne_verrouille_aucune_fiche(importee):
    sauf = ("echanges.Import",)
    avant = empreinte_de_la_base(sauf=sauf)
    with CaptureQueriesContext(connection) as requetes:
        bilan = deposer(importee, *FICHIERS)
    assert [comptes(bilan, s) for s in ("eleves", "personnes", "responsables")] == [
        (0, 0, 2, 0),
        (0, 0, 2, 0),
        (0, 0, 3, 0),
    ]
    verrou = re.compile(r'FROM "(\w+)".* FOR NO KEY UPDATE')
    verrouillees = {trouve[1] for r in requetes if (trouve := verrou.search(r["sql"]))}
    # SQLite n'a pas de verrous de lignes.
    assert verrouillees <= {"etablissements_etablissement", "dossiers_dossier"}
    assert bool(verrouillees) == connection.features.has_select_for_update
    assert empreinte_de_la_base(sauf=sauf) == avant


@pytest.mark.parametrize(
    ("modele", "sorte"), [(Eleve, "eleves"), (Personne, "personnes"), (Responsable, "responsables")]
)
def test_une_photo_changee_par_autre_chose_qu_un_import_n_est_pas_manquee(importee, modele, sorte):
    objet = modele.objects.latest("pk")
    attendue = objet.photo
    modele.objects.filter(pk=objet.pk).update(photo=attendue | {"CODE_PARENTE": "99", "AUTRE": "1"})
    assert dites(importee, sorte)[:2] == (0, 1)
    objet.refresh_from_db()
    assert objet.photo == attendue


def test_une_photo_sans_son_adresse_n_est_pas_manquee(importee):
    eleve_lu = Eleve.objects.get(id_siecle="1")
    sans = {cle: lu for cle, lu in eleve_lu.photo.items() if cle != "ADRESSE"}
    Eleve.objects.filter(pk=eleve_lu.pk).update(photo=sans)
    assert dites(importee, "eleves")[:2] == (0, 1)


@pytest.mark.parametrize(
    ("colonne", "valeur"),
    [("absent_depuis", date(2026, 6, 1)), ("date_sortie", date(2026, 6, 1))],
)
def test_un_depart_que_le_fichier_dement_n_est_pas_manque(importee, colonne, valeur):
    Eleve.objects.filter(id_siecle="2").update(**{colonne: valeur})
    assert dites(importee, "eleves")[:2] == (0, 1)
    assert getattr(Eleve.objects.get(id_siecle="2"), colonne) is None


def test_un_eleve_dit_parti_par_le_college_ne_recoit_pas_de_dossier(importee):
    parti = Eleve.objects.get(id_siecle="2")
    Eleve.objects.filter(pk=parti.pk).update(depart_dit_le=timezone.localdate())
    Dossier.objects.filter(eleve=parti).delete()
    assert dites(importee, "eleves") == (0, 0, 2, 0)
    assert not Dossier.objects.filter(eleve=parti).exists()


def test_un_dossier_qui_manque_a_un_eleve_inchange_s_ouvre(importee):
    Dossier.objects.filter(eleve__id_siecle="2").delete()
    assert dites(importee, "eleves") == (0, 0, 2, 0)
    assert Dossier.objects.filter(eleve__id_siecle="2").exists()


def test_un_lien_a_un_autre_rang_n_est_pas_manque(importee):
    Responsable.objects.filter(personne__id_siecle="502").update(rang=7)
    assert dites(importee, "responsables")[:2] == (0, 1)
    assert Responsable.objects.get(personne__id_siecle="502").rang == 2


def test_parmi_prend_ce_que_in_prendrait(importee):
    eleves = Eleve.objects.filter(etablissement=importee.etablissement)
    eleves.filter(id_siecle="1").update(id_siecle=Concat(F("id_siecle"), F("id_siecle")))
    for cherches in (["11"], ["11", "2", "2"], [], ["'); --", "é\\", '"']):
        assert set(eleves.filter(Parmi("id_siecle", cherches))) == set(
            eleves.filter(id_siecle__in=cherches)
        )
    pks = [lien.eleve_id for lien in Responsable.objects.all()]
    assert Responsable.objects.filter(Parmi("eleve", pks)).count() == 3


def test_une_sortie_que_la_colonne_a_perdue_n_est_pas_manquee(campagne):
    fichier = fichier_eleves(eleve("1", DATE_SORTIE="01/06/2099"))
    deposer(campagne, fichier)
    Eleve.objects.update(date_sortie=None)
    assert comptes(deposer(campagne, fichier), "eleves")[:2] == (0, 1)
    assert Eleve.objects.get().date_sortie == date(2099, 6, 1)
