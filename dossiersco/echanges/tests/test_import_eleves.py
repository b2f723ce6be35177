"""Reconnaître un élève : ELEVE_ID, INE, numéro privé, identité, dans cet ordre."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.champs import Cible
from dossiersco.dossiers.examen import changements_de, examiner_un
from dossiersco.dossiers.models import Dossier, Eleve
from dossiersco.dossiers.tests.factories import ResponsableFactory, college_voisin, relire
from dossiersco.echanges.tests.depots import codes, comptes, deposer_eleves
from dossiersco.siecle.tests.exports_fictifs import eleve

pytestmark = pytest.mark.django_db
INE, AUTRE_INE = "123456789AB", "987654321CD"


def jour(decalage):
    return f"{timezone.localdate() + timedelta(days=decalage):%d/%m/%Y}"


def en_base():
    return dict(Eleve.objects.values_list("id_siecle", "pk"))


def test_le_meme_eleve_id_est_le_meme_eleve_meme_renomme(campagne):
    deposer_eleves(campagne, eleve("1", NOM_DE_FAMILLE="DIALLO"))
    (avant,) = en_base().values()
    deposer_eleves(campagne, eleve("1", NOM_DE_FAMILLE="DIOP", ID_NATIONAL=AUTRE_INE))
    assert en_base() == {"1": avant}
    assert Eleve.objects.get().nom_de_famille == "DIOP"


def test_un_autre_eleve_id_et_le_meme_ine_c_est_le_meme_eleve(campagne):
    deposer_eleves(campagne, eleve("1", ID_NATIONAL=INE))
    (avant,) = en_base().values()
    bilan = deposer_eleves(campagne, eleve("2", ID_NATIONAL=INE, PRENOM="Awa-Marie"))
    assert en_base() == {"2": avant}
    assert comptes(bilan, "eleves") == (0, 1, 0, 0)


def test_le_meme_ine_et_une_autre_naissance_ce_sont_deux_eleves(campagne):
    deposer_eleves(campagne, eleve("1", ID_NATIONAL=INE))
    bilan = deposer_eleves(campagne, eleve("2", ID_NATIONAL=INE, DATE_NAISS="13/03/2014"))
    assert set(en_base()) == {"1", "2"}
    assert "eleve_naissance" in codes(bilan)


def test_un_autre_eleve_id_et_le_meme_numero_prive_c_est_le_meme_eleve(campagne):
    deposer_eleves(campagne, eleve("1", ID_NATIONAL=None, ID_PRV_ELE="7"))
    (avant,) = en_base().values()
    deposer_eleves(campagne, eleve("2", ID_NATIONAL=None, ID_PRV_ELE="7", PRENOM="Awa-Marie"))
    assert en_base() == {"2": avant}


def test_sans_numero_la_meme_identite_c_est_le_meme_eleve(campagne):
    deposer_eleves(campagne, eleve("1", ID_NATIONAL=None, PRENOM="Awa"))
    (avant,) = en_base().values()
    deposer_eleves(campagne, eleve("2", ID_NATIONAL=None, PRENOM="AWA"))
    assert en_base() == {"2": avant}


@pytest.mark.parametrize(
    "difference", [{"PRENOM": "Awah"}, {"NOM_DE_FAMILLE": "DIALO"}, {"DATE_NAISS": "13/03/2014"}]
)
def test_une_identite_presque_pareille_est_un_autre_eleve(campagne, difference):
    deposer_eleves(campagne, eleve("1", ID_NATIONAL=None))
    deposer_eleves(campagne, eleve("2", ID_NATIONAL=None, **difference))
    assert set(en_base()) == {"1", "2"}


def test_deux_ine_differents_ne_sont_jamais_le_meme_eleve(campagne):
    deposer_eleves(campagne, eleve("1", ID_NATIONAL=INE))
    deposer_eleves(campagne, eleve("2", ID_NATIONAL=AUTRE_INE))
    assert set(en_base()) == {"1", "2"}


@pytest.mark.parametrize("ine", [None, AUTRE_INE])
def test_des_homonymes_du_meme_fichier_restent_deux(campagne, ine):
    fiches = (eleve("1", ID_NATIONAL=INE if ine else None), eleve("2", ID_NATIONAL=ine))
    deposer_eleves(campagne, *fiches)
    avant = en_base()
    deposer_eleves(campagne, *reversed(fiches))
    assert en_base() == avant
    assert set(avant) == {"1", "2"}


def test_un_homonyme_qui_arrive_ne_prend_pas_la_place_de_l_ancien(campagne):
    deposer_eleves(campagne, eleve("1", ID_NATIONAL=None))
    (ancien,) = en_base().values()
    # Le nouveau vient avant l'ancien dans le fichier.
    deposer_eleves(campagne, eleve("2", ID_NATIONAL=None), eleve("1", ID_NATIONAL=None))
    assert en_base()["1"] == ancien
    assert len(en_base()) == 2


def test_entre_deux_homonymes_neufs_et_un_ancien_on_ne_choisit_pas(campagne):
    deposer_eleves(campagne, eleve("1", ID_NATIONAL=None))
    (ancien,) = en_base().values()
    deposer_eleves(campagne, eleve("8", ID_NATIONAL=None), eleve("9", ID_NATIONAL=None))
    assert en_base()["1"] == ancien
    assert len(en_base()) == 3


def test_l_ine_passe_avant_le_nom(campagne):
    """Un homonyme sans INE ne prend pas l'identifiant de celui qui en a un."""
    deposer_eleves(campagne, eleve("1", ID_NATIONAL=None), eleve("2", ID_NATIONAL=INE))
    avant = en_base()
    deposer_eleves(campagne, eleve("9", ID_NATIONAL=INE))
    assert en_base() == {"1": avant["1"], "9": avant["2"]}


