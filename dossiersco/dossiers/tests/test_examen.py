"""Examiner des dossiers : toujours autant de lectures, et l'autre responsable reste caché."""

import pytest

from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.decisions import valider
from dossiersco.dossiers.examen import examiner, examiner_un
from dossiersco.dossiers.models import Dossier, Personne, Responsable
from dossiersco.dossiers.tests.factories import (
    AgentFactory,
    CampagneFactory,
    ResponsableFactory,
    famille_martin,
    relire,
)
from dossiersco.pieces.tests.factories import PieceJointeFactory

pytestmark = pytest.mark.django_db


def dire(dossier, par, **valeurs):
    modifier(relire(dossier), dossier.eleve, valeurs, par=par)
    signer(relire(dossier), par=par)


@pytest.mark.parametrize("combien", [1, 10, 25])
def test_examiner_fait_autant_de_lectures_pour_un_que_pour_vingt_cinq(
    combien, django_assert_num_queries
):
    campagne = CampagneFactory()
    for _ in range(combien):
        famille = famille_martin(campagne)
        dire(famille.dossier, famille.mere, code_regime="0")
    dossiers = list(Dossier.objects.select_related("eleve"))
    # Liens et personnes, traces, signatures, documents en attente… et rien par dossier.
    with django_assert_num_queries(4):
        examens = examiner(dossiers)
    assert [len(examen.nouveautes) for examen in examens] == [1] * combien


def test_examiner_rien_ne_trouve_rien():
    assert examiner([]) == []


def test_l_empreinte_ne_change_que_si_ce_qui_est_a_decider_change():
    famille = famille_martin()
    dossier = famille.dossier
    dire(dossier, famille.mere, code_regime="0")
    lue = examiner_un(relire(dossier)).empreinte
    modifier(relire(dossier), dossier.eleve, {"prenom2": "Zoé"}, par=famille.pere)
    assert examiner_un(relire(dossier)).empreinte == lue
    signer(relire(dossier), par=famille.pere)
    assert examiner_un(relire(dossier)).empreinte != lue


def test_un_document_recu_attend_le_college_sans_rien_de_nouveau():
    piece = PieceJointeFactory()
    examen = examiner_un(relire(piece.dossier))
    assert examen.attend_le_college
    assert examen.nouveautes == []


def test_une_valeur_acceptee_part_meme_si_une_autre_attend():
    famille = famille_martin()
    agent = AgentFactory(etablissement=famille.campagne.etablissement)
    dire(famille.dossier, famille.mere, code_regime="0")
    empreinte = examiner_un(relire(famille.dossier)).empreinte
    valider(relire(famille.dossier), empreinte=empreinte, par=agent)
    dire(famille.dossier, famille.pere, code_regime="21")
    examen = examiner_un(relire(famille.dossier))
    assert [c.apres for c in examen.acceptes] == ["0"]
    assert [n.changement.apres for n in examen.nouveautes] == ["21"]


def test_une_valeur_acceptee_puis_reprise_par_siecle_ne_part_plus():
    famille = famille_martin()
    agent = AgentFactory(etablissement=famille.campagne.etablissement)
    dire(famille.dossier, famille.mere, code_regime="0")
    empreinte = examiner_un(relire(famille.dossier)).empreinte
    valider(relire(famille.dossier), empreinte=empreinte, par=agent)
    eleve = relire(famille.dossier).eleve
    eleve.photo["CODE_REGIME"] = "0"
    eleve.save()
    dire(famille.dossier, famille.mere, code_regime="21")
    examen = examiner_un(relire(famille.dossier))
    assert [n.changement.apres for n in examen.nouveautes] == ["21"]
    assert examen.acceptes == []


def test_l_autre_responsable_n_est_connu_que_par_son_nom_et_son_lien(django_assert_num_queries):
    famille = famille_martin()
    with django_assert_num_queries(1) as lectures:
        (autre,) = Responsable.objects.pour_famille(famille.dossier, famille.mere)
    assert (autre.nom, autre.code_parente) == ("Nicolas BERNARD", "20")
    sql = lectures.captured_queries[0]["sql"]
    colonnes = ("adresse", "tel_portable", "tel_personnel", "tel_professionnel", "mel", "photo")
    assert not [c for c in colonnes if f'"{Personne._meta.db_table}"."{c}"' in sql]


def test_chacun_ne_voit_que_les_dossiers_ou_il_agit():
    famille = famille_martin(prenoms=("Léo", "Mia"))
    aine, cadette = famille.dossiers
    cadette.eleve.responsables.filter(personne=famille.pere).update(niveau_responsabilite="3")
    assert list(Dossier.objects.pour_famille(famille.pere)) == [aine]
    assert set(Dossier.objects.pour_famille(famille.mere)) == {aine, cadette}


@pytest.mark.parametrize(("niveau", "voit"), [("1", True), ("2", True), ("3", False)])
def test_un_simple_contact_ne_voit_pas_le_dossier(niveau, voit):
    famille = famille_martin()
    lien = ResponsableFactory(eleve=famille.dossier.eleve, niveau_responsabilite=niveau)
    assert Dossier.objects.pour_famille(lien.personne).exists() is voit
    assert lien.agit is voit
