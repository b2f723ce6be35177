"""Déposer le compte rendu de SIECLE : chaque ligne rejoint sa fiche, ou rien n'est écrit."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.models import Eleve
from dossiersco.dossiers.tests.factories import AgentFactory
from dossiersco.echanges.models import LigneCompteRendu, RapportSiecle
from dossiersco.echanges.rapport import RapportRefuse, enregistrer_rapport
from dossiersco.echanges.tests.depots import deposer, empreinte_de_la_base
from dossiersco.echanges.tests.test_retour import (
    MOBILE,
    dossiers,
    produire,
    repondre,
    responsable,
    valider,
)
from dossiersco.siecle.banc.compte_rendu import Ligne, Section
from dossiersco.siecle.lus import FichierRefuse
from dossiersco.siecle.tests.comptes_rendus_fictifs import Mise, compte_rendu

pytestmark = pytest.mark.django_db


@pytest.fixture
def college(college_fabrique, exports):
    deposer(college_fabrique, *exports)
    return Campagne.objects.select_related("etablissement").get(pk=college_fabrique.pk)


@pytest.fixture
def agent(college):
    return AgentFactory(etablissement=college.etablissement)


@pytest.fixture
def dossier(college):
    return dossiers(college, 1)[0]


@pytest.fixture
def envoi(college, agent, dossier):
    repondre(dossier, tel_portable=MOBILE)
    valider(dossier, agent)
    return produire(college)


def ligne(fiche, section=Section.ELEVES_REJETES, **autres):
    valeurs = {
        "division": "6A",
        "nom": f"{fiche.nom_de_famille} {fiche.prenom}",
        "id_siecle": fiche.id_siecle or "",
        "id_prv": str(fiche.id_prv),
        "anomalie": "Date d'entrée incohérente.",
        "code": "REJEL_ENTREE_B_02",
        **autres,
    }
    return Ligne(section, **valeurs)


def lignes_de(envoi):
    return list(LigneCompteRendu.objects.filter(rapport__retour=envoi).order_by("pk"))


def deposer_rapport(envoi, *lignes, mise=None):
    return enregistrer_rapport(envoi, compte_rendu(lignes, mise), par=None)


def test_chaque_ligne_rejoint_son_eleve_ou_son_responsable(envoi, dossier, agent):
    personne = responsable(dossier)
    contenu = compte_rendu(
        [ligne(personne, Section.PERSONNES_NOTES, code="INF_COMAD_A_01"), ligne(dossier.eleve)]
    )
    rapport = enregistrer_rapport(envoi, contenu, par=agent)
    de_la_personne, de_l_eleve = lignes_de(envoi)
    assert (de_la_personne.personne, de_la_personne.eleve) == (personne, None)
    assert (de_l_eleve.personne, de_l_eleve.eleve) == (None, dossier.eleve)
    assert (de_l_eleve.code, de_l_eleve.section) == ("REJEL_ENTREE_B_02", 4)
    assert rapport.par_agent == agent


def test_un_eleve_et_un_responsable_de_meme_numero_ne_se_confondent_pas(envoi, dossier):
    personne = responsable(dossier)
    Eleve.objects.filter(id_prv=personne.id_prv).exclude(pk=dossier.eleve_id).delete()
    deposer_rapport(envoi, ligne(personne, Section.PERSONNES_REJETEES), ligne(dossier.eleve))
    assert [li.personne_id for li in lignes_de(envoi)] == [personne.pk, None]


def test_sans_numero_de_siecle_le_notre_suffit(envoi, dossier):
    deposer_rapport(envoi, ligne(dossier.eleve, id_siecle=""))
    assert lignes_de(envoi)[0].eleve == dossier.eleve


def test_sans_notre_numero_celui_de_siecle_suffit(envoi, dossier):
    absent = Eleve.objects.exclude(pk=dossier.eleve_id).first()
    ligne_absente = ligne(absent, Section.ELEVES_ABSENTS, id_prv="", code="ABSEN")
    deposer_rapport(envoi, ligne(dossier.eleve), ligne_absente)
    assert lignes_de(envoi)[1].eleve == absent


def test_deux_numeros_qui_se_contredisent_suivent_celui_de_siecle(envoi, dossier):
    autre = Eleve.objects.exclude(pk=dossier.eleve_id).first()
    deposer_rapport(envoi, ligne(dossier.eleve, id_prv=str(autre.id_prv)))
    assert lignes_de(envoi)[0].eleve == dossier.eleve


def test_une_ligne_inconnue_est_gardee_sans_fiche(envoi, dossier):
    inconnue = ligne(dossier.eleve, id_siecle="99999999", id_prv="98765")
    deposer_rapport(envoi, ligne(dossier.eleve), inconnue)
    gardee = lignes_de(envoi)[1]
    assert (gardee.eleve, gardee.identifiants) == (None, "99999999/98765")


def test_le_meme_compte_rendu_depose_deux_fois_ne_change_rien(envoi, dossier, agent):
    contenu = compte_rendu([ligne(dossier.eleve)])
    enregistrer_rapport(envoi, contenu, par=agent)
    avant = empreinte_de_la_base()
    enregistrer_rapport(envoi, contenu, par=None)
    assert empreinte_de_la_base() == avant


def test_un_compte_rendu_plus_complet_remplace_l_autre(envoi, dossier):
    deposer_rapport(envoi, ligne(dossier.eleve))
    deposer_rapport(envoi, ligne(dossier.eleve, code="DNAIS_A_01"))
    assert [li.code for li in lignes_de(envoi)] == ["DNAIS_A_01"]
    assert RapportSiecle.objects.count() == 1


def refuse(envoi, contenu):
    avant = empreinte_de_la_base()
    with pytest.raises((RapportRefuse, FichierRefuse)) as leve:
        enregistrer_rapport(envoi, contenu, par=None)
    assert empreinte_de_la_base() == avant
    return str(leve.value)


def test_le_compte_rendu_d_un_autre_college_est_refuse(envoi, dossier):
    contenu = compte_rendu([ligne(dossier.eleve)], Mise(uai="0590182C"))
    assert "établissement 0590182C, pas du vôtre (0590181B)" in refuse(envoi, contenu)


def test_un_compte_rendu_anonyme_d_ailleurs_se_reconnait_a_ses_numeros(envoi, dossier):
    """Nos numéros vont de 1 à quelques milliers : ceux d'un autre collège sont aussi des nôtres."""
    ailleurs = ligne(dossier.eleve, id_siecle="99999999")
    assert "votre collège" in refuse(envoi, compte_rendu([ailleurs], Mise(uai="")))


def test_le_compte_rendu_d_un_autre_envoi_est_refuse(envoi, dossier):
    nomme = Mise(haut_de_page=["Fichier 0590181BPRIVE2026260102030405.zip"])
    assert "pas de cet envoi" in refuse(envoi, compte_rendu([ligne(dossier.eleve)], nomme))
    autre = Eleve.objects.exclude(pk=dossier.eleve_id).first()
    assert "d’autres élèves" in refuse(envoi, compte_rendu([ligne(autre)]))


def test_un_fichier_qui_n_est_pas_un_compte_rendu_n_ecrit_rien(envoi):
    assert "n’est pas un PDF" in refuse(envoi, b"bonjour")


def test_mille_lignes_s_ecrivent_en_autant_de_requetes_que_dix(envoi, dossier):
    requetes = []
    for combien in (10, 400):
        lignes = [ligne(dossier.eleve, Section.ELEVES_NOTES, code="INF_REGIM_A_01")] * combien
        with CaptureQueriesContext(connection) as captees:
            deposer_rapport(envoi, *lignes)
        assert len(lignes_de(envoi)) == combien
        requetes.append(len(captees))
    assert requetes[1] <= requetes[0] + 2
