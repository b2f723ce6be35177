"""La table des états : chaque passage permis, chaque passage interdit, sans exception."""

from itertools import product

import pytest
from django.db import IntegrityError

from dossiersco.dossiers.etats import LIBELLES, PASSAGES, Etat, PassageInterdit
from dossiersco.dossiers.models import Dossier
from dossiersco.dossiers.passages import passer
from dossiersco.dossiers.tests.factories import DossierFactory

# Redite à dessein : changer la table sans changer ce test se voit.
ARRIVEES = {
    ("transmettre", Etat.A_REMPLIR): Etat.TRANSMIS,
    ("transmettre", Etat.TRANSMIS): Etat.TRANSMIS,
    ("transmettre", Etat.A_CORRIGER): Etat.TRANSMIS,
    ("transmettre", Etat.VALIDE): Etat.TRANSMIS,
    ("valider_sans_nouveaute", Etat.A_REMPLIR): Etat.VALIDE,
    ("valider_sans_nouveaute", Etat.TRANSMIS): Etat.VALIDE,
    ("valider_sans_nouveaute", Etat.VALIDE): Etat.VALIDE,
    ("valider", Etat.TRANSMIS): Etat.VALIDE,
    ("rouvrir", Etat.VALIDE): Etat.TRANSMIS,
    ("annuler", Etat.VALIDE): Etat.TRANSMIS,
    ("annuler", Etat.A_CORRIGER): Etat.TRANSMIS,
    ("valider_sans_attendre", Etat.A_REMPLIR): Etat.VALIDE,
    ("demander_correction", Etat.TRANSMIS): Etat.A_CORRIGER,
}


def test_chaque_etat_a_un_libelle():
    assert set(LIBELLES) == {etat.value for etat in Etat}


@pytest.mark.django_db
@pytest.mark.parametrize(("geste", "depart"), list(product(PASSAGES, Etat)))
def test_un_passage_mene_ou_la_table_le_dit_ou_nulle_part(geste, depart):
    dossier = DossierFactory(etat=depart)
    arrivee = ARRIVEES.get((geste, depart))
    if arrivee is None:
        with pytest.raises(PassageInterdit):
            passer(dossier, geste)
    else:
        passer(dossier, geste)
    dossier.refresh_from_db()
    assert dossier.etat == (arrivee or depart)


@pytest.mark.django_db
def test_la_base_refuse_un_etat_inconnu():
    dossier = DossierFactory()
    with pytest.raises(IntegrityError, match="etat_dossier_connu"):
        Dossier.objects.filter(pk=dossier.pk).update(etat="perdu")


@pytest.mark.django_db
def test_un_objet_perime_ne_passe_pas_deux_fois():
    dossier = DossierFactory(transmis=True)
    perime = Dossier.objects.get(pk=dossier.pk)
    passer(dossier, "valider")
    with pytest.raises(PassageInterdit, match="« Validé »"):
        passer(perime, "valider")
    assert perime.etat == Etat.VALIDE


@pytest.mark.django_db
def test_revenir_dans_la_file_efface_la_date_de_validation():
    dossier = DossierFactory(valide=True)
    passer(dossier, "transmettre")
    dossier.refresh_from_db()
    assert dossier.valide_le is None
    assert dossier.transmis_le is not None


@pytest.mark.django_db
def test_un_passage_efface_la_demande_de_correction():
    dossier = DossierFactory(a_corriger=True)
    passer(dossier, "transmettre")
    dossier.refresh_from_db()
    assert dossier.demande == ""
