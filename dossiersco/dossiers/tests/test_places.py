"""Les places d'une option : qui suit déjà, puis qui a signé d'abord."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dossiersco.dossiers.models import Eleve, Signature, Trace
from dossiersco.dossiers.places import affluences, attentes_de
from dossiersco.dossiers.tests.factories import (
    MEF_5E,
    AgentFactory,
    CampagneFactory,
    DossierFactory,
    PersonneFactory,
    SignatureFactory,
)

LATIN, CHORALE = "020300", "084100"
DEBUT = timezone.now()
PRISE = [{"CODE_MODALITE_ELECT": "F", "CODE_MATIERE": LATIN}]
AVEC_CHORALE = [*PRISE, {"CODE_MODALITE_ELECT": "F", "CODE_MATIERE": CHORALE}]

pytestmark = pytest.mark.django_db


@pytest.fixture
def campagne():
    return CampagneFactory()


def dossier(campagne, **valeurs):
    return DossierFactory(campagne=campagne, **valeurs)


def qui_suit(campagne):
    suivi = dossier(campagne)
    photo = suivi.eleve.photo | {"OPTIONS": PRISE}
    Eleve.objects.filter(pk=suivi.eleve_id).update(options=PRISE, photo=photo)
    return suivi


def demander(d, minute, *, signe=None, par=None, options=PRISE, avant=None):
    """La famille écrit à cette minute, signe à celle-là (jamais, si `signe` est None)."""
    par = par or PersonneFactory(etablissement=d.eleve.etablissement)
    Eleve.objects.filter(pk=d.eleve_id).update(options=options)
    Trace.objects.create(
        dossier=d,
        eleve=d.eleve,
        champ="options",
        geste="modifier",
        avant=avant,
        apres=options,
        par_personne=par,
        le=DEBUT + timedelta(minutes=minute),
    )
    if signe is not None:
        signer(d, par, signe)
    return par


def signer(d, par, minute):
    SignatureFactory(dossier=d, personne=par, signee_le=DEBUT + timedelta(minutes=minute))


def retenus(campagne, places=1):
    return list(affluences(campagne, {MEF_5E: {LATIN: places}})[MEF_5E, LATIN].retenus)


def test_qui_suit_deja_passe_avant_puis_l_ordre_des_signatures(campagne):
    tard, tot, suivi = dossier(campagne), dossier(campagne), qui_suit(campagne)
    demander(tard, 1, signe=9)
    demander(tot, 5, signe=6)
    assert retenus(campagne) == [suivi.pk, tot.pk, tard.pk]


def test_un_brouillon_ne_prend_la_place_de_personne(campagne):
    brouillon = dossier(campagne)
    demander(brouillon, 5)
    assert retenus(campagne) == []


def test_la_signature_d_un_autre_n_atteste_pas_la_demande(campagne):
    ecrit = dossier(campagne)
    demander(ecrit, 1)
    signer(ecrit, PersonneFactory(), 5)
    assert retenus(campagne) == []


def test_signer_de_nouveau_pour_autre_chose_garde_son_rang(campagne):
    premier, second = dossier(campagne), dossier(campagne)
    mere = demander(premier, 1, signe=2)
    demander(second, 3, signe=4)
    demander(premier, 5, signe=6, par=mere, options=AVEC_CHORALE, avant=PRISE)
    assert retenus(campagne) == [premier.pk, second.pk]


def test_une_signature_d_avant_la_demande_ne_compte_pas(campagne):
    d = dossier(campagne)
    mere = demander(d, 5)
    signer(d, mere, 1)
    assert retenus(campagne) == []


def test_ce_que_le_college_ecrit_compte_aussitot(campagne):
    d = dossier(campagne)
    Eleve.objects.filter(pk=d.eleve_id).update(options=PRISE)
    Trace.objects.create(
        dossier=d,
        eleve=d.eleve,
        champ="options",
        geste="modifier",
        apres=PRISE,
        par_agent=AgentFactory(etablissement=campagne.etablissement),
    )
    assert retenus(campagne) == [d.pk]


def test_qui_renonce_rend_sa_place(campagne):
    d = dossier(campagne)
    demander(d, 1, signe=2)
    Eleve.objects.filter(pk=d.eleve_id).update(options=[])
    assert retenus(campagne) == []


def test_les_autres_formations_et_les_autres_colleges_ne_comptent_pas(campagne):
    demander(dossier(campagne, eleve__code_mef="10210001110"), 1, signe=2)
    demander(dossier(CampagneFactory()), 1, signe=2)
    assert retenus(campagne) == []


def test_un_redoublant_compte_dans_la_formation_qu_il_refait(campagne):
    redoublant = dossier(campagne, eleve__code_mef="10210001110", code_mef_rentree=MEF_5E)
    demander(redoublant, 1, signe=2)
    assert retenus(campagne) == [redoublant.pk]


def test_une_seule_lecture_pour_plusieurs_options(campagne, django_assert_num_queries):
    demander(dossier(campagne), 1, signe=2, options=AVEC_CHORALE)
    with django_assert_num_queries(1):
        vues = affluences(campagne, {MEF_5E: {LATIN: 3, CHORALE: 2, "000000": None}})
    assert {code: len(vue.retenus) for (_, code), vue in vues.items()} == {LATIN: 1, CHORALE: 1}


def test_sans_places_comptees_rien_ne_se_lit(campagne, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert affluences(campagne, {MEF_5E: {LATIN: None}}) == {}


def test_le_rang_sur_la_liste_d_attente(campagne):
    qui_suit(campagne)
    premier, second = dossier(campagne), dossier(campagne)
    demander(premier, 1, signe=2)
    demander(second, 3, signe=4)
    attentes = attentes_de([premier, second], {MEF_5E: {LATIN: 1}})
    assert attentes == {premier.pk: {LATIN: 1}, second.pk: {LATIN: 2}}
    assert Signature.objects.count() == 2
