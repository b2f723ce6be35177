"""Annuler un import défait aussi ce qu'il a ramené dans la file, et ce qu'il a dit « vu »."""

from datetime import UTC, datetime

import pytest

from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.models import Dossier, Personne, Trace
from dossiersco.dossiers.tests.factories import AgentFactory, relire
from dossiersco.echanges.actions import ImportRefuse
from dossiersco.echanges.annulation import annuler
from dossiersco.echanges.models import ChangementEnvoye, Retour, Sort
from dossiersco.echanges.tests.depots import deposer_eleves, deposer_responsables
from dossiersco.echanges.tests.test_annulation import dernier, toutes_les_lignes
from dossiersco.echanges.tests.test_retour import valider
from dossiersco.siecle.tests.exports_fictifs import eleve, lien, personne

pytestmark = pytest.mark.django_db
A, B, X = "0639980001", "0639980002", "0639980009"


def siecle_dit(campagne, numero):
    deposer_responsables(campagne, [personne("501", TEL_PORTABLE=numero)], [lien("1", "501")])


@pytest.fixture
def mere(campagne):
    deposer_eleves(campagne, eleve("1"))
    siecle_dit(campagne, A)
    return Personne.objects.get()


@pytest.fixture
def agent(campagne):
    return AgentFactory(etablissement=campagne.etablissement)


def le_dossier():
    return relire(Dossier.objects.get())


@pytest.fixture
def valide(campagne, mere, agent):
    """Sa mère a donné le numéro X, le collège l'a accepté."""
    modifier(le_dossier(), mere, {"tel_portable": X}, par=mere)
    signer(le_dossier(), par=mere)
    valider(le_dossier(), agent)
    return le_dossier()


def test_un_dossier_ramene_dans_la_file_reprend_sa_place(campagne, valide, agent):
    avant = toutes_les_lignes()
    siecle_dit(campagne, B)
    assert le_dossier().etat == Etat.TRANSMIS
    annuler(dernier(), par=agent)
    assert toutes_les_lignes() == avant
    assert le_dossier().etat == Etat.VALIDE


def test_une_signature_ou_un_contact_depuis_n_y_changent_rien(campagne, valide, mere, agent):
    siecle_dit(campagne, B)
    signer(le_dossier(), par=mere)
    Trace.objects.create(dossier=valide, geste="contacts", par_personne=mere)
    annuler(dernier(), par=agent)
    assert le_dossier().etat == Etat.VALIDE


def _le_college_decide(dossier, mere, agent):
    valider(dossier, agent)


def _la_famille_ecrit(dossier, mere, agent):
    modifier(le_dossier(), dossier.eleve, {"code_regime": "0"}, par=mere)


@pytest.mark.parametrize("geste", [_le_college_decide, _la_famille_ecrit])
def test_ce_qui_s_y_est_fait_depuis_empeche_d_annuler(campagne, valide, mere, agent, geste):
    siecle_dit(campagne, B)
    geste(valide, mere, agent)
    avant = toutes_les_lignes()
    with pytest.raises(ImportRefuse, match="que cet import avait ramené à traiter \\(Awa"):
        annuler(dernier(), par=agent)
    assert toutes_les_lignes() == avant


def test_un_dossier_que_l_import_n_a_pas_ramene_n_empeche_rien(campagne, valide, mere, agent):
    deposer_eleves(campagne, eleve("1", PRENOM2="Fatou"))
    _la_famille_ecrit(valide, mere, agent)
    annuler(dernier(), par=agent)
    assert le_dossier().etat == Etat.VALIDE
    assert not examiner_un(le_dossier()).siecle_a_change


@pytest.mark.parametrize(("dit", "sort"), [(X, Sort.VU), (A, Sort.ABSENT), (B, Sort.AUTRE)])
def test_ce_qu_il_a_dit_d_un_envoi_ne_tient_plus(campagne, valide, agent, dit, sort):
    # L'export, lui, se dit de son heure : l'envoi est d'avant.
    envoi = Retour.objects.create(
        campagne=campagne,
        schema="commun",
        num_envoi=7,
        sha256="0" * 64,
        le=datetime(2026, 1, 1, tzinfo=UTC),
    )
    ChangementEnvoye.objects.create(
        retour=envoi,
        dossier=valide,
        personne=Personne.objects.get(),
        champ="tel_portable",
        avant=A,
        apres=X,
    )
    avant = list(ChangementEnvoye.objects.values_list())
    deposer_responsables(
        campagne, [personne("501", TEL_PORTABLE=dit, NOM_USAGE="SOW")], [lien("1", "501")]
    )
    assert ChangementEnvoye.objects.get().sort is sort
    annuler(dernier(), par=agent)
    assert list(ChangementEnvoye.objects.values_list()) == avant
    assert ChangementEnvoye.objects.get().sort is Sort.ATTENDU
