from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dossiersco.campagnes.models import Mef
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.models import Avis, Signature
from dossiersco.dossiers.tests.factories import CampagneFactory, DossierFactory
from dossiersco.espace_agent.tests.donnees import (
    creer_campagne,
    creer_compte_famille,
    creer_dossier,
    dossier_a_traiter,
    responsables,
)
from dossiersco.statistiques.indicateurs import SANS_FORMATION, tableau

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def campagne():
    return creer_campagne()


def signer(dossier, le, *, sans_nouveaute=True):
    return Signature.objects.create(
        dossier=dossier,
        personne=responsables(dossier)[0],
        signee_le=le,
        empreinte="0" * 64,
        sans_nouveaute=sans_nouveaute,
    )


def test_une_campagne_vide_n_a_que_des_zeros(campagne):
    mesures = tableau(campagne)
    assert (mesures.total, mesures.jours, mesures.courbes) == (0, [], [])
    assert (mesures.part_sans_nouveaute, mesures.opinion.moyenne) == (None, None)


def test_les_dossiers_se_comptent_par_formation_et_par_etat(campagne):
    Mef.objects.create(campagne=campagne, code_mef="10110001110", libelle="5EME")
    dossier = dossier_a_traiter(campagne)
    dossier.eleve.code_mef = "10110001110"
    dossier.eleve.save()
    creer_dossier(campagne)
    mesures = tableau(campagne)
    assert {niveau.nom: niveau.nombres for niveau in mesures.niveaux} == {
        "5EME": (0, 1, 0, 0),
        SANS_FORMATION: (1, 0, 0, 0),
    }
    assert mesures.nombre(Etat.TRANSMIS) == 1


def test_une_ulis_ne_se_confond_pas_avec_son_niveau_et_la_sixieme_vient_d_abord(campagne):
    for code, mefstat in (
        ("10210001110", "2113"),
        ("1021000111U", "2113"),
        ("10010012110", "2111"),
    ):
        Mef.objects.create(
            campagne=campagne, code_mef=code, libelle="4EME", photo={"CODE_MEFSTAT": mefstat}
        )
        eleve = creer_dossier(campagne).eleve
        eleve.code_mef = code
        eleve.save()
    Mef.objects.filter(code_mef="10010012110").update(libelle="6EME")
    noms = [niveau.nom for niveau in tableau(campagne).niveaux]
    assert noms == ["6EME", "4EME", "4EME ULIS"]


def test_les_dossiers_d_un_autre_college_ne_comptent_pas(campagne):
    DossierFactory(campagne=CampagneFactory())
    assert tableau(campagne).total == 0


def test_un_eleve_parti_ne_compte_plus(campagne):
    parti = creer_dossier(campagne).eleve
    parti.absent_depuis = date(2026, 6, 1)
    parti.save()
    assert tableau(campagne).total == 0


def test_ce_qui_bloque_distingue_les_venus_des_injoignables(campagne):
    ouvert, muet = creer_dossier(campagne), creer_dossier(campagne)
    creer_dossier(campagne)
    compte = creer_compte_famille(responsables(ouvert)[0])
    compte.last_login = datetime(2026, 6, 1, tzinfo=PARIS)
    compte.save()
    personne = responsables(muet)[0]
    personne.mel = personne.tel_portable = ""
    personne.save()
    mesures = tableau(campagne)
    assert (mesures.jamais_venus, mesures.injoignables, mesures.commences) == (2, 1, 1)


def test_un_dossier_compte_le_jour_de_sa_premiere_signature_a_l_heure_du_college(campagne):
    premier, second = creer_dossier(campagne), creer_dossier(campagne)
    # 23 h 30 à Paris : déjà le lendemain en temps universel, mais pas au collège.
    signer(premier, datetime(2026, 6, 1, 23, 30, tzinfo=PARIS))
    signer(premier, datetime(2026, 6, 3, 9, tzinfo=PARIS))
    signer(second, datetime(2026, 6, 3, 10, tzinfo=PARIS))
    jours = [(jour.jour, jour.signes, jour.total) for jour in tableau(campagne).jours]
    assert jours == [(date(2026, 6, 1), 1, 1), (date(2026, 6, 2), 0, 1), (date(2026, 6, 3), 1, 2)]


def test_l_an_dernier_se_compare_depuis_son_premier_jour(campagne):
    avant = CampagneFactory(etablissement=campagne.etablissement, annee=2025)
    signer(creer_dossier(avant), datetime(2025, 5, 12, 9, tzinfo=PARIS))
    signer(creer_dossier(campagne), datetime(2026, 6, 1, 9, tzinfo=PARIS))
    courbes = tableau(campagne).courbes
    assert [courbe.nom for courbe in courbes] == ["Rentrée 2026", "Rentrée 2025"]
    assert courbes[0].points.startswith("0.0,")


def test_la_part_sans_nouveaute_suit_la_derniere_signature(campagne):
    corrige, simple = creer_dossier(campagne), creer_dossier(campagne)
    debut = datetime(2026, 6, 1, 9, tzinfo=PARIS)
    signer(corrige, debut)
    signer(corrige, debut + timedelta(hours=1), sans_nouveaute=False)
    signer(simple, debut)
    assert tableau(campagne).part_sans_nouveaute == 0.5


def test_les_avis_donnent_une_moyenne_et_des_commentaires(campagne):
    for note, texte in ((5, "vraiment simple"), (3, "plutôt simple"), (4, "  ")):
        dossier = creer_dossier(campagne)
        Avis.objects.create(
            campagne=campagne, personne=responsables(dossier)[0], note=note, commentaire=texte
        )
    opinion = tableau(campagne).opinion
    assert (opinion.moyenne, opinion.nombre, opinion.nombre_commentaires) == (4, 3, 2)
    assert opinion.mots == [("simple", 2)]


@pytest.mark.parametrize("nombre", [1, 7])
def test_quatre_lectures_quel_que_soit_le_nombre(campagne, nombre, django_assert_num_queries):
    for _ in range(nombre):
        dossier_a_traiter(campagne)
    with django_assert_num_queries(4):
        tableau(campagne)
