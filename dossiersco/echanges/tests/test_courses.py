"""Deux gestes en même temps, sur un vrai PostgreSQL : SQLite n'a qu'un écrivain à la fois."""

import io
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from dossiersco.dossiers import decisions
from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.models import Dossier, Eleve, Personne, Trace
from dossiersco.dossiers.tests.factories import (
    AgentFactory,
    CampagneFactory,
    EtablissementFactory,
    ResponsableFactory,
    relire,
)
from dossiersco.echanges import depots
from dossiersco.echanges.actions import ImportRefuse, Source
from dossiersco.echanges.annulation import annuler
from dossiersco.echanges.models import FichierDepose, Import
from dossiersco.echanges.retour import preparer_retour, produire_retour
from dossiersco.echanges.tests.depots import ANNEE, UAI, deposer, deposer_eleves
from dossiersco.echanges.tests.test_retour import dossiers, repondre, valider
from dossiersco.siecle.tests.exports_fictifs import (
    eleve,
    fichier_eleves,
    fichier_responsables,
    lien,
    personne,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def campagne():
    return CampagneFactory(etablissement=EtablissementFactory(uai=UAI), annee=ANNEE)


def ensemble(*gestes):
    """Chaque geste dans son fil, avec sa connexion."""

    def seul(geste):
        try:
            return geste()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(gestes)) as executeur:
        return [resultat.result() for resultat in [executeur.submit(seul, g) for g in gestes]]


def test_ce_qu_une_famille_ecrit_pendant_un_import_n_est_pas_efface(campagne):
    deposer_eleves(campagne, eleve("1"))
    dossier = Dossier.objects.get()
    mere = ResponsableFactory(eleve=dossier.eleve).personne
    ecrit = Event()

    def famille():
        with transaction.atomic():
            modifier(relire(dossier), dossier.eleve, {"code_regime": "0"}, par=mere)
            ecrit.set()
            time.sleep(0.3)

    def secretaire():
        ecrit.wait(5)
        deposer_eleves(campagne, eleve("1", PRENOM2="Fatou"))

    ensemble(famille, secretaire)
    relu = Eleve.objects.get()
    assert (relu.code_regime, relu.prenom2) == ("0", "Fatou")


def test_deux_imports_a_la_fois_ne_creent_pas_les_eleves_en_double(campagne):
    fiches = [eleve(str(n), PRENOM=f"Awa{chr(97 + n)}", ID_NATIONAL=None) for n in range(20)]
    ensemble(*[lambda: deposer_eleves(campagne, *fiches)] * 3)
    assert Eleve.objects.count() == Dossier.objects.count() == 20


def test_appliquer_deux_fois_a_la_fois_n_applique_qu_une_fois(campagne):
    agent = AgentFactory(etablissement=campagne.etablissement)
    source = Source("eleves.xml", io.BytesIO(fichier_eleves(eleve("1"), eleve("2", PRENOM="No"))))
    depot = depots.deposer(campagne.etablissement, [source], par=agent)

    def appliquer():
        try:
            depots.appliquer(Import.objects.get(pk=depot.pk), par=agent)
        except ImportRefuse:
            return "refusé"
        return "appliqué"

    assert sorted(ensemble(*[appliquer] * 3)) == ["appliqué", "refusé", "refusé"]
    assert Eleve.objects.count() == Dossier.objects.count()


def test_deux_depots_a_la_fois_n_en_laissent_qu_un(campagne):
    agent = AgentFactory(etablissement=campagne.etablissement)

    def deposer_un():
        source = Source("eleves.xml", io.BytesIO(fichier_eleves(eleve("1"))))
        depots.deposer(campagne.etablissement, [source], par=agent)

    ensemble(*[deposer_un] * 3)
    assert Import.objects.prepares().count() == FichierDepose.objects.count() == 1


