"""Annuler le dernier import : la base d'avant, les réponses des familles en plus."""

from datetime import date
from random import Random

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dossiersco.campagnes.effacement import effacer
from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.invitations import inviter
from dossiersco.dossiers.models import Dossier, Eleve, Personne, Responsable, Trace
from dossiersco.dossiers.tests.factories import (
    AgentFactory,
    CampagneFactory,
    DossierFactory,
    ResponsableFactory,
    relire,
)
from dossiersco.echanges import annulation, dependances
from dossiersco.echanges.actions import ImportRefuse
from dossiersco.echanges.annulation import annuler
from dossiersco.echanges.models import Import, Retour
from dossiersco.echanges.tests.depots import (
    deposer,
    deposer_eleves,
    deposer_responsables,
)
from dossiersco.echanges.tests.un_autre_export import plus_tard, repondre_au_hasard
from dossiersco.siecle.fabrique import ecrire, fabriquer
from dossiersco.siecle.tests.exports_fictifs import (
    eleve,
    fichier_eleves,
    fichier_responsables,
    lien,
    personne,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(campagne):
    return AgentFactory(etablissement=campagne.etablissement)


def dernier() -> Import:
    return Import.objects.appliques()[0]


def toutes_les_lignes() -> dict[str, list[tuple]]:
    """Chaque ligne de chaque table, sauf l'histoire des imports."""
    return {
        modele._meta.label: list(modele._base_manager.order_by("pk").values_list())
        for modele in apps.get_models()
        if modele is not Import
    }


@pytest.mark.parametrize("graine", range(30))
def test_importer_puis_annuler_rend_chaque_ligne_telle_quelle(college_fabrique, tmp_path, graine):
    hasard = Random(graine)
    college = fabriquer("0590181B", 2026, 8, graine + 1, mechante=graine % 3 == 0)
    deposer(college_fabrique, *ecrire(college, tmp_path / "a"))
    repondre_au_hasard(hasard)
    avant = toutes_les_lignes()
    deposer(college_fabrique, *ecrire(plus_tard(college, hasard), tmp_path / "b"))
    assert toutes_les_lignes() != avant
    annuler(dernier(), par=AgentFactory(etablissement=college_fabrique.etablissement))
    apres = toutes_les_lignes()
    del avant["comptes.Compte"], avant["etablissements.Agent"]
    assert {label: apres[label] for label in avant} == avant


def test_annuler_le_premier_import_ne_laisse_que_la_campagne(campagne, agent):
    deposer_eleves(campagne, eleve("1"), eleve("2", PRENOM="Noé", ID_NATIONAL=None))
    deposer_responsables(campagne, [personne("501")], [lien("1", "501")])
    for _ in range(2):
        annuler(dernier(), par=agent)
    assert not any(m.objects.exists() for m in (Eleve, Personne, Responsable, Dossier))
    assert {fait.etat for fait in Import.objects.all()} == {"annule"}


def test_une_reponse_donnee_depuis_reste(campagne, agent):
    deposer_eleves(campagne, eleve("1", TEL_PORTABLE="0639980001"))
    deposer_eleves(campagne, eleve("1", TEL_PORTABLE="0639980002", PRENOM2="Fatou"))
    dossier = Dossier.objects.get()
    mere = ResponsableFactory(eleve=dossier.eleve).personne
    modifier(relire(dossier), dossier.eleve, {"tel_portable": "0639980003"}, par=mere)
    annuler(dernier(), par=agent)
    awa = Eleve.objects.get()
    assert (awa.tel_portable, awa.prenom2) == ("0639980003", "")
    assert awa.photo["TEL_PORTABLE"] == "0639980001"


def test_une_reponse_que_l_import_avait_rejointe_reste_une_reponse(campagne, agent):
    """SIECLE avait pris la valeur de la famille : la photo recule, la réponse non."""
    deposer_eleves(campagne, eleve("1", TEL_PORTABLE="0639980001"))
    Eleve.objects.update(tel_portable="06 39 98 00 02")
    deposer_eleves(campagne, eleve("1", TEL_PORTABLE="0639980002"))
    annuler(dernier(), par=agent)
    awa = Eleve.objects.get()
    assert awa.tel_portable == "06 39 98 00 02"
    assert awa.photo["TEL_PORTABLE"] == "0639980001"


def test_seul_le_dernier_s_annule(campagne, agent):
    deposer_eleves(campagne, eleve("1"))
    premier = dernier()
    deposer_eleves(campagne, eleve("1", PRENOM="Noé"))
    with pytest.raises(ImportRefuse, match="Annulez d’abord le plus récent"):
        annuler(premier, par=agent)
    annuler(dernier(), par=agent)
    annuler(premier, par=agent)
    assert not Eleve.objects.exists()


def test_un_journal_perdu_ne_s_annule_pas(campagne, agent):
    deposer_eleves(campagne, eleve("1"))
    avant, fait = toutes_les_lignes(), dernier()
    fait.avant.storage.delete(fait.avant.name)
    with pytest.raises(ImportRefuse, match=r"n’est plus sur le serveur.: rien n’est changé"):
        annuler(fait, par=agent)
    assert toutes_les_lignes() == avant and dernier().etat == "applique"


def test_rien_ne_s_annule_au_travers_d_un_effacement(campagne, agent):
    """Ce que l'import a retiré ou changé peut citer quelqu'un que la base ne connaît plus."""
    finie = CampagneFactory(
        etablissement=campagne.etablissement, annee=campagne.annee - 2, ferme_le=date(2020, 7, 1)
    )
    DossierFactory(campagne=finie)
    deposer_eleves(campagne, eleve("1"))
    effacer(timezone.now())
    with pytest.raises(ImportRefuse, match="campagne finie ont été effacées depuis"):
        annuler(dernier(), par=agent)
    deposer_eleves(campagne, eleve("2"))
    annuler(dernier(), par=agent)


def test_on_n_annule_pas_deux_fois(campagne, agent):
    deposer_eleves(campagne, eleve("1"))
    fait = dernier()
    annuler(fait, par=agent)
    with pytest.raises(ImportRefuse, match=r"maintenant .*Annulé"):
        annuler(Import.objects.get(pk=fait.pk), par=agent)


def test_qui_a_annule_quand_et_le_bilan_restent_pas_les_photos(
    campagne, agent, django_capture_on_commit_callbacks
):
    deposer_eleves(campagne, eleve("1"))
    fait = dernier()
    journal = fait.avant.name
    assert fait.avant.storage.exists(journal)
    with django_capture_on_commit_callbacks(execute=True):
        annuler(fait, par=agent)
    fait.refresh_from_db()
    assert (fait.annule_par, fait.etat, fait.apercu) == (agent, "annule", {})
    assert fait.annule_le
    assert fait.bilan["comptes"]["eleves"]["crees"] == 1
    assert len(fait.fichiers[0]["sha256"]) == 64
    assert not Import._meta.get_field("avant").storage.exists(journal)


def test_un_import_qui_n_a_rien_ecrit_ne_garde_rien_et_s_annule(campagne, agent):
    for _ in range(2):
        deposer_eleves(campagne, eleve("1"))
    assert not dernier().avant
    annuler(dernier(), par=agent)
    assert Eleve.objects.count() == 1


@pytest.fixture
def famille(campagne):
    """Awa et sa mère, arrivées par le dernier import."""
    mere = personne("501", MEL="fatou@exemple.fr")
    deposer(campagne, fichier_eleves(eleve("1")), fichier_responsables([mere], [lien("1", "501")]))
    return Dossier.objects.select_related("eleve").get(), Personne.objects.get()


def _code(dossier, mere):
    inviter(dossier.campagne)


def _ecrire(dossier, mere):
    modifier(relire(dossier), dossier.eleve, {"tel_portable": "0639980003"}, par=mere)


def _piece(dossier, mere):
    Trace.objects.create(dossier=dossier, geste="deposer", par_personne=mere)


def _retour(dossier, mere):
    Retour.objects.create(campagne=dossier.campagne, schema="commun", num_envoi=7, sha256="0" * 64)


@pytest.mark.parametrize(
    ("geste", "raison"),
    [
        (_code, "un responsable a reçu son code"),
        (_ecrire, "une famille ou le collège a écrit quelque chose"),
        (_piece, "une famille ou le collège a écrit quelque chose"),
        (_retour, "un fichier pour SIECLE a été produit depuis \\(envoi n° 7\\)"),
    ],
)
def test_ce_qui_en_depend_empeche_d_annuler_et_rien_n_est_defait(famille, agent, geste, raison):
    geste(*famille)
    avant = toutes_les_lignes()
    with pytest.raises(ImportRefuse, match=raison) as refus:
        annuler(dernier(), par=agent)
    assert "refaites les exports dans SIECLE" in str(refus.value)
    assert toutes_les_lignes() == avant
    assert dernier().etat == "applique"


def test_une_signature_empeche_d_annuler(famille, agent):
    dossier, mere = famille
    dossier.signatures.create(personne=mere, empreinte="0" * 64, sans_nouveaute=True)
    with pytest.raises(ImportRefuse, match="une famille a signé"):
        annuler(dernier(), par=agent)


def test_un_acte_par_un_lien_cree_empeche_d_annuler(campagne, agent):
    """L'élève et la personne étaient connus ; seul leur lien est neuf."""
    deposer_eleves(campagne, eleve("1"))
    deposer_responsables(campagne, [personne("501")], [])
    deposer_responsables(campagne, [personne("501")], [lien("1", "501")])
    Trace.objects.create(
        dossier=Dossier.objects.get(), geste="signer", par_personne=Personne.objects.get()
    )
    with pytest.raises(ImportRefuse, match="a répondu pour lui"):
        annuler(dernier(), par=agent)


def test_signer_un_dossier_d_avant_n_empeche_pas(campagne, agent):
    deposer_eleves(campagne, eleve("1"))
    dossier = Dossier.objects.get()
    mere = ResponsableFactory(eleve=dossier.eleve).personne
    deposer_eleves(campagne, eleve("1", PRENOM="Noé"))
    signer(relire(dossier), par=mere)
    annuler(dernier(), par=agent)
    assert Eleve.objects.get().prenom == "Awa"


def test_l_annulation_ne_demande_pas_une_requete_par_ligne(college_fabrique, tmp_path):
    agent = AgentFactory(etablissement=college_fabrique.etablissement)
    nombres = []
    for eleves in (40, 160):
        college = fabriquer("0590181B", 2026, eleves, 3)
        deposer(college_fabrique, *ecrire(college, tmp_path / str(eleves)))
        with CaptureQueriesContext(connection) as requetes:
            annuler(dernier(), par=agent)
        nombres.append(len(requetes))
    assert nombres[1] - nombres[0] <= 30


def test_tout_lien_vers_une_ligne_creee_est_regarde():
    """Un modèle à venir qui vise un élève empêchera l'annulation sans qu'on l'écrive ici."""
    visent = {relation.related_model for relation in dependances._relations(Eleve)}
    assert {Responsable, Dossier, Trace} <= visent
    # Aussi une clé sans nom de retour, et les élèves partis dans un fichier.
    auteurs = {relation.field.name for relation in dependances._relations(Personne)}
    assert "par_personne" in auteurs
    labels = {relation.related_model._meta.label for relation in dependances._relations(Dossier)}
    assert "echanges.Retour_dossiers" in labels
    assert annulation.CIBLES.keys() == {Eleve, Personne}