def test_le_rapprochement_compare_ce_que_siecle_disait_pas_ce_que_la_famille_ecrit(campagne):
    ines = {"ID_NATIONAL": INE, "PRENOM": "Ines"}
    deposer_eleves(campagne, eleve("1", ID_NATIONAL=None), eleve("2", **ines))
    avant = en_base()
    Eleve.objects.update(prenom="Autre", date_naiss="2014-01-01")
    deposer_eleves(campagne, eleve("8", ID_NATIONAL=None), eleve("9", **ines))
    assert en_base() == {"8": avant["1"], "9": avant["2"]}


def test_une_famille_ne_peut_pas_se_faire_passer_pour_un_autre_eleve(campagne):
    deposer_eleves(campagne, eleve("1", ID_NATIONAL=None, PRENOM="Noa"))
    Eleve.objects.update(prenom="Awa")
    deposer_eleves(campagne, eleve("2", ID_NATIONAL=None, PRENOM="Awa"))
    assert set(en_base()) == {"1", "2"}


def test_un_eleve_de_6e_sans_ine_ne_se_dedouble_pas_quand_l_ine_arrive(campagne):
    deposer_eleves(campagne, eleve("1", ID_NATIONAL=None))
    deposer_eleves(campagne, eleve("1", ID_NATIONAL=None))
    deposer_eleves(campagne, eleve("1", ID_NATIONAL=INE))
    assert Eleve.objects.get().id_national == INE


def test_l_eleve_du_college_voisin_n_est_pas_le_notre(campagne):
    voisin = college_voisin()
    photo = Eleve.objects.get().photo
    nom = {balise: photo[balise] for balise in ("NOM_DE_FAMILLE", "PRENOM", "DATE_NAISS")}
    deposer_eleves(campagne, eleve("1", ID_NATIONAL=voisin.dossier.eleve.id_national, **nom))
    assert Eleve.objects.filter(etablissement=campagne.etablissement).count() == 1
    assert Eleve.objects.count() == 2


@pytest.mark.parametrize(("sortie", "combien"), [(None, 1), (-1, 0), (0, 1), (1, 1), (400, 1)])
def test_seul_un_eleve_deja_parti_n_a_pas_de_dossier(campagne, sortie, combien):
    date_sortie = jour(sortie) if sortie is not None else None
    deposer_eleves(campagne, eleve("1", DATE_SORTIE=date_sortie, CODE_MOTIF_SORTIE="MA"))
    assert Eleve.objects.count() == 1
    assert Dossier.objects.count() == combien


def test_un_eleve_absent_du_fichier_est_compte_mais_garde(campagne):
    deposer_eleves(campagne, eleve("1"), eleve("2", ID_NATIONAL=None, PRENOM="Noa"))
    bilan = deposer_eleves(campagne, eleve("1"))
    assert comptes(bilan, "eleves") == (0, 0, 1, 1)
    assert Eleve.objects.count() == Dossier.objects.count() == 2


def test_rapprocher_tout_un_fichier_ne_fait_pas_une_requete_par_eleve(campagne):
    prenoms = [f"Awa{une}{autre}" for une in "abcdef" for autre in "abcdefgh"]
    fiches = [{"ID_NATIONAL": None, "PRENOM": prenom} for prenom in prenoms]
    deposer_eleves(campagne, *[eleve(str(n), **f) for n, f in enumerate(fiches)])
    with CaptureQueriesContext(connection) as requetes:
        deposer_eleves(campagne, *[eleve(f"9{n}", **f) for n, f in enumerate(fiches)])
    assert Eleve.objects.count() == 48
    assert len(requetes) < 30


# ─── La réponse d'une famille et les imports suivants ──────────────────────────────────────────


@pytest.fixture
def reponse(campagne):
    """L'élève 1, dont la mère a déjà dit qu'il devient externe."""
    deposer_eleves(campagne, eleve("1"))
    dossier = Dossier.objects.get()
    lien = ResponsableFactory(eleve=dossier.eleve)
    modifier(relire(dossier), dossier.eleve, {"code_regime": "0"}, par=lien.personne)
    signer(relire(dossier), par=lien.personne)
    return dossier


def test_la_reponse_d_une_famille_reste_quand_la_photo_suit_siecle(campagne, reponse):
    deposer_eleves(campagne, eleve("1", PRENOM2="Fatou", CODE_REGIME="21"))
    relu = Eleve.objects.get()
    assert (relu.code_regime, relu.photo["CODE_REGIME"], relu.prenom2) == ("0", "21", "Fatou")
    (nouveaute,) = examiner_un(relire(reponse)).nouveautes
    assert (nouveaute.changement.avant, nouveaute.changement.apres) == ("21", "0")


def test_ce_que_siecle_dit_a_son_tour_n_est_plus_nouveau(campagne, reponse):
    deposer_eleves(campagne, eleve("1", CODE_REGIME="0"))
    assert examiner_un(relire(reponse)).nouveautes == []
    assert changements_de(Cible.ELEVE, Eleve.objects.get()) == []


def test_une_valeur_que_personne_n_a_changee_suit_siecle(campagne, reponse):
    deposer_eleves(campagne, eleve("1", MEL="eleve@exemple.fr"))
    deposer_eleves(campagne, eleve("1", MEL=None))
    assert Eleve.objects.get().mel == ""


def test_l_etat_du_dossier_ne_change_pas(campagne, reponse):
    deposer_eleves(campagne, eleve("1", PRENOM2="Fatou"))
    assert relire(reponse).etat == "transmis"
    assert Dossier.objects.count() == 1
