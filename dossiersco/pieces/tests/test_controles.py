"""Ce qui est demandé à qui, ce qui manque, ce qui attend le collège."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from dossiersco.campagnes.models import Campagne, FormationSuivante
from dossiersco.dossiers.completude import en_attente, manques
from dossiersco.dossiers.models import Dossier
from dossiersco.dossiers.tests.factories import (
    MEF_5E,
    CampagneFactory,
    DossierFactory,
    QuestionFactory,
    ReponseFactory,
    adresse,
    college_voisin,
    famille_martin,
    relire,
)
from dossiersco.pieces.controles import demandes, vaut_encore
from dossiersco.pieces.manquants import sans_le_document
from dossiersco.pieces.models import PieceAttendue
from dossiersco.pieces.tests.factories import PieceAttendueFactory, PieceJointeFactory

MEF_4E = "10210001110"


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


def test_un_document_peut_dependre_d_une_reponse_de_cette_personne(martin):
    car = QuestionFactory(campagne=martin.campagne)
    PieceAttendueFactory(campagne=martin.campagne, si_question=car, si_reponse="oui")
    assert demandes(martin.dossier, martin.mere) == []
    ReponseFactory(dossier=martin.dossier, question=car, personne=martin.mere, signee="")
    assert demandes(martin.dossier, martin.mere)
    # La réponse de l'un ne demande rien à l'autre.
    assert demandes(martin.dossier, martin.pere) == []


def test_un_document_retire_ou_un_bloc_tu_ne_se_demandent_pas(martin):
    attendue = PieceAttendueFactory(campagne=martin.campagne, obligatoire=True)
    martin.dossier.campagne.blocs = {"pieces": "personne"}
    assert manques(martin.dossier, martin.mere) == []
    martin.dossier.campagne.blocs = {}
    assert manques(martin.dossier, martin.mere)
    PieceAttendue.objects.filter(pk=attendue.pk).update(retiree_le=timezone.now())
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


@pytest.mark.parametrize(
    ("restriction", "demande"),
    [
        ({"codes_mef": [MEF_5E]}, True),
        ({"codes_mef": ["10310001110"]}, False),
        ({"codes_regime": ["24", "3"]}, True),
        ({"codes_regime": ["0"]}, False),
        ({"codes_mef": [MEF_5E], "codes_regime": ["0"]}, False),
    ],
)
def test_un_document_ne_se_demande_qu_a_la_formation_et_au_regime_dits(
    martin, restriction, demande
):
    PieceAttendueFactory(campagne=martin.campagne, **restriction)
    assert bool(demandes(martin.dossier, martin.mere)) is demande


def test_un_document_se_demande_d_apres_la_formation_de_la_rentree(martin):
    """Dans la base de l'année en cours, SIECLE dit la 5e que Léo quitte."""
    attendue = PieceAttendueFactory(campagne=martin.campagne, codes_mef=[MEF_4E])
    FormationSuivante.objects.create(
        campagne=martin.campagne, code_mef=MEF_5E, code_mef_suivant=MEF_4E
    )
    for de_la_rentree in (True, False):
        Campagne.objects.update(mef_de_la_rentree=de_la_rentree)
        attendue = PieceAttendue.objects.get(pk=attendue.pk)
        demande = bool(demandes(relire(martin.dossier), martin.mere))
        manque = sans_le_document(Dossier.objects.all(), attendue).exists()
        assert demande == manque == (not de_la_rentree)


@pytest.mark.parametrize(
    ("bloc", "manque"),
    [
        ({}, True),
        ({"blocs": {"pieces": "nouveaux"}}, True),
        ({"blocs": {"pieces": "personne"}}, False),
        ({"codes_mef": {"pieces": [MEF_5E]}}, True),
        ({"codes_mef": {"pieces": [MEF_4E]}}, False),
    ],
)
def test_un_document_ne_manque_pas_a_qui_aucun_n_est_demande(martin, bloc, manque):
    PieceAttendueFactory(campagne=martin.campagne)
    Campagne.objects.update(**bloc)
    assert bool(demandes(relire(martin.dossier), martin.mere)) is manque
    assert sans_le_document(Dossier.objects.all(), PieceAttendue.objects.get()).exists() is manque


