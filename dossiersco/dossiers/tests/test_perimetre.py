"""Ce qui se demande d'un élève et de ses responsables, d'après sa formation à la rentrée."""

from itertools import product

import pytest
from django.utils import timezone

from dossiersco.campagnes.destinataires import Destinataires
from dossiersco.campagnes.models import Campagne, FormationSuivante
from dossiersco.dossiers.actions import modifier
from dossiersco.dossiers.models import Dossier, Eleve, Responsable
from dossiersco.dossiers.perimetre import SituationDe, champs_demandes, compris, est_demande
from dossiersco.dossiers.refus import GesteRefuse
from dossiersco.dossiers.tests.factories import (
    MEF_5E,
    CampagneFactory,
    DossierFactory,
    EleveFactory,
    ResponsableFactory,
    famille_martin,
    relire,
)

MEF_4E = "10210001110"
PROFESSION = "personne_code_profession"
pytestmark = pytest.mark.django_db


@pytest.fixture
def fratrie():
    """Ada est en 5e et y était déjà ; Bob arrive en 4e. Le père n'a qu'Ada."""
    famille = famille_martin(prenoms=("Ada", "Bob"))
    ada, bob = famille.dossiers
    uai = famille.campagne.etablissement.uai
    ada.eleve.photo["SCOLARITE_AN_DERNIER"] = {"CODE_RNE": uai}
    ada.eleve.save()
    bob.eleve.code_mef = MEF_4E
    bob.eleve.save()
    Responsable.objects.filter(eleve=bob.eleve, personne=famille.pere).delete()
    return famille


def regler(**valeurs):
    Campagne.objects.update(**valeurs)


def demandes(dossier, personne):
    return champs_demandes(relire(dossier), personne)


def test_un_bloc_et_un_champ_aux_seuls_5e(fratrie):
    ada, bob = fratrie.dossiers
    regler(codes_mef={"regime": [MEF_5E], "eleve_mel": [MEF_5E]})
    assert est_demande(relire(ada), "regime")
    assert not est_demande(relire(bob), "regime")
    assert {"mel", "code_regime"} <= champs_demandes(relire(ada), ada.eleve)
    assert not {"mel", "code_regime"} & champs_demandes(relire(bob), bob.eleve)


def test_c_est_la_formation_de_la_rentree_qui_compte(fratrie):
    ada, _ = fratrie.dossiers
    regler(codes_mef={"regime": [MEF_4E]}, mef_de_la_rentree=False)
    assert not est_demande(relire(ada), "regime")
    FormationSuivante.objects.create(
        campagne=fratrie.campagne, code_mef=MEF_5E, code_mef_suivant=MEF_4E
    )
    assert est_demande(relire(ada), "regime")
    # Elle redouble : le collège l'a dit.
    Dossier.objects.filter(pk=ada.pk).update(code_mef_rentree=MEF_5E)
    assert not est_demande(relire(ada), "regime")


def test_un_champ_verrouille_ne_se_restreint_pas(fratrie):
    ada, _ = fratrie.dossiers
    regler(codes_mef={"eleve_prenom": ["1"], "personne_adresse": ["1"], "personne_mel": ["1"]})
    assert "prenom" in champs_demandes(relire(ada), ada.eleve)
    assert {"adresse", "mel"} <= demandes(ada, fratrie.mere)


@pytest.mark.parametrize(
    "reglage", [{"champs": {PROFESSION: "nouveaux"}}, {"codes_mef": {PROFESSION: [MEF_4E]}}]
)
def test_ce_qu_un_enfant_fait_demander_a_sa_mere_se_demande_partout(fratrie, reglage):
    ada, bob = fratrie.dossiers
    regler(**reglage)
    assert "code_profession" in demandes(bob, fratrie.mere)
    assert demandes(ada, fratrie.mere) == demandes(bob, fratrie.mere)
    modifier(relire(ada), fratrie.mere, {"code_profession": "43"}, par=fratrie.mere)
    # Bob n'est pas un enfant du père : rien ne le lui fait demander.
    assert "code_profession" not in demandes(ada, fratrie.pere)
    with pytest.raises(GesteRefuse):
        modifier(relire(ada), fratrie.pere, {"code_profession": "43"}, par=fratrie.pere)


