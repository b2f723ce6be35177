"""Importer en deux gestes : voir, puis appliquer ou abandonner."""

import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.models import Eleve
from dossiersco.dossiers.tests.factories import (
    AgentFactory,
    CampagneFactory,
    EtablissementFactory,
    MefFactory,
)
from dossiersco.echanges import apercu
from dossiersco.echanges.actions import ImportRefuse, Source
from dossiersco.echanges.annulation import annuler
from dossiersco.echanges.depots import DepotDepasse, abandonner, appliquer, deposer, revoir
from dossiersco.echanges.models import FichierDepose, Import
from dossiersco.echanges.tests.depots import (
    UAI,
    deposer_eleves,
    empreinte_de_la_base,
)
from dossiersco.siecle.lus import FichierRefuse
from dossiersco.siecle.tests.exports_fictifs import eleve, fichier_eleves

pytestmark = pytest.mark.django_db
HISTOIRE = ("echanges.Import", "echanges.FichierDepose")


@pytest.fixture
def agent(campagne):
    return AgentFactory(etablissement=campagne.etablissement)


def preparer(agent, *fiches, nom="eleves.xml", **options) -> Import:
    contenu = fichier_eleves(*(fiches or (eleve("1"),)), **options)
    return deposer(agent.etablissement, [Source(nom, io.BytesIO(contenu))], par=agent)


def plusieurs(nombre, depart=1, **champs):
    return [
        eleve(str(rang), ID_NATIONAL=None, PRENOM=f"Awa{chr(96 + rang)}", **champs)
        for rang in range(depart, depart + nombre)
    ]


def fichiers_gardes() -> list[str]:
    """Ceux des dépôts : le journal d'un import appliqué, lui, se garde."""
    sur_disque = FichierDepose._meta.get_field("fichier").storage.listdir("")[1]
    return sorted(set(sur_disque) - set(Import.objects.values_list("avant", flat=True)))


def test_deposer_montre_tout_et_n_ecrit_rien_de_l_ecole(agent):
    avant = empreinte_de_la_base(sauf=HISTOIRE)
    depot = preparer(agent, nom="C:\\dossier\\é.xml")
    assert empreinte_de_la_base(sauf=HISTOIRE) == avant
    assert (depot.etat, depot.par_agent) == ("prepare", agent)
    assert depot.bilan["comptes"]["eleves"]["crees"] == 1
    assert depot.apercu["nouveaux"] == {"nombre": 1, "lignes": ["DIALLO Awa"]}
    assert len(depot.fichiers[0]["sha256"]) == 64


def test_le_tout_premier_depot_n_ecrit_pas_meme_la_campagne(db):
    agent = AgentFactory(etablissement=EtablissementFactory(uai=UAI))
    depot = preparer(agent)
    assert depot.campagne is None
    assert not Campagne.objects.exists()
    assert list(Import.objects.pour_agent(agent)) == [depot]
    appliquer(depot, par=agent)
    assert depot.campagne == Campagne.objects.get()


def test_les_fichiers_gardes_le_sont_sous_un_nom_tire_au_hasard(agent):
    preparer(agent, nom="eleves.xml")
    (nom,) = fichiers_gardes()
    assert len(nom) == 32
    assert FichierDepose.objects.get().nom == "eleves.xml"


def test_appliquer_ecrit_ce_que_l_apercu_a_montre(agent, django_capture_on_commit_callbacks):
    depot = preparer(agent, *plusieurs(3))
    vu = depot.bilan["comptes"]
    collegue = AgentFactory(etablissement=agent.etablissement)
    with django_capture_on_commit_callbacks(execute=True):
        bilan = appliquer(depot, par=collegue)
    assert bilan.en_json()["comptes"] == vu
    depot.refresh_from_db()
    assert (depot.etat, depot.par_agent, Eleve.objects.count()) == ("applique", collegue, 3)
    assert not FichierDepose.objects.exists()
    assert fichiers_gardes() == []


def test_abandonner_n_ecrit_rien_efface_les_fichiers_et_garde_les_empreintes(
    agent, django_capture_on_commit_callbacks
):
    depot = preparer(agent)
    with django_capture_on_commit_callbacks(execute=True):
        abandonner(depot)
    depot.refresh_from_db()
    assert (depot.etat, depot.apercu, fichiers_gardes()) == ("abandonne", {}, [])
    assert depot.bilan["comptes"]["eleves"]["crees"] == 1
    assert len(depot.fichiers[0]["sha256"]) == 64
    assert not Eleve.objects.exists()