def test_une_famille_qui_ecrit_pendant_l_annulation_ne_perd_rien_en_silence(campagne):
    """Elle a écrit d'abord : l'annulation attend son verrou, la voit, et se refuse."""
    liens = fichier_responsables([personne("501")], [lien("1", "501")])
    deposer(campagne, fichier_eleves(eleve("1")), liens)
    dossier, mere = Dossier.objects.get(), Personne.objects.get()
    agent = AgentFactory(etablissement=campagne.etablissement)
    ecrit = Event()

    def famille():
        with transaction.atomic():
            modifier(relire(dossier), dossier.eleve, {"code_regime": "0"}, par=mere)
            ecrit.set()
            time.sleep(0.3)

    def secretaire():
        ecrit.wait(5)
        with pytest.raises(ImportRefuse, match="a écrit quelque chose"):
            annuler(Import.objects.get(), par=agent)

    ensemble(famille, secretaire)
    assert Trace.objects.count() == Eleve.objects.count() == 1


def test_deux_retours_a_la_fois_n_ont_pas_le_meme_numero(college_fabrique, exports):
    deposer(college_fabrique, *exports)
    college_fabrique.refresh_from_db()
    agent = AgentFactory(etablissement=college_fabrique.etablissement)
    for dossier in dossiers(college_fabrique, 3):
        repondre(dossier, tel_portable="0639980001")
        valider(dossier, agent)
    produits = ensemble(*[lambda: produire_retour(preparer_retour(college_fabrique))] * 3)
    assert sorted(produit.num_envoi for produit in produits) == [1, 2, 3]
    assert len({produit.fichier.name.split("/")[-1] for produit in produits}) == 3


@pytest.mark.parametrize("sorte", ["eleve", "personne"])
def test_importer_et_refuser_a_la_fois_ne_s_attendent_pas_l_un_l_autre(
    campagne, monkeypatch, sorte
):
    """Le collège tient deux dossiers et veut la mère ; l'import veut la mère et l'un d'eux."""
    siecle_dit(campagne, "0639980001")
    awa, noa = Dossier.objects.order_by("eleve__id_siecle")
    mere, agent = Personne.objects.get(), AgentFactory(etablissement=campagne.etablissement)
    modifier(relire(awa), mere, {"tel_portable": "0639980009"}, par=mere)
    signer(relire(awa), par=mere)
    valider(awa, agent)
    cible = mere if sorte == "personne" else noa.eleve
    champ = "tel_personnel" if sorte == "personne" else "tel_portable"
    modifier(relire(noa), cible, {champ: "0199000001"}, par=mere)
    signer(relire(noa), par=mere)
    clef = next(
        n.changement.clef
        for n in examiner_un(relire(noa)).nouveautes
        if n.changement.champ.nom == champ
    )
    dossiers_pris, remettre = Event(), decisions._remettre_siecle

    def remettre_plus_tard(*arguments):
        dossiers_pris.set()
        # L'import attend un dossier : le premier de ses verrous, ou le dernier s'il les prend mal.
        attendre_d_etre_attendu()
        remettre(*arguments)

    monkeypatch.setattr(decisions, "_remettre_siecle", remettre_plus_tard)

    def secretaire():
        assert dossiers_pris.wait(5)
        siecle_dit(campagne, "0639980002")

    ensemble(
        lambda: decisions.refuser(relire(noa), clef, motif="Non.", par=agent),
        secretaire,
    )
    assert relire(awa).etat == Etat.TRANSMIS
    assert Trace.objects.filter(geste="refuser").count() == 1
    assert Personne.objects.get().photo["TEL_PORTABLE"] == "0639980002"


def attendre_d_etre_attendu():
    """Jusqu'à ce qu'une autre transaction attende celle-ci."""
    with connection.cursor() as curseur:
        for _ in range(500):
            curseur.execute(
                "SELECT 1 FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if curseur.fetchone():
                return
            time.sleep(0.02)
    raise AssertionError("Personne n’a rien attendu : cette course n’en est pas une.")


def siecle_dit(campagne, numero):
    liens = [lien("1", "501"), lien("2", "501")]
    deposer(
        campagne,
        fichier_eleves(
            eleve("1", PRENOM2=f"N{numero[-1]}"),
            eleve("2", PRENOM="Noa", ID_NATIONAL=None, PRENOM2=f"N{numero[-1]}"),
        ),
        fichier_responsables([personne("501", TEL_PORTABLE=numero)], liens),
    )
