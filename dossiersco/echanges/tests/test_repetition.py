"""Répéter le retour : à tout moment, élève par élève, sans rien écrire."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import _lecture_seule
from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.models import Dossier
from dossiersco.dossiers.tests.factories import (
    AgentFactory,
    CampagneFactory,
    EtablissementFactory,
    relire,
)
from dossiersco.echanges import essai
from dossiersco.echanges.repetition import base_de, repeter
from dossiersco.echanges.retour import preparer_retour
from dossiersco.echanges.tests.depots import deposer
from dossiersco.echanges.tests.test_retour import (
    MOBILE,
    dossiers,
    fratrie,
    repondre,
    valider,
)
from dossiersco.siecle.banc import Base
from dossiersco.siecle.prevol import Gravite
from dossiersco.siecle.prevol_regles import REGLES
from dossiersco.siecle.regles import AVIS, RAISONS, Etape
from dossiersco.siecle.regles_en_clair import A_FAIRE, TITRES
from dossiersco.siecle.schema_import import Schema

pytestmark = pytest.mark.django_db


@pytest.fixture
def college(college_fabrique, exports):
    deposer(college_fabrique, *exports)
    return Campagne.objects.select_related("etablissement").get(pk=college_fabrique.pk)


@pytest.fixture
def agent(college):
    return AgentFactory(etablissement=college.etablissement)


def accepter(dossier, agent, cible=None, **valeurs):
    repondre(dossier, cible, **valeurs)
    valider(dossier, agent)


def abimer(dossier, **valeurs):
    """SIECLE dit autre chose, ou rien (None), de cet élève."""
    eleve = relire(dossier).eleve
    photo = {**eleve.photo, **valeurs}
    eleve.photo = {balise: valeur for balise, valeur in photo.items() if valeur is not None}
    eleve.save()


def changements(partant):
    return {(e.sorte, e.balise): (e.avant, e.apres) for e in partant.effets}


def codes_de(repetition, dossier):
    return {
        regle.code
        for regle in repetition.regles
        for touche in regle.eleves
        if touche.dossier == dossier
    }


# ─── Ce qui partirait ──────────────────────────────────────────────────────────────────────────


def test_on_voit_ce_que_siecle_contiendrait_et_rien_d_autre(college, agent):
    (dossier,) = dossiers(college, 1)
    accepter(dossier, agent, tel_portable=MOBILE)
    avant = relire(dossier).eleve.photo.get("TEL_PORTABLE")
    repetition = repeter(college)
    (partant,) = repetition.partants
    assert partant.dossier == dossier
    assert changements(partant) == {("ELEVE", "TEL_PORTABLE"): (avant, MOBILE)}
    assert repetition.alertes == ()


@pytest.mark.parametrize("schema", Schema)
def test_les_effets_sont_les_changements_acceptes_dans_chaque_schema(college, agent, schema):
    lot = dossiers(college, 6)
    for dossier in lot:
        accepter(dossier, agent, tel_portable=MOBILE, nom_usage="ŒUVRARD")
    repetition = repeter(college, schema)
    assert [partant.dossier for partant in repetition.partants] == [
        envoyable.dossier for envoyable in preparer_retour(college, schema).envoyables
    ]
    for partant in repetition.partants:
        assert {balise for _, balise in changements(partant)} <= {"TEL_PORTABLE", "NOM_USAGE"}
    assert repetition.alertes == ()


def test_le_changement_d_un_parent_se_voit_chez_l_enfant_qui_part(college, agent):
    personne, siens = fratrie(college)
    accepter(siens[0], agent, personne, tel_personnel="0199000001")
    (partant,) = repeter(college).partants
    (effet,) = partant.effets
    assert (effet.sorte, effet.personne, effet.balise) == ("PERSONNE", personne.pk, "TEL_PERSONNEL")
    assert effet.apres == "0199000001"


def test_ce_qui_bloque_un_dossier_pret_porte_son_code_et_que_faire(college, agent):
    (dossier,) = dossiers(college, 1)
    accepter(dossier, agent, tel_portable=MOBILE)
    abimer(dossier, CODE_MEF=None)
    repetition = repeter(college)
    assert (repetition.partants, repetition.bloques) == ((), (dossier,))
    (regle,) = [regle for regle in repetition.regles if regle.code == "ACMEF"]
    (touche,) = regle.eleves
    assert (regle.gravite, touche.part) == (Gravite.BLOCAGE, True)
    assert regle.que_faire
    assert "formation" in touche.messages[0]


def test_ce_qui_attend_peut_etre_repete_comme_accepte(college, agent):
    (dossier,) = dossiers(college, 1)
    repondre(dossier, tel_portable=MOBILE)
    sans, avec = repeter(college), repeter(college, avec_attente=True)
    assert (sans.partants, sans.en_attente) == ((), 1)
    (partant,) = avec.partants
    assert changements(partant)["ELEVE", "TEL_PORTABLE"][1] == MOBILE
    assert Dossier.objects.get(pk=dossier.pk).etat == "transmis"


def test_un_dossier_revenu_dans_la_file_ne_part_pas(college, agent):
    (dossier,) = dossiers(college, 1)
    accepter(dossier, agent, tel_portable=MOBILE)
    repondre(dossier, mel="neuf@exemple.fr")
    assert repeter(college).partants == ()
    (partant,) = repeter(college, avec_attente=True).partants
    assert {balise for _, balise in changements(partant)} == {"TEL_PORTABLE", "MEL"}


# ─── En mars, avant d'avoir invité ─────────────────────────────────────────────────────────────


def test_avant_toute_reponse_chaque_eleve_est_essaye_et_rien_ne_bougerait(college):
    repetition = repeter(college)
    assert repetition.partants == ()
    assert repetition.autres == college.dossiers.count()
    assert repetition.alertes == ()


@pytest.mark.parametrize(
    ("abime", "code"),
    [
        ({"CODE_MEF": None}, "ACMEF"),
        ({"CODE_PAYS": "100", "CODE_COMMUNE_INSEE_NAISS": None}, "LNAIS_COMMUNE"),
        ({"CODE_PAYS": "109", "VILLE_NAISS": None}, "LNAIS_VILLE"),
        ({"CODE_PAYS_NAT": None}, "ELNAT"),
        ({"CODE_SEXE": None}, "CSEXE"),
        ({"CODE_PROVENANCE": None}, "PROVE"),
        ({"SCOLARITE_AN_DERNIER": None}, "HETAB"),
        ({"CODE_REGIME": "99"}, "INF_REGIM_A_01"),
        ({"DATE_ENTREE": "01/01/2031"}, "SCOAC_E_02"),
        ({"DATE_ENTREE": "01/01/1999"}, "REJEL_ENTREE_B_02"),
    ],
)
def test_ce_qui_bloquerait_en_juin_se_sait_en_mars(college, abime, code):
    (dossier,) = dossiers(college, 1)
    abimer(dossier, **abime)
    repetition = repeter(college)
    assert code in codes_de(repetition, dossier)
    assert repetition.alertes == ()


def test_une_option_au_mauvais_rang_se_sait_en_mars(college):
    dossier = next(d for d in dossiers(college, 60) if len(d.eleve.photo.get("OPTIONS", [])) > 1)
    options = dossier.eleve.photo["OPTIONS"]
    assert any(option["CODE_MODALITE_ELECT"] == "O" for option in options)
    college.options.filter(code_mef=dossier.eleve.photo["CODE_MEF"]).update(rangs=[9])
    repetition = repeter(college)
    assert "OPOBL_C_01" in codes_de(repetition, dossier)


def test_un_responsable_sans_civilite_se_sait_en_mars_par_ses_enfants(college):
    personne, siens = fratrie(college)
    personne.photo.pop("CODE_CIVILITE")
    personne.save()
    repetition = repeter(college)
    (regle,) = [regle for regle in repetition.regles if regle.code == "CIVIL"]
    assert set(siens) <= {touche.dossier for touche in regle.eleves}
    assert set(siens) <= set(repetition.bloques_plus_tard)


def test_un_troisieme_responsable_legal_se_sait_en_mars(college):
    (dossier,) = dossiers(college, 1)
    deja = dossier.eleve.responsables.values("personne")
    autres = college.etablissement.personnes.exclude(pk__in=deja).order_by("pk")
    for rang, personne in enumerate(autres[:3], 10):
        dossier.eleve.responsables.create(
            personne=personne, niveau_responsabilite="1", code_parente="20", rang=rang, photo=LEGAL
        )
    repetition = repeter(college)
    assert "LEGAL_EN_TROP" in codes_de(repetition, dossier)
    assert repetition.alertes == ()


LEGAL = {"NIVEAU_RESPONSABILITE": "1", "CODE_PARENTE": "20", "HEBERGE_ELEVE": "0"}


def test_sans_les_communs_aucun_ne_partirait_et_on_le_sait(college):
    Campagne.objects.filter(pk=college.pk).update(date_debut_eleve=None, date_fin_eleve=None)
    college.refresh_from_db()
    repetition = repeter(college)
    regle = repetition.regles[0]
    assert (regle.code, regle.etape) == ("SCOAC_ANNEE", Etape.COMMUNS)
    assert len(regle.eleves) == len(repetition.bloques_plus_tard)


# ─── Les écarts, la lecture seule, la vitesse ──────────────────────────────────────────────────


def test_un_ecart_entre_le_banc_et_le_prevol_est_une_alerte(college, agent, monkeypatch):
    """Faute semée : un régime se perd en route, et rien ne l'avait annoncé."""
    (dossier,) = dossiers(college, 1)
    accepter(dossier, agent, tel_portable=MOBILE)
    vrai = essai.deposer

    def distrait(base, fichier, *, contexte, nom):
        rendu = vrai(base, fichier, contexte=contexte, nom=nom)
        rendu.base.eleves[dossier.eleve.id_siecle].pop("CODE_REGIME", None)
        return rendu

    monkeypatch.setattr(essai, "deposer", distrait)
    alertes = repeter(college).alertes
    assert alertes and all("CODE_REGIME" in alerte for alerte in alertes)


