"""Les pays et les nationalités se cherchent par leur nom, la France d'abord."""

from dossiersco.siecle import nomenclatures
from dossiersco.siecle.pays import nationalites, pays


def test_la_france_d_abord_puis_l_alphabet_sans_egard_aux_accents():
    noms = list(pays().values())
    assert noms[:4] == ["France", "Afghanistan", "Afrique du Sud", "Albanie"]
    assert noms.index("Égypte") < noms.index("Émirats arabes unis") < noms.index("Espagne")
    assert noms[-1] == "Autre pays"


def test_un_nom_s_ecrit_comme_en_francais():
    assert pays()["326"] == "Côte d’Ivoire"
    assert [nom for nom in pays().values() if nom.isupper()] == []


def test_un_pays_disparu_ou_sans_nom_ne_se_propose_pas():
    disparus = {
        ligne["code_siecle"]
        for ligne in nomenclatures.lignes("pays")
        if ligne["type"] in {"historique", "erreur_reference"}
    }
    assert disparus
    assert not disparus & pays().keys()
    assert all(pays().values()) and all(nationalites().values())


def test_apatride_et_autre_se_lisent_a_la_fin():
    assert list(nationalites().values())[:2] == ["Française", "Afghane"]
    assert list(nationalites())[-2:] == ["990", "995"]
