"""SIECLE change sous les réponses : le collège le voit, et rien n'est écrasé sans qu'il le dise."""

import pytest

from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.decisions import refuser, valider
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.models import Dossier, Personne, Trace
from dossiersco.dossiers.refus import DossierAChange
from dossiersco.dossiers.tests.factories import AgentFactory, relire
from dossiersco.dossiers.traces import DE_SIECLE
from dossiersco.echanges.tests.depots import comptes, deposer_eleves, deposer_responsables
from dossiersco.siecle.tests.exports_fictifs import eleve, lien, personne

pytestmark = pytest.mark.django_db
A, B, C, X = "0639980001", "0639980002", "0639980003", "0639980009"


def siecle_dit(campagne, numero, regime="24"):
    deposer_eleves(
        campagne,
        eleve("1", CODE_REGIME=regime),
        eleve("2", PRENOM="Noa", ID_NATIONAL=None, CODE_REGIME="24"),
    )
    return deposer_responsables(
        campagne, [personne("501", TEL_PORTABLE=numero)], [lien("1", "501"), lien("2", "501")]
    )


@pytest.fixture
def college(campagne):
    """Awa (1) et Noa (2), leur mère (501), dont SIECLE dit le numéro A."""
    siecle_dit(campagne, A)
    return campagne


@pytest.fixture
def agent(college):
    return AgentFactory(etablissement=college.etablissement)


def awa():
    return relire(Dossier.objects.get(eleve__id_siecle="1"))


def noa():
    return relire(Dossier.objects.get(eleve__id_siecle="2"))


def la_mere_ecrit(numero):
    mere = Personne.objects.get()
    modifier(awa(), mere, {"tel_portable": numero}, par=mere)
    signer(awa(), par=mere)


def accepter(agent):
    valider(awa(), empreinte=examiner_un(awa()).empreinte, par=agent)


def lectures():
    """Ce que SIECLE disait, ce qu'il dit, ce qui est écrit, là où il a changé entre-temps."""
    return [
        (n.lecture.avant, n.changement.avant, n.changement.apres)
        for n in examiner_un(awa()).nouveautes
        if n.lecture
    ]


def a_envoyer():
    return [changement.apres for changement in examiner_un(awa()).acceptes]


def test_une_valeur_changee_des_deux_cotes_se_voit_comme_telle(college):
    la_mere_ecrit(X)
    assert lectures() == []
    siecle_dit(college, B)
    assert lectures() == [(A, B, X)]
    assert Personne.objects.get().tel_portable == X


def test_si_siecle_dit_a_son_tour_la_meme_chose_il_n_y_a_plus_rien_a_decider(college, agent):
    la_mere_ecrit(X)
    siecle_dit(college, X)
    assert examiner_un(awa()).nouveautes == []
    assert not Trace.objects.filter(geste=DE_SIECLE).exists()


def test_siecle_qui_revient_a_ce_que_la_famille_avait_lu_n_est_plus_un_croisement(college):
    la_mere_ecrit(X)
    siecle_dit(college, B)
    siecle_dit(college, A)
    assert lectures() == []


def test_ecrire_en_ayant_lu_la_valeur_de_siecle_n_est_pas_un_croisement(college):
    siecle_dit(college, B)
    la_mere_ecrit(X)
    assert lectures() == []


def test_ce_que_le_college_ecrit_se_croise_aussi(college, agent):
    mere = Personne.objects.get()
    modifier(awa(), mere, {"tel_portable": X}, par=agent)
    siecle_dit(college, B)
    assert lectures() == [(A, B, X)]


def test_ce_qui_etait_accepte_revient_a_decider_et_ne_part_pas(college, agent):
    la_mere_ecrit(X)
    accepter(agent)
    assert a_envoyer() == [X]
    siecle_dit(college, B)
    assert awa().etat == Etat.TRANSMIS
    assert lectures() == [(A, B, X)]
    assert a_envoyer() == []


def test_accepter_encore_est_un_seul_geste_et_le_retour_repart(college, agent):
    la_mere_ecrit(X)
    accepter(agent)
    siecle_dit(college, B)
    accepter(agent)
    assert (awa().etat, lectures(), a_envoyer()) == (Etat.VALIDE, [], [X])


def test_apres_avoir_accepte_par_dessus_b_un_c_revient_encore(college, agent):
    la_mere_ecrit(X)
    siecle_dit(college, B)
    accepter(agent)
    siecle_dit(college, C)
    assert lectures() == [(B, C, X)]


def test_refuser_garde_la_valeur_de_siecle(college, agent):
    la_mere_ecrit(X)
    siecle_dit(college, B)
    (nouveaute,) = examiner_un(awa()).nouveautes
    refuser(awa(), nouveaute.changement.clef, motif="Ancien numéro", par=agent)
    assert Personne.objects.get().tel_portable == B
    assert examiner_un(awa()).nouveautes == []


def test_l_empreinte_lue_avant_l_import_ne_valide_plus(college, agent):
    la_mere_ecrit(X)
    siecle_dit(college, B)
    empreinte = examiner_un(awa()).empreinte
    siecle_dit(college, C)
    with pytest.raises(DossierAChange):
        valider(awa(), empreinte=empreinte, par=agent)


def test_le_croisement_d_un_parent_ramene_ses_enfants_et_se_decide_une_fois(college, agent):
    la_mere_ecrit(X)
    signer(noa(), par=Personne.objects.get())
    accepter(agent)
    assert noa().etat == Etat.VALIDE
    siecle_dit(college, B)
    assert (awa().etat, noa().etat) == (Etat.TRANSMIS, Etat.TRANSMIS)
    assert Trace.objects.get(geste=DE_SIECLE).dossier == awa()
    accepter(agent)
    assert (awa().etat, noa().etat) == (Etat.VALIDE, Etat.VALIDE)


def test_un_dossier_valide_que_siecle_ne_contredit_pas_reste_valide(college, agent):
    la_mere_ecrit(X)
    accepter(agent)
    siecle_dit(college, A, regime="21")
    assert awa().etat == Etat.VALIDE
    assert a_envoyer() == [X]


def test_une_reponse_jamais_signee_ne_ramene_personne(college, agent):
    mere = Personne.objects.get()
    signer(awa(), par=mere)
    modifier(awa(), mere, {"tel_portable": X}, par=mere)
    siecle_dit(college, B)
    assert awa().etat == Etat.VALIDE
    assert Personne.objects.get().tel_portable == X


def test_un_eleve_parti_puis_revenu_change_revient_a_decider(college, agent):
    la_mere_ecrit(X)
    accepter(agent)
    siecle_dit(college, A)
    deposer_eleves(college, eleve("2", PRENOM="Noa", ID_NATIONAL=None))
    deposer_responsables(college, [personne("501", TEL_PORTABLE=B)], [lien("2", "501")])
    assert awa().etat == Etat.VALIDE
    deposer_eleves(college, eleve("1"), eleve("2", PRENOM="Noa", ID_NATIONAL=None))
    assert awa().etat == Etat.TRANSMIS


def test_redeposer_les_memes_exports_n_ecrit_rien_de_plus(college):
    la_mere_ecrit(X)
    bilan = siecle_dit(college, B)
    assert comptes(bilan, "personnes")[1] == 1
    avant = Trace.objects.count()
    assert comptes(siecle_dit(college, B), "personnes")[1] == 0
    assert Trace.objects.count() == avant