def test_un_code_que_rien_n_annoncait_est_une_alerte(college, monkeypatch):
    monkeypatch.setattr(essai, "_annoncees", lambda annonces: {("CIVIL", "personne", "7")})
    assert any("CIVIL" in alerte for alerte in repeter(college).alertes)


def test_rien_n_est_ecrit(college, agent):
    for dossier in dossiers(college, 3):
        accepter(dossier, agent, tel_portable=MOBILE)
    with connection.execute_wrapper(_lecture_seule):
        repeter(college, avec_attente=True)


def test_autant_de_lectures_pour_un_que_pour_dix(college, agent):
    lectures = []
    for lot in (dossiers(college, 1), dossiers(college, 10)[1:]):
        for dossier in lot:
            accepter(dossier, agent, tel_portable=MOBILE)
        with CaptureQueriesContext(connection) as requetes:
            repeter(college)
        lectures.append(len(requetes))
    assert lectures[0] == lectures[1] < 20


def test_le_voisin_n_entre_pas_dans_la_repetition(college, exports):
    vide = CampagneFactory(etablissement=EtablissementFactory(uai="0590182C"), annee=2026)
    repetition = repeter(vide)
    assert (repetition.autres, repetition.regles, repetition.alertes) == (0, (), ())
    assert base_de(vide) == Base()
    assert len(base_de(college).eleves) == college.etablissement.eleves.count()


def test_chaque_regle_a_son_titre_et_chaque_etape_son_geste():
    assert set(TITRES) == set(RAISONS) | set(AVIS) | set(REGLES)
    assert set(A_FAIRE) == set(Etape)