@pytest.fixture
def an_dernier(martin):
    """Le même document, accepté l'an dernier, il y a onze mois."""
    ancienne = CampagneFactory(etablissement=martin.campagne.etablissement, annee=2025)
    dossier = DossierFactory(campagne=ancienne, eleve=martin.dossier.eleve)
    attendue = PieceAttendueFactory(campagne=ancienne, nom="Attestation", obligatoire=True)

    def recu(par, etat="acceptee"):
        return PieceJointeFactory(
            dossier=dossier,
            attendue=attendue,
            personne=par,
            etat=etat,
            deposee_le=timezone.now() - timedelta(days=335),
        )

    return recu


def demander(martin, **options):
    PieceAttendueFactory(campagne=martin.campagne, nom="Attestation", obligatoire=True, **options)
    (demande,) = demandes(martin.dossier, martin.mere)
    return demande


@pytest.mark.parametrize(
    ("options", "vaut"),
    [
        ({}, False),
        ({"duree_validite": 6}, False),
        ({"duree_validite": 12}, True),
        ({"valable_au_college": True}, True),
    ],
)
def test_un_document_accepte_l_an_dernier_ne_se_redemande_pas_s_il_vaut_encore(
    martin, an_dernier, options, vaut
):
    piece = an_dernier(martin.mere)
    demande = demander(martin, **options)
    assert demande.deja_recue_le == (piece.deposee_le if vaut else None)
    assert demande.manque is not vaut


@pytest.mark.parametrize("etat", ["recue", "refusee"])
def test_un_document_que_le_college_n_a_pas_accepte_ne_vaut_rien(martin, an_dernier, etat):
    an_dernier(martin.mere, etat)
    assert demander(martin, valable_au_college=True).manque


def test_un_justificatif_de_domicile_d_avant_ne_prouve_pas_la_nouvelle_adresse(martin, an_dernier):
    an_dernier(martin.mere)
    martin.mere.adresse = adresse(99)
    assert demander(martin, valable_au_college=True, condition="adresse_modifiee").manque


def test_ce_que_l_autre_a_envoye_l_an_dernier_vaut_sans_dire_quand(martin, an_dernier):
    an_dernier(martin.pere)
    demande = demander(martin, valable_au_college=True)
    assert demande.recue_d_un_autre
    assert demande.deja_recue_le is None


@pytest.fixture
def fratrie(db):
    return famille_martin(prenoms=("Léo", "Zoé"))


@pytest.mark.parametrize(("pour_la_fratrie", "manque"), [(True, False), (False, True)])
def test_un_document_du_foyer_s_envoie_une_fois_pour_tous_les_enfants(
    fratrie, pour_la_fratrie, manque
):
    attendue = PieceAttendueFactory(
        campagne=fratrie.campagne, obligatoire=True, pour_la_fratrie=pour_la_fratrie
    )
    aine, cadet = fratrie.dossiers
    PieceJointeFactory(dossier=aine, attendue=attendue, personne=fratrie.mere)
    (demande,) = demandes(cadet, fratrie.mere)
    assert demande.manque is manque


def test_le_document_du_foyer_de_l_autre_ne_sert_pas_et_ne_se_voit_pas(fratrie):
    attendue = PieceAttendueFactory(
        campagne=fratrie.campagne, obligatoire=True, pour_la_fratrie=True
    )
    aine, cadet = fratrie.dossiers
    avant = demandes(cadet, fratrie.mere)
    PieceJointeFactory(dossier=aine, attendue=attendue, personne=fratrie.pere)
    assert demandes(cadet, fratrie.mere) == avant


def test_refuse_pour_l_un_il_se_redemande_pour_l_autre(fratrie):
    attendue = PieceAttendueFactory(
        campagne=fratrie.campagne, obligatoire=True, pour_la_fratrie=True
    )
    aine, cadet = fratrie.dossiers
    PieceJointeFactory(dossier=aine, attendue=attendue, personne=fratrie.mere, etat="refusee")
    assert demandes(cadet, fratrie.mere)[0].manque


@pytest.mark.parametrize(
    ("jour", "mois", "limite"),
    [
        ((2025, 1, 31), 1, (2025, 2, 28)),
        ((2025, 11, 30), 3, (2026, 2, 28)),
        ((2025, 6, 3), 12, (2026, 6, 3)),
    ],
)
def test_une_duree_en_mois_finit_le_meme_jour_ou_le_dernier(jour, mois, limite, monkeypatch):
    attendue = PieceAttendue(duree_validite=mois)
    recue, fin = (datetime(*date, tzinfo=UTC) for date in (jour, limite))
    for instant, vaut in ((fin, True), (fin + timedelta(seconds=1), False)):
        monkeypatch.setattr("dossiersco.pieces.controles.timezone.now", lambda i=instant: i)
        assert vaut_encore(attendue, recue) is vaut
