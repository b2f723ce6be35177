"""Ce qui est demandé à qui, ce qui manque, ce qui attend le collège."""

import pytest

from dossiersco.dossiers.completude import en_attente, manques
from dossiersco.dossiers.tests.factories import adresse, college_voisin, famille_martin
from dossiersco.pieces.controles import demandes
from dossiersco.pieces.tests.factories import PieceAttendueFactory, PieceJointeFactory


@pytest.fixture
def martin(db):
    return famille_martin()


def test_un_document_obligatoire_manque_jusqu_a_ce_qu_il_soit_envoye(martin):
    attendue = PieceAttendueFactory(campagne=martin.campagne, nom="Carnet", obligatoire=True)
    assert [m.message for m in manques(martin.dossier, martin.mere)] == [
        "Il manque un document : Carnet."
    ]
    PieceJointeFactory(dossier=martin.dossier, attendue=attendue, personne=martin.mere)
    assert manques(martin.dossier, martin.mere) == []


def test_un_document_refuse_manque_de_nouveau(martin):
    attendue = PieceAttendueFactory(campagne=martin.campagne, obligatoire=True)
    PieceJointeFactory(
        dossier=martin.dossier, attendue=attendue, personne=martin.mere, etat="refusee"
    )
    assert manques(martin.dossier, martin.mere)


def test_un_document_facultatif_ne_manque_jamais(martin):
    PieceAttendueFactory(campagne=martin.campagne)
    assert manques(martin.dossier, martin.mere) == []


def test_un_document_de_l_eleve_ne_s_envoie_qu_une_fois(martin):
    attendue = PieceAttendueFactory(campagne=martin.campagne, obligatoire=True)
    PieceJointeFactory(dossier=martin.dossier, attendue=attendue, personne=martin.pere)
    assert manques(martin.dossier, martin.mere) == []
    assert demandes(martin.dossier, martin.mere)[0].siennes == ()


def test_le_justificatif_de_l_un_ne_dit_rien_a_l_autre(martin):
    """Sinon la mère apprendrait que le père a déménagé."""
    attendue = PieceAttendueFactory(campagne=martin.campagne, si_demenagement=True)
    martin.mere.adresse = adresse(99)
    avant = demandes(martin.dossier, martin.mere)
    PieceJointeFactory(dossier=martin.dossier, attendue=attendue, personne=martin.pere)
    assert demandes(martin.dossier, martin.mere) == avant
    assert manques(martin.dossier, martin.mere)


def test_un_document_facultatif_envoye_par_l_autre_ne_se_dit_pas(martin):
    attendue = PieceAttendueFactory(campagne=martin.campagne, nom="Décision de justice")
    PieceJointeFactory(dossier=martin.dossier, attendue=attendue, personne=martin.pere)
    assert not demandes(martin.dossier, martin.mere)[0].recue_d_un_autre


def test_un_justificatif_ne_se_demande_qu_a_qui_demenage(martin):
    PieceAttendueFactory(campagne=martin.campagne, si_demenagement=True)
    assert demandes(martin.dossier, martin.mere) == []


def test_un_document_pour_les_nouveaux(martin):
    PieceAttendueFactory(campagne=martin.campagne, condition="nouveaux")
    assert len(demandes(martin.dossier, martin.mere)) == 1
    uai = martin.campagne.etablissement.uai
    martin.dossier.eleve.photo["SCOLARITE_AN_DERNIER"] = {"CODE_RNE": uai}
    assert demandes(martin.dossier, martin.mere) == []


def test_plusieurs_fichiers_pour_un_document(martin):
    attendue = PieceAttendueFactory(campagne=martin.campagne)
    for _ in range(2):
        PieceJointeFactory(dossier=martin.dossier, attendue=attendue, personne=martin.mere)
    assert [len(d.siennes) for d in demandes(martin.dossier, martin.mere)] == [2]


def test_une_seule_lecture_quel_que_soit_le_nombre(martin, django_assert_num_queries):
    for _ in range(5):
        PieceJointeFactory(dossier=martin.dossier, personne=martin.mere)
    with django_assert_num_queries(1):
        assert len(demandes(martin.dossier, martin.mere)) == 5


def test_les_documents_du_voisin_ne_se_melangent_pas(martin):
    PieceAttendueFactory(campagne=college_voisin().campagne)
    assert demandes(martin.dossier, martin.mere) == []


def test_un_document_recu_attend_le_college_jusqu_a_sa_decision(martin):
    piece = PieceJointeFactory(dossier=martin.dossier, personne=martin.mere)
    assert en_attente([martin.dossier.pk]) == {martin.dossier.pk}
    type(piece).objects.update(etat="acceptee")
    assert en_attente([martin.dossier.pk]) == set()
