"""Refuser, demander : la valeur de SIECLE revient, la raison ne va qu'à son auteur."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.decisions import demander_correction, refuser, trancher, valider
from dossiersco.dossiers.etats import Etat, PassageInterdit
from dossiersco.dossiers.examen import examiner_un, refus_pour
from dossiersco.dossiers.refus import DossierAChange
from dossiersco.dossiers.tests.factories import AgentFactory, famille_martin, relire
from dossiersco.messagerie.models import Message

pytestmark = pytest.mark.django_db
MOTIF = "Plus de place à la cantine."


@pytest.fixture
def famille():
    return famille_martin(prenoms=("Léo", "Mia"))


@pytest.fixture
def agent(famille):
    return AgentFactory(etablissement=famille.campagne.etablissement)


def dire(dossier, objet, par, **valeurs):
    modifier(relire(dossier), objet, valeurs, par=par)
    signer(relire(dossier), par=par)


def clef_de(dossier, champ):
    nouveautes = examiner_un(relire(dossier)).nouveautes
    return next(n.changement.clef for n in nouveautes if n.changement.champ.nom == champ)


def refuser_le(dossier, champ, agent):
    refuser(relire(dossier), clef_de(dossier, champ), motif=MOTIF, par=agent)


def motifs(dossier, personne):
    return [(trace.champ, trace.motif) for trace in refus_pour(relire(dossier), personne)]


def test_refuser_remet_la_valeur_de_siecle(famille, agent):
    dire(famille.dossier, famille.dossier.eleve, famille.mere, code_regime="0", prenom2="Zoé")
    refuser_le(famille.dossier, "code_regime", agent)
    examen = examiner_un(relire(famille.dossier))
    assert relire(famille.dossier).eleve.code_regime == "24"
    assert [n.changement.champ.nom for n in examen.nouveautes] == ["prenom2"]
    assert examen.acceptes == []


def test_le_motif_n_est_dit_qu_a_l_auteur(famille, agent):
    dire(famille.dossier, famille.dossier.eleve, famille.mere, code_regime="0")
    signer(relire(famille.dossier), par=famille.pere)
    refuser_le(famille.dossier, "code_regime", agent)
    assert motifs(famille.dossier, famille.mere) == [("code_regime", MOTIF)]
    assert motifs(famille.dossier, famille.pere) == []


def test_dans_les_courriels_aussi(famille, agent):
    dire(famille.dossier, famille.dossier.eleve, famille.mere, code_regime="0")
    signer(relire(famille.dossier), par=famille.pere)
    refuser_le(famille.dossier, "code_regime", agent)
    empreinte = examiner_un(relire(famille.dossier)).empreinte
    valider(relire(famille.dossier), empreinte=empreinte, par=agent)
    corps = dict(
        Message.objects.filter(gabarit="dossier_valide").values_list("destinataire", "corps")
    )
    assert corps.keys() == {famille.mere.mel, famille.pere.mel}
    assert MOTIF in corps[famille.mere.mel]
    assert MOTIF not in corps[famille.pere.mel]


def test_le_refus_de_ses_coordonnees_ne_se_dit_qu_a_elle(famille, agent):
    dire(famille.dossier, famille.mere, famille.mere, tel_portable="0639980001")
    refuser_le(famille.dossier, "tel_portable", agent)
    assert motifs(famille.dossier, famille.mere) == [("tel_portable", MOTIF)]
    assert motifs(famille.dossier, famille.pere) == []


def test_pour_dire_un_refus_on_ne_lit_rien_de_l_autre_ni_aucune_valeur(famille, agent):
    dire(famille.dossier, famille.dossier.eleve, famille.mere, code_regime="0")
    refuser_le(famille.dossier, "code_regime", agent)
    with CaptureQueriesContext(connection) as lectures:
        (refus,) = refus_pour(famille.dossier, famille.mere)
    sql = lectures[0]["sql"]
    assert f'"personne_id" = {famille.mere.pk}' in sql
    assert '"apres"' not in sql and '"avant"' not in sql
    assert refus.motif == MOTIF


def test_le_refus_se_dit_meme_quand_il_est_decide_sur_le_dossier_du_frere(famille, agent):
    leo, mia = famille.dossiers
    dire(leo, famille.mere, famille.mere, tel_portable="0639980001")
    signer(relire(mia), par=famille.mere)
    refuser_le(mia, "tel_portable", agent)
    assert motifs(leo, famille.mere) == motifs(mia, famille.mere) == [("tel_portable", MOTIF)]


def test_le_brouillon_d_un_autre_ne_lui_donne_pas_le_motif(famille, agent):
    dire(famille.dossier, famille.dossier.eleve, famille.mere, code_regime="0")
    modifier(famille.dossier, famille.dossier.eleve, {"code_regime": "21"}, par=famille.pere)
    refuser_le(famille.dossier, "code_regime", agent)
    assert motifs(famille.dossier, famille.mere) == [("code_regime", MOTIF)]
    assert motifs(famille.dossier, famille.pere) == []


def test_refuser_n_efface_pas_le_brouillon_d_un_autre(famille, agent):
    dire(famille.dossier, famille.dossier.eleve, famille.mere, code_regime="0")
    modifier(famille.dossier, famille.dossier.eleve, {"code_regime": "21"}, par=famille.pere)
    refuser_le(famille.dossier, "code_regime", agent)
    assert relire(famille.dossier).eleve.code_regime == "21"
    assert examiner_un(relire(famille.dossier)).nouveautes == []
    signer(relire(famille.dossier), par=famille.pere)
    (nouveaute,) = examiner_un(relire(famille.dossier)).nouveautes
    assert (nouveaute.changement.apres, nouveaute.ecriture.personne) == ("21", famille.pere.pk)
    assert nouveaute.desaccord == ()


def test_redire_ce_qui_a_ete_refuse_efface_le_refus_et_se_decide_de_nouveau(famille, agent):
    dire(famille.dossier, famille.dossier.eleve, famille.mere, code_regime="0")
    refuser_le(famille.dossier, "code_regime", agent)
    dire(famille.dossier, famille.dossier.eleve, famille.mere, code_regime="0")
    assert motifs(famille.dossier, famille.mere) == []
    assert clef_de(famille.dossier, "code_regime")


def test_on_ne_refuse_que_ce_qui_est_nouveau(famille, agent):
    dire(famille.dossier, famille.dossier.eleve, famille.mere, code_regime="0")
    clef = clef_de(famille.dossier, "code_regime")
    refuser_le(famille.dossier, "code_regime", agent)
    for geste in (
        lambda: refuser(relire(famille.dossier), clef, motif=MOTIF, par=agent),
        lambda: trancher(relire(famille.dossier), clef, "0", par=agent),
    ):
        with pytest.raises(DossierAChange):
            geste()


def test_refuser_le_seul_changement_d_un_parent_valide_les_freres(famille, agent):
    leo, mia = famille.dossiers
    dire(leo, famille.mere, famille.mere, tel_portable="0639980001")
    signer(relire(mia), par=famille.mere)
    refuser_le(leo, "tel_portable", agent)
    assert [relire(dossier).etat for dossier in (leo, mia)] == [Etat.TRANSMIS, Etat.VALIDE]


def test_demander_une_correction_rend_le_dossier_avec_sa_question(famille, agent):
    dire(famille.dossier, famille.dossier.eleve, famille.mere, code_regime="0")
    demander_correction(relire(famille.dossier), message="Quel régime ?", par=agent)
    dossier = relire(famille.dossier)
    assert (dossier.etat, dossier.demande) == (Etat.A_CORRIGER, "Quel régime ?")
    message = Message.objects.get(gabarit="correction_demandee")
    assert message.destinataire == famille.mere.mel
    assert "Quel régime ?" in message.corps


def test_on_ne_demande_pas_deux_fois_la_meme_correction(famille, agent):
    dire(famille.dossier, famille.dossier.eleve, famille.mere, code_regime="0")
    demander_correction(relire(famille.dossier), message="Quel régime ?", par=agent)
    with pytest.raises(PassageInterdit):
        demander_correction(relire(famille.dossier), message="Quel régime ?", par=agent)
    assert Message.objects.filter(gabarit="correction_demandee").count() == 1
