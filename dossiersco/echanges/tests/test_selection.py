"""Un premier envoi de quelques élèves : exactement eux, et les personnes qu'il leur faut."""

import pytest

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.models import Responsable
from dossiersco.dossiers.tests.factories import AgentFactory, relire
from dossiersco.echanges.models import Retour
from dossiersco.echanges.retour import preparer_retour, produire_retour
from dossiersco.echanges.tests.depots import deposer
from dossiersco.echanges.tests.test_retour import (
    MOBILE,
    dossiers,
    fratrie,
    racine,
    repondre,
    responsable,
    valider,
)

pytestmark = pytest.mark.django_db
ELEVES = "DONNEES/ELEVES/ELEVE"
PERSONNES = "DONNEES/PERSONNES/PERSONNE"


@pytest.fixture
def college(college_fabrique, exports):
    deposer(college_fabrique, *exports)
    return Campagne.objects.select_related("etablissement").get(pk=college_fabrique.pk)


@pytest.fixture
def agent(college):
    return AgentFactory(etablissement=college.etablissement)


def envoyes(produit):
    return [int(noeud.text) for noeud in racine(produit).iterfind(f"{ELEVES}/ID_PRV_ELE")]


def personnes_envoyees(produit):
    return {int(noeud.text) for noeud in racine(produit).iterfind(f"{PERSONNES}/ID_PRV_PER")}


def test_le_fichier_contient_exactement_les_choisis_et_les_autres_restent(college, agent):
    lot = dossiers(college, 5)
    for dossier in lot:
        repondre(dossier, tel_portable=MOBILE)
        valider(dossier, agent)
    choisis = {lot[1].pk, lot[3].pk}
    produit = produire_retour(preparer_retour(college, choisis=choisis), par=agent)
    assert envoyes(produit) == [lot[1].eleve.id_prv, lot[3].eleve.id_prv]
    assert {dossier.pk for dossier in produit.dossiers.all()} == choisis
    cites = Responsable.objects.filter(eleve__in=[lot[1].eleve, lot[3].eleve])
    assert personnes_envoyees(produit) == set(cites.values_list("personne__id_prv", flat=True))
    restent = {envoyable.dossier.pk for envoyable in preparer_retour(college).envoyables}
    assert {lot[0].pk, lot[2].pk, lot[4].pk} <= restent


def test_d_une_fratrie_un_seul_part_avec_le_parent_a_jour(college, agent):
    personne, siens = fratrie(college)
    repondre(siens[0], personne, tel_personnel="0199000001")
    for dossier in siens:
        repondre(dossier, tel_portable=MOBILE)
        valider(dossier, agent)
    produit = produire_retour(preparer_retour(college, choisis={siens[1].pk}))
    assert envoyes(produit) == [relire(siens[1]).eleve.id_prv]
    (fiche,) = [
        noeud
        for noeud in racine(produit).iterfind(PERSONNES)
        if noeud.findtext("ID_PRV_PER") == str(personne.id_prv)
    ]
    assert fiche.findtext("TEL_PERSONNEL") == "0199000001"
    liens = set(siens[1].eleve.responsables.values_list("personne__id_prv", flat=True))
    assert personnes_envoyees(produit) == liens


def test_choisir_personne_ne_produit_rien(college, agent):
    (dossier,) = dossiers(college, 1)
    repondre(dossier, tel_portable=MOBILE)
    valider(dossier, agent)
    assert produire_retour(preparer_retour(college, choisis=set())) is None
    assert not Retour.objects.exists()


def test_choisir_un_dossier_qui_n_est_pas_pret_ne_l_envoie_pas(college, agent):
    pret, transmis = dossiers(college, 2)
    repondre(pret, tel_portable=MOBILE)
    valider(pret, agent)
    repondre(transmis, tel_portable=MOBILE)
    plan = preparer_retour(college, choisis={pret.pk, transmis.pk})
    assert [envoyable.dossier for envoyable in plan.envoyables] == [pret]


def test_les_remarques_de_l_envoi_sont_gardees_avec_lui(college, agent):
    """SIECLE n'écrit pas « ł » : la fiche part avec « l », et on le garde écrit."""
    (dossier,) = dossiers(college, 1)
    repondre(dossier, tel_portable=MOBILE)
    valider(dossier, agent)
    eleve = relire(dossier).eleve
    eleve.photo["ADRESSE"] = {**ADRESSE, "LIGNE1_ADRESSE": "3 RUE DE L’ÉCLUSE ŁÓDŹ"}
    eleve.save()
    produit = produire_retour(preparer_retour(college))
    assert racine(produit).findtext(f"{ELEVES}/ADRESSE/LIGNE1_ADRESSE") == "3 RUE DE L'ÉCLUSE LÓDZ"
    (remarque,) = [r for r in Retour.objects.get().remarques if r["code"] == "CARACTERE"]
    assert "« 3 RUE DE L’ÉCLUSE ŁÓDŹ » s’écrira « 3 RUE DE L'ÉCLUSE LÓDZ »" in remarque["message"]
    assert remarque["qui"] == f"{eleve.nom_de_famille} {eleve.prenom}"


ADRESSE = {"CODE_POSTAL": "59000", "LIBELLE_POSTAL": "LILLE", "CODE_PAYS": "100"}


def test_les_remarques_d_un_bloque_ne_sont_pas_celles_de_l_envoi(college, agent):
    part, bloque = dossiers(college, 2)
    for dossier in (part, bloque):
        repondre(dossier, tel_portable=MOBILE)
        valider(dossier, agent)
    eleve = relire(bloque).eleve
    eleve.photo["ADRESSE"] = {**ADRESSE, "LIGNE1_ADRESSE": "3 RUE ŁÓDŹ"}
    eleve.photo.pop("CODE_MEF")
    eleve.save()
    produit = produire_retour(preparer_retour(college))
    qui = {remarque["qui"] for remarque in produit.remarques}
    assert f"{eleve.nom_de_famille} {eleve.prenom}" not in qui
    assert envoyes(produit) == [part.eleve.id_prv]
    assert responsable(part).id_prv in personnes_envoyees(produit)