def test_un_nouveau_depot_remplace_le_precedent(agent, django_capture_on_commit_callbacks):
    premier = preparer(agent)
    with django_capture_on_commit_callbacks(execute=True):
        second = preparer(agent, eleve("2"))
    premier.refresh_from_db()
    assert (premier.etat, second.etat, len(fichiers_gardes())) == ("abandonne", "prepare", 1)


def test_un_depot_refuse_laisse_le_precedent(agent):
    premier = preparer(agent)
    with pytest.raises(FichierRefuse):
        deposer(agent.etablissement, [Source("photo.jpg", io.BytesIO(b"\xff\xd8"))], par=agent)
    premier.refresh_from_db()
    assert premier.etat == "prepare"
    assert FichierDepose.objects.count() == 1


def test_le_depot_d_un_voisin_n_est_pas_touche(agent):
    voisin = AgentFactory(etablissement=CampagneFactory(annee=2026).etablissement)
    depot = Import.objects.create(
        campagne=voisin.etablissement.campagnes.get(), par_agent=voisin, etat="prepare"
    )
    preparer(agent)
    depot.refresh_from_db()
    assert depot.etat == "prepare"
    assert depot not in Import.objects.pour_agent(agent)


@pytest.mark.parametrize("geste", [appliquer, lambda depot, par: abandonner(depot)])
def test_on_n_applique_ni_n_abandonne_deux_fois(agent, geste):
    depot = preparer(agent)
    ancien = Import.objects.get(pk=depot.pk)
    geste(depot, par=agent)
    with pytest.raises(ImportRefuse, match="quelqu’un l’a traité"):
        geste(ancien, par=agent)


def test_apres_24_heures_un_depot_ne_s_applique_plus(agent):
    depot = preparer(agent)
    Import.objects.update(le=timezone.now() - timedelta(hours=24, minutes=1))
    with pytest.raises(ImportRefuse, match="il y a plus de 24 heures"):
        appliquer(depot, par=agent)
    assert not Eleve.objects.exists()
    Import.objects.update(le=timezone.now() - timedelta(hours=23))
    appliquer(depot, par=agent)


def test_le_depot_qu_un_voisin_a_oublie_perd_ses_fichiers_au_depot_suivant(
    agent, django_capture_on_commit_callbacks
):
    oublie = preparer(agent)
    Import.objects.update(le=timezone.now() - timedelta(hours=25))
    autre = AgentFactory(etablissement=CampagneFactory(annee=2026).etablissement)
    fichier = fichier_eleves(eleve("9"), UAJ=autre.etablissement.uai)
    with django_capture_on_commit_callbacks(execute=True):
        deposer(autre.etablissement, [Source("e.xml", io.BytesIO(fichier))], par=autre)
    oublie.refresh_from_db()
    assert (oublie.etat, len(fichiers_gardes())) == ("abandonne", 1)


def test_un_import_applique_entre_temps_demande_un_apercu_neuf(agent, campagne):
    depot = preparer(agent)
    deposer_eleves(campagne, eleve("1"), eleve("2", PRENOM="Noé", ID_NATIONAL=None))
    with pytest.raises(DepotDepasse, match="rien n’a été écrit"):
        appliquer(depot, par=agent)
    depot.refresh_from_db()
    assert depot.etat == "prepare"
    neuf = revoir(depot, par=agent)
    assert neuf.apercu["nouveaux"]["nombre"] == 0
    assert neuf.bilan["comptes"]["eleves"]["absents"] == 1
    appliquer(neuf, par=agent, malgre_les_alertes=True)


def test_un_import_annule_entre_temps_demande_un_apercu_neuf(agent, campagne):
    deposer_eleves(campagne, eleve("1"))
    depot = preparer(agent, eleve("1", PRENOM="Noé"))
    annuler(Import.objects.appliques()[0], par=agent)
    with pytest.raises(DepotDepasse):
        appliquer(depot, par=agent)


