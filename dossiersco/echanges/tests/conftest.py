import pytest

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.tests.factories import CampagneFactory, EtablissementFactory
from dossiersco.echanges.models import Import, Retour
from dossiersco.echanges.tests.depots import ANNEE, UAI
from dossiersco.siecle.fabrique import ecrire, fabriquer


@pytest.fixture(autouse=True)
def _retours_ailleurs(tmp_path, monkeypatch):
    """Un essai annulé laisse son fichier : le suivant ne doit pas le trouver à sa place."""
    monkeypatch.setattr(Retour._meta.get_field("fichier").storage, "location", str(tmp_path))
    imports = Import._meta.get_field("avant").storage
    monkeypatch.setattr(imports, "location", str(tmp_path / "imports"))


@pytest.fixture
def campagne(db) -> Campagne:
    return CampagneFactory(etablissement=EtablissementFactory(uai=UAI), annee=ANNEE)


@pytest.fixture(scope="session")
def exports(tmp_path_factory):
    """Les cinq zip d'un collège fabriqué de 60 élèves."""
    dossier = tmp_path_factory.mktemp("exports")
    return ecrire(fabriquer(uai="0590181B", annee=2026, eleves=60, graine=4), dossier)


@pytest.fixture
def college_fabrique(db) -> Campagne:
    """Le collège des `exports`, avant tout import."""
    return CampagneFactory(etablissement=EtablissementFactory(uai="0590181B"), annee=2026)
