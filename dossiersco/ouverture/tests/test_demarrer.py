"""« Démarrer » : chaque étape a son état, calculé ; ce qui la défait la rouvre."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.tests.factories import MefFactory
from dossiersco.echanges.models import Import
from dossiersco.espace_agent.tests.donnees import (
    creer_agent,
    creer_campagne,
    creer_dossier,
    creer_personne,
)
from dossiersco.etablissements.models import Etablissement
from dossiersco.ouverture.demarrer import EXPORTS, Etat, etapes, reste
from dossiersco.pieces.models import PieceAttendue

pytestmark = pytest.mark.django_db


@pytest.fixture
def campagne() -> Campagne:
    campagne = creer_campagne()
    campagne.ouverte_le = None
    campagne.save()
    return campagne


def _etats(campagne: Campagne) -> dict[str, Etat]:
    return {e.titre: e.etat for e in etapes(campagne.etablissement, campagne)}


def _phrase(campagne: Campagne, titre: str) -> str:
    return next(e.phrase for e in etapes(campagne.etablissement, campagne) if titre in e.titre)


def _importer(campagne: Campagne, *sortes: str, etat: str = "applique") -> None:
    fichiers = [{"type": sorte} for sorte in sortes]
    Import.objects.create(campagne=campagne, fichiers=fichiers, etat=etat)


def test_un_college_tout_neuf_commence_par_ses_exports():
    college = Etablissement.objects.create(uai="0590181B")
    premiere, *_ = etapes(college, None)
    assert (premiere.ecran, premiere.etat) == ("siecle", Etat.A_FAIRE)
    assert "Nomenclature" in premiere.phrase and "Responsables" in premiere.phrase


def test_on_dit_lesquels_des_cinq_manquent(campagne):
    _importer(campagne, "BEE_NOMENCLATURES", "BEE_ELEVES")
    _importer(campagne, "BEE_COMMUN", etat="annule")
    phrase = _phrase(campagne, "exports")
    assert "Structures, Communs, Responsables" in phrase
    assert "Nomenclature" not in phrase


def test_les_cinq_deposes_en_plusieurs_fois_suffisent(campagne):
    for sorte in EXPORTS:
        _importer(campagne, sorte.value)
    assert _etats(campagne)["Déposer les exports de SIECLE"] is Etat.FAITE


def test_la_repetition_attend_les_exports_puis_est_conseillee(campagne):
    assert _etats(campagne)["Répéter le retour vers SIECLE"] is Etat.ATTEND
    for sorte in EXPORTS:
        _importer(campagne, sorte.value)
    assert _etats(campagne)["Répéter le retour vers SIECLE"] is Etat.CONSEILLEE


def test_un_eleve_sans_formation_rouvre_l_etape(campagne):
    MefFactory(campagne=campagne, photo={"FORMATION": "3EG"})
    assert _etats(campagne)["Vérifier les formations et les options"] is Etat.FAITE
    creer_dossier(campagne)
    assert "1 élève sans formation" in _phrase(campagne, "formations")


def test_une_formation_sans_suite_est_dite(campagne):
    MefFactory(campagne=campagne, photo={"FORMATION": "5EG"})
    assert "1 formation sans suite" in _phrase(campagne, "formations")


def test_le_telephone_et_les_horaires_sont_demandes(campagne):
    college = campagne.etablissement
    college.telephone = "01 99 00 12 34"
    assert "Il manque les horaires" in _phrase(campagne, "qui appeler")
    college.horaires = "du lundi au vendredi"
    assert _etats(campagne)["Dire qui appeler"] is Etat.FAITE


def test_aucun_document_n_est_pas_un_oubli(campagne):
    assert _etats(campagne)["Choisir les documents demandés"] is Etat.CONSEILLEE
    PieceAttendue.objects.create(campagne=campagne, nom="Assurance")
    assert "1 document " in _phrase(campagne, "documents")


def test_on_dit_combien_seront_joints_et_par_quoi(campagne):
    creer_dossier(campagne, creer_personne(campagne), creer_personne(campagne, MEL=""))
    assert "1 par courriel, 0 par SMS, 1 sur papier" in _phrase(campagne, "joindra")


def test_ouvrir_reste_possible_et_dit_ce_qui_manque(campagne):
    assert _etats(campagne)["Ouvrir la campagne"] is Etat.ATTEND
    assert "il reste" in _phrase(campagne, "Ouvrir")
    campagne.ouverte_le = timezone.now()
    assert _etats(campagne)["Ouvrir la campagne"] is Etat.FAITE


def test_tout_pret_il_ne_reste_qu_a_ouvrir(campagne):
    for sorte in EXPORTS:
        _importer(campagne, sorte.value)
    MefFactory(campagne=campagne, photo={"FORMATION": "3EG"})
    dossier = creer_dossier(campagne)
    dossier.eleve.code_mef = campagne.mefs.get().code_mef
    dossier.eleve.save()
    creer_agent(campagne)
    campagne.ferme_le = timezone.localdate()
    college = campagne.etablissement
    college.telephone, college.horaires = "01 99 00 12 34", "le matin"
    toutes = etapes(college, campagne)
    assert [e.titre for e in toutes if e.etat is Etat.A_FAIRE] == ["Ouvrir la campagne"]
    assert reste(toutes) == 1


def test_autant_de_lectures_pour_dix_eleves(campagne, django_assert_num_queries):
    creer_dossier(campagne)
    with CaptureQueriesContext(connection) as un:
        etapes(campagne.etablissement, campagne)
    for _ in range(9):
        creer_dossier(campagne)
    with django_assert_num_queries(len(un)):
        etapes(campagne.etablissement, campagne)
