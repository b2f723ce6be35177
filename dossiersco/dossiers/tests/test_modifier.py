"""Écrire du nouveau : une trace par champ, rien de plus, et chacun chez soi."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

import pytest
from django.db import connection, transaction

from dossiersco.dossiers.actions import modifier
from dossiersco.dossiers.champs import Cible
from dossiersco.dossiers.examen import changements_de
from dossiersco.dossiers.models import Trace
from dossiersco.dossiers.refus import CampagneFermee, GesteRefuse
from dossiersco.dossiers.tests.factories import (
    AgentFactory,
    CampagneFactory,
    PersonneFactory,
    ResponsableFactory,
    adresse,
    college_voisin,
    famille_diallo,
    famille_martin,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def famille():
    return famille_martin()


def traces():
    return list(Trace.objects.order_by("pk").values_list("champ", "avant", "apres"))


def test_une_trace_par_champ_qui_change(famille):
    mere = famille.mere
    nombre = modifier(
        famille.dossier,
        mere,
        {"tel_portable": "0639980001", "mel": "neuf@exemple.fr", "nom_de_famille": "MARTIN"},
        par=mere,
    )
    avant = (mere.photo["TEL_PORTABLE"], mere.photo["MEL"])
    assert nombre == 2
    assert traces() == [
        ("tel_portable", avant[0], "0639980001"),
        ("mel", avant[1], "neuf@exemple.fr"),
    ]


def test_la_trace_dit_qui_et_sur_qui(famille):
    modifier(famille.dossier, famille.dossier.eleve, {"prenom2": "Zoé"}, par=famille.pere)
    trace = Trace.objects.get()
    assert (trace.geste, trace.par_personne, trace.eleve) == (
        "modifier",
        famille.pere,
        famille.dossier.eleve,
    )
    assert trace.personne is None and trace.par_agent is None


@pytest.mark.parametrize(
    ("champ", "balise", "siecle", "retape"),
    [
        ("tel_portable", "TEL_PORTABLE", "0639980001", "06 39 98 00 01"),
        ("tel_portable", "TEL_PORTABLE", "+33639980001", "0639980001"),
        ("mel", "MEL", "Camille@exemple.fr", " camille@EXEMPLE.fr"),
        ("nom_de_famille", "NOM_DE_FAMILLE", "D'AMBRE", "d’ambre"),
    ],
)
def test_retaper_autrement_la_valeur_de_siecle_la_reprend_telle_quelle(
    champ, balise, siecle, retape
):
    famille = famille_martin()
    mere = famille.mere
    mere.photo[balise] = siecle
    setattr(mere, champ, "AUTRE CHOSE")
    mere.save()
    modifier(famille.dossier, mere, {champ: retape}, par=mere)
    mere.refresh_from_db()
    assert getattr(mere, champ) == siecle
    assert changements_de(Cible.PERSONNE, mere) == []


def test_un_autre_adresse_id_n_est_pas_un_demenagement(famille):
    mere = famille.mere
    meme = adresse(12, ADRESSE_ID="99", LIGNE2_ADRESSE="")
    assert modifier(famille.dossier, mere, {"adresse": meme}, par=mere) == 0


def test_revenir_a_siecle_fait_disparaitre_la_nouveaute(famille):
    eleve = famille.dossier.eleve
    modifier(famille.dossier, eleve, {"date_naiss": date(2014, 3, 13)}, par=famille.mere)
    assert [c.champ.nom for c in changements_de(Cible.ELEVE, eleve)] == ["date_naiss"]
    modifier(famille.dossier, eleve, {"date_naiss": date(2014, 3, 12)}, par=famille.mere)
    assert changements_de(Cible.ELEVE, eleve) == []
    assert Trace.objects.count() == 2


def test_ecrire_la_meme_valeur_n_ecrit_rien(famille):
    for _ in range(2):
        modifier(famille.dossier, famille.mere, {"tel_portable": "0639980001"}, par=famille.mere)
    assert Trace.objects.count() == 1


def test_un_objet_perime_n_efface_pas_ce_qu_il_ne_touche_pas(famille):
    perimee = PersonneFactory._meta.model.objects.get(pk=famille.mere.pk)
    modifier(famille.dossier, famille.mere, {"mel": "neuf@exemple.fr"}, par=famille.mere)
    modifier(famille.dossier, perimee, {"tel_portable": "0639980001"}, par=perimee)
    famille.mere.refresh_from_db()
    assert (famille.mere.mel, famille.mere.tel_portable) == ("neuf@exemple.fr", "0639980001")


def test_un_responsable_ne_touche_pas_a_l_autre(famille):
    with pytest.raises(GesteRefuse, match="pas la vôtre"):
        modifier(famille.dossier, famille.pere, {"mel": "x@exemple.fr"}, par=famille.mere)
    assert traces() == []


def test_un_responsable_ne_touche_pas_a_l_enfant_d_un_autre(famille):
    voisine = famille_diallo(famille.campagne)
    for dossier in (famille.dossier, voisine.dossier):
        with pytest.raises(GesteRefuse):
            modifier(dossier, voisine.dossier.eleve, {"prenom2": "Zoé"}, par=famille.mere)


def test_un_responsable_d_un_autre_college_ne_touche_a_rien(famille):
    voisin = college_voisin()
    with pytest.raises(GesteRefuse):
        modifier(famille.dossier, famille.dossier.eleve, {"prenom2": "Zoé"}, par=voisin.mere)


def test_un_simple_contact_ne_touche_pas_a_l_eleve(famille):
    contact = ResponsableFactory(eleve=famille.dossier.eleve, contact=True).personne
    with pytest.raises(GesteRefuse):
        modifier(famille.dossier, famille.dossier.eleve, {"prenom2": "Zoé"}, par=contact)


@pytest.mark.parametrize("moment", ["pas_ouverte", "fermee"])
def test_hors_campagne_la_famille_n_ecrit_plus(moment):
    famille = famille_martin(CampagneFactory(**{moment: True}))
    with pytest.raises(CampagneFermee):
        modifier(famille.dossier, famille.mere, {"mel": "x@exemple.fr"}, par=famille.mere)


def test_le_college_corrige_meme_campagne_fermee():
    famille = famille_martin(CampagneFactory(fermee=True))
    agent = AgentFactory(etablissement=famille.campagne.etablissement)
    assert modifier(famille.dossier, famille.mere, {"mel": "x@exemple.fr"}, par=agent) == 1
    assert Trace.objects.get().par_agent == agent


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_deux_responsables_a_la_fois_ne_s_effacent_pas_sans_trace():
    famille = famille_martin()
    ecrit = Event()

    def premier():
        with transaction.atomic():
            modifier(famille.dossier, famille.dossier.eleve, {"prenom2": "Zoé"}, par=famille.mere)
            ecrit.set()
            time.sleep(0.3)
        connection.close()

    def second():
        ecrit.wait(5)
        modifier(famille.dossier, famille.dossier.eleve, {"prenom2": "Noé"}, par=famille.pere)
        connection.close()

    with ThreadPoolExecutor(2) as executeur:
        for fil in [executeur.submit(premier), executeur.submit(second)]:
            fil.result()
    assert traces() == [("prenom2", None, "Zoé"), ("prenom2", "Zoé", "Noé")]