def test_des_fichiers_perdus_se_disent(agent):
    depot = preparer(agent)
    depose = FichierDepose.objects.get()
    depose.fichier.storage.delete(depose.fichier.name)
    with pytest.raises(ImportRefuse, match="ne sont plus sur le serveur"):
        appliquer(depot, par=agent)
    assert Import.objects.get().etat == "prepare"


def test_ce_qui_est_louche_demande_une_case_cochee(agent):
    depot = preparer(agent, eleve("1", NOM_DE_FAMILLE="MAR?CHAL"))
    assert len(depot.apercu["alertes"]) == 1
    with pytest.raises(ImportRefuse, match="cochez la case"):
        appliquer(depot, par=agent)
    assert not Eleve.objects.exists()
    appliquer(depot, par=agent, malgre_les_alertes=True)
    assert Eleve.objects.exists()


@pytest.mark.parametrize(
    ("fiches", "options", "phrase"),
    [
        ([eleve("1", PRENOM="No?mie")], {}, "où se lit un"),
        (plusieurs(4), {"HORODATAGE": "01/06/2026 19:00:00"}, "plus ancien que le dernier"),
        (plusieurs(2), {}, "Il manque 2 des 4 élèves"),
        (plusieurs(4, depart=9, DATE_NAISS="01/01/2015"), {}, "Il manque 4 des 4 élèves"),
        (
            plusieurs(4),
            {"ANNEE_SCOLAIRE": "2025"},
            "votre dernière campagne est",
        ),
    ],
)
def test_chaque_chose_louche_a_sa_phrase(agent, campagne, fiches, options, phrase):
    CampagneFactory(etablissement=campagne.etablissement, annee=2025)
    deposer_eleves(campagne, *plusieurs(4))
    depot = preparer(agent, *fiches, **options)
    assert any(phrase in alerte for alerte in depot.apercu["alertes"])


def test_rien_de_louche_ne_demande_rien(agent, campagne):
    deposer_eleves(campagne, *plusieurs(5))
    depot = preparer(agent, *plusieurs(4))
    assert depot.apercu["alertes"] == []
    assert depot.apercu["partis"] == {"nombre": 1, "lignes": ["DIALLO Awae"]}


def test_l_apercu_dit_quel_champ_change_avant_et_apres(agent, campagne):
    MefFactory(campagne=campagne, code_mef="10110001110", libelle="5EME")
    deposer_eleves(campagne, eleve("1", CODE_REGIME="0", CODE_MEF="10110001110"))
    depot = preparer(
        agent, eleve("1", CODE_REGIME="2", CODE_MEF="10210001110", CODE_PROVENANCE="1")
    )
    (change,) = depot.apercu["changes"]["lignes"]
    assert change["nom"] == "DIALLO Awa"
    libelles = [champ["libelle"] for champ in change["champs"]]
    assert libelles == ["Régime", "Formation", apercu.RESTE]
    regime, formation, _ = change["champs"]
    assert (formation["ancien"], formation["nouveau"]) == ("5EME", "10210001110")
    assert (regime["ancien"], regime["nouveau"]) == (
        "Externe (ne déjeune pas au collège)",
        "Demi-pensionnaire (déjeune au collège)",
    )


def test_l_apercu_garde_les_premiers_et_compte_tout(agent, monkeypatch):
    monkeypatch.setattr(apercu, "LIGNES_GARDEES", 3)
    monkeypatch.setattr(apercu, "EXEMPLES_GARDES", 2)
    depot = preparer(agent, *plusieurs(5, NOM_DE_FAMILLE="MAR?CHAL"))
    assert depot.apercu["nouveaux"]["nombre"] == 5
    assert len(depot.apercu["nouveaux"]["lignes"]) == 3
    sortes = {sorte["code"]: sorte for sorte in depot.apercu["anomalies"]}
    assert sortes["caractere_remplace"]["nombre"] == 5
    assert len(sortes["caractere_remplace"]["exemples"]) == 2


def test_un_import_est_toujours_d_un_college_et_dans_un_etat_connu(agent):
    with pytest.raises(IntegrityError), transaction.atomic():
        Import.objects.create(etat="prepare")
    with pytest.raises(IntegrityError), transaction.atomic():
        Import.objects.create(par_agent=agent, etat="inconnu")
