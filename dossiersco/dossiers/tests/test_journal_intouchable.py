"""Une trace écrite ne change plus : le code le refuse, et la base aussi."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from dossiersco.dossiers.models import Trace
from dossiersco.dossiers.tests.factories import DossierFactory
from dossiersco.dossiers.traces import JournalIntouchable

pytestmark = pytest.mark.django_db

# Ce que l'effacement d'un dossier en détache.
DETACHEES = {"dossier", "delegation"}
AUTRES_VALEURS = {
    "BigAutoField": 10**9,
    "BooleanField": True,
    "CharField": "autre",
    "DateTimeField": timezone.now(),
    "ForeignKey": 10**9,
    "JSONField": "autre",
    "TextField": "autre",
    "UUIDField": uuid4(),
}


@pytest.fixture
def trace():
    return Trace.objects.create(dossier=DossierFactory(), geste="valider")


@pytest.mark.parametrize("champ", Trace._meta.concrete_fields, ids=lambda champ: champ.name)
def test_la_base_refuse_de_changer_une_colonne(trace, champ):
    autre = None if champ.name in DETACHEES else AUTRES_VALEURS[champ.get_internal_type()]
    changer = Trace._base_manager.filter(pk=trace.pk)
    if champ.name in DETACHEES:
        assert changer.update(**{champ.name: autre}) == 1
        return
    with pytest.raises(IntegrityError, match="journal"), transaction.atomic():
        changer.update(**{champ.attname: autre})


def test_enregistrer_de_nouveau_une_trace_changee_echoue(trace):
    trace.motif = "réécrit"
    with pytest.raises(IntegrityError, match="journal"), transaction.atomic():
        trace.save()


def test_le_code_ne_peut_ni_changer_ni_effacer(trace):
    for geste in (
        lambda: Trace.objects.update(motif="réécrit"),
        lambda: Trace.objects.bulk_update([trace], ["motif"]),
        lambda: Trace.objects.filter(pk=trace.pk).delete(),
        lambda: trace.dossier.traces.all().delete(),
    ):
        with pytest.raises(JournalIntouchable), transaction.atomic():
            geste()
    assert Trace.objects.get() == trace