def test_a_personne_reste_a_personne(fratrie):
    ada, _ = fratrie.dossiers
    regler(champs={PROFESSION: "personne"}, codes_mef={PROFESSION: [MEF_5E]})
    assert "code_profession" not in demandes(ada, fratrie.mere)


def test_un_enfant_parti_ou_d_une_autre_annee_ne_fait_plus_rien_demander(fratrie):
    ada, bob = fratrie.dossiers
    regler(champs={PROFESSION: "nouveaux"})
    Eleve.objects.filter(pk=bob.eleve_id).update(absent_depuis=timezone.localdate())
    assert "code_profession" not in demandes(ada, fratrie.mere)
    Eleve.objects.filter(pk=bob.eleve_id).update(absent_depuis=None)
    assert "code_profession" in demandes(ada, fratrie.mere)
    suivante = CampagneFactory(etablissement=fratrie.campagne.etablissement, annee=2027)
    Dossier.objects.filter(pk=bob.pk).update(campagne=suivante)
    assert "code_profession" not in demandes(ada, fratrie.mere)


@pytest.mark.parametrize("nombre", [0, 5])
def test_les_freres_se_lisent_d_un_coup_et_seulement_s_il_le_faut(
    fratrie, nombre, django_assert_num_queries
):
    ada, bob = fratrie.dossiers
    for _ in range(nombre):
        frere = DossierFactory(campagne=fratrie.campagne)
        ResponsableFactory(eleve=frere.eleve, personne=fratrie.mere)
    FormationSuivante.objects.create(campagne=fratrie.campagne, code_mef="1", code_mef_suivant="2")
    regler(
        champs={PROFESSION: "nouveaux"},
        codes_mef={"personne_tel_personnel": ["2"]},
        mef_de_la_rentree=False,
    )
    dossier = relire(ada)
    # Les formations d'après, les frères.
    with django_assert_num_queries(2):
        champs_demandes(dossier, fratrie.mere)
    regler(champs={PROFESSION: "nouveaux"}, codes_mef={}, mef_de_la_rentree=True)
    dossier = relire(bob)
    with django_assert_num_queries(0):
        champs_demandes(dossier, fratrie.mere)


@pytest.mark.parametrize("mef_de_la_rentree", [True, False])
def test_la_base_trie_comme_le_calcul(fratrie, mef_de_la_rentree):
    campagne = fratrie.campagne
    for code, redouble, regime in (("1", "", "0"), (MEF_5E, MEF_5E, "24"), ("", "", "0")):
        eleve = EleveFactory(
            etablissement=campagne.etablissement, code_mef=code, code_regime=regime
        )
        DossierFactory(campagne=campagne, eleve=eleve, code_mef_rentree=redouble)
    FormationSuivante.objects.create(campagne=campagne, code_mef=MEF_5E, code_mef_suivant=MEF_4E)
    FormationSuivante.objects.create(campagne=campagne, code_mef="1", code_mef_suivant=MEF_5E)
    regler(mef_de_la_rentree=mef_de_la_rentree)
    relus = [relire(dossier) for dossier in Dossier.objects.all()]
    campagne = relus[0].campagne
    trouves = set()
    for condition, codes, regimes in product(
        ("tous", "nouveaux", "personne"),
        ([], [MEF_5E], [MEF_4E, "1"]),
        ([], ["24"]),
    ):
        a_qui = Destinataires(condition, codes, regimes)
        attendus = {d.pk for d in relus if a_qui.comprennent(SituationDe(d))}
        gardes = compris(Dossier.objects.all(), campagne, a_qui)
        assert set(gardes.values_list("pk", flat=True)) == attendus, a_qui
        trouves.add(frozenset(attendus))
    # Sans quoi tout le monde serait d'accord sur rien.
    assert len(trouves) > 5
