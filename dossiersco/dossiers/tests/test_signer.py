"""Attester : rien de nouveau valide tout seul, du nouveau va au collège, une seule fois."""

import pytest
from django.core import mail

from dossiersco.dossiers.actions import modifier, noter, signer
from dossiersco.dossiers.decisions import demander_correction, valider
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.models import Avis, Signature, Trace
from dossiersco.dossiers.refus import CampagneFermee, DossierIncomplet, GesteRefuse
from dossiersco.dossiers.tests.factories import (
    AgentFactory,
    CampagneFactory,
    ResponsableFactory,
    college_voisin,
    famille_diallo,
    famille_martin,
    relire,
)
from dossiersco.messagerie.models import Message
from dossiersco.pieces.tests.factories import PieceAttendueFactory, PieceJointeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def famille():
    return famille_martin(prenoms=("Léo", "Mia"))


@pytest.fixture
def agent(famille):
    return AgentFactory(etablissement=famille.campagne.etablissement)


def changer(famille, par, **valeurs):
    modifier(relire(famille.dossier), famille.dossier.eleve, valeurs, par=par)


def nouveaux(dossier):
    return [n.changement.champ.nom for n in examiner_un(relire(dossier)).nouveautes]


def test_sans_rien_de_nouveau_le_dossier_se_valide_seul(famille):
    signature = signer(famille.dossier, par=famille.mere)
    dossier = relire(famille.dossier)
    assert (dossier.etat, dossier.transmis_le) == (Etat.VALIDE, None)
    assert dossier.valide_le is not None
    assert signature.sans_nouveaute


def test_avec_du_nouveau_le_dossier_va_au_college(famille):
    changer(famille, famille.mere, code_regime="0")
    signature = signer(famille.dossier, par=famille.mere)
    assert relire(famille.dossier).etat == Etat.TRANSMIS
    assert not signature.sans_nouveaute
    assert nouveaux(famille.dossier) == ["code_regime"]


def test_revenir_a_siecle_puis_signer_ne_derange_personne(famille):
    changer(famille, famille.mere, code_regime="0")
    changer(famille, famille.mere, code_regime="24")
    assert signer(famille.dossier, par=famille.mere).sans_nouveaute


def test_un_document_a_regarder_suffit_a_transmettre(famille):
    PieceJointeFactory(dossier=famille.dossier, personne=famille.mere)
    assert not signer(famille.dossier, par=famille.mere).sans_nouveaute
    assert relire(famille.dossier).etat == Etat.TRANSMIS


def test_un_document_obligatoire_qui_manque_empeche_de_signer(famille):
    PieceAttendueFactory(campagne=famille.campagne, nom="Photo", obligatoire=True)
    with pytest.raises(DossierIncomplet, match="Photo"):
        signer(famille.dossier, par=famille.mere)
    assert not Signature.objects.exists()
    assert relire(famille.dossier).etat == Etat.A_REMPLIR


def test_signer_deux_fois_ne_signe_qu_une_fois(famille):
    changer(famille, famille.mere, code_regime="0")
    premiere = signer(famille.dossier, par=famille.mere)
    transmis_le = relire(famille.dossier).transmis_le
    assert signer(relire(famille.dossier), par=famille.mere) == premiere
    assert relire(famille.dossier).transmis_le == transmis_le
    assert Trace.objects.filter(geste="signer").count() == Message.objects.count() == 1


def test_changer_apres_avoir_signe_demande_une_nouvelle_signature(famille):
    changer(famille, famille.mere, code_regime="0")
    premiere = signer(famille.dossier, par=famille.mere)
    changer(famille, famille.mere, code_regime="21")
    seconde = signer(famille.dossier, par=famille.mere)
    assert seconde != premiere
    assert seconde.empreinte != premiere.empreinte


def test_deja_dans_la_file_le_dossier_garde_sa_place(famille):
    changer(famille, famille.mere, code_regime="0")
    signer(famille.dossier, par=famille.mere)
    transmis_le = relire(famille.dossier).transmis_le
    changer(famille, famille.pere, prenom2="Zoé")
    signer(famille.dossier, par=famille.pere)
    assert relire(famille.dossier).transmis_le == transmis_le


def test_apres_une_demande_de_correction_signer_revient_au_college(famille, agent):
    changer(famille, famille.mere, code_regime="0")
    signer(famille.dossier, par=famille.mere)
    demander_correction(relire(famille.dossier), message="Et le téléphone ?", par=agent)
    changer(famille, famille.mere, code_regime="24")
    signature = signer(relire(famille.dossier), par=famille.mere)
    dossier = relire(famille.dossier)
    assert (dossier.etat, dossier.demande) == (Etat.TRANSMIS, "")
    assert not signature.sans_nouveaute


def test_du_nouveau_apres_validation_ramene_le_dossier_dans_la_file(famille, agent):
    changer(famille, famille.mere, code_regime="0")
    signer(famille.dossier, par=famille.mere)
    examen = examiner_un(relire(famille.dossier))
    valider(famille.dossier, empreinte=examen.empreinte, par=agent)
    changer(famille, famille.pere, prenom2="Zoé")
    assert relire(famille.dossier).etat == Etat.VALIDE
    signer(relire(famille.dossier), par=famille.pere)
    assert relire(famille.dossier).etat == Etat.TRANSMIS
    assert nouveaux(famille.dossier) == ["prenom2"]


def test_le_second_qui_n_apporte_rien_ne_defait_pas_la_validation(famille):
    signer(famille.dossier, par=famille.mere)
    valide_le = relire(famille.dossier).valide_le
    signer(relire(famille.dossier), par=famille.pere)
    dossier = relire(famille.dossier)
    assert dossier.etat == Etat.VALIDE
    assert dossier.valide_le >= valide_le


def test_le_second_qui_signe_ne_sort_pas_de_la_file_ce_que_le_premier_a_dit(famille):
    changer(famille, famille.mere, code_regime="0")
    signer(famille.dossier, par=famille.mere)
    signature = signer(relire(famille.dossier), par=famille.pere)
    assert relire(famille.dossier).etat == Etat.TRANSMIS
    assert not signature.sans_nouveaute


def test_un_brouillon_ne_compte_pas_tant_que_son_auteur_n_a_pas_signe(famille):
    changer(famille, famille.pere, code_regime="0")
    assert signer(famille.dossier, par=famille.mere).sans_nouveaute
    assert nouveaux(famille.dossier) == []
    assert not signer(relire(famille.dossier), par=famille.pere).sans_nouveaute
    assert nouveaux(famille.dossier) == ["code_regime"]


def test_signer_pour_un_enfant_n_atteste_pas_ce_qu_on_a_ecrit_de_l_autre(famille):
    aine, cadette = famille.dossiers
    modifier(cadette, cadette.eleve, {"code_regime": "0"}, par=famille.mere)
    signer(aine, par=famille.mere)
    assert nouveaux(cadette) == []
    signer(cadette, par=famille.mere)
    assert nouveaux(cadette) == ["code_regime"]


def test_ce_qu_on_dit_de_soi_vaut_pour_tous_ses_enfants(famille):
    aine, cadette = famille.dossiers
    modifier(aine, famille.mere, {"tel_portable": "0639980001"}, par=famille.mere)
    signer(aine, par=famille.mere)
    assert nouveaux(aine) == nouveaux(cadette) == ["tel_portable"]


def test_le_brouillon_de_l_un_ne_cache_pas_ce_que_l_autre_a_signe(famille):
    changer(famille, famille.mere, code_regime="0")
    signer(famille.dossier, par=famille.mere)
    changer(famille, famille.pere, code_regime="21")
    (nouveaute,) = examiner_un(relire(famille.dossier)).nouveautes
    assert (nouveaute.changement.apres, nouveaute.ecriture.personne) == ("0", famille.mere.pk)
    assert nouveaute.desaccord == ()


def test_son_propre_brouillon_ne_cache_pas_ce_qu_on_a_signe(famille):
    changer(famille, famille.mere, code_regime="0")
    signer(famille.dossier, par=famille.mere)
    changer(famille, famille.mere, code_regime="24")
    assert nouveaux(famille.dossier) == ["code_regime"]


def test_on_ne_signe_pas_le_dossier_d_un_autre(famille):
    contact = ResponsableFactory(eleve=famille.dossier.eleve, contact=True).personne
    for personne in (contact, famille_diallo(famille.campagne).mere, college_voisin().mere):
        with pytest.raises(GesteRefuse, match="pas le vôtre"):
            signer(famille.dossier, par=personne)
    assert not Signature.objects.exists()


@pytest.mark.parametrize("moment", ["pas_ouverte", "fermee"])
def test_hors_campagne_on_ne_signe_pas(moment):
    famille = famille_martin(CampagneFactory(**{moment: True}))
    with pytest.raises(CampagneFermee):
        signer(famille.dossier, par=famille.mere)


def test_le_recu_ne_part_qu_a_celui_qui_signe(famille, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        signature = signer(famille.dossier, par=famille.mere)
    (recu,) = mail.outbox
    assert recu.to == [famille.mere.mel]
    assert signature.reference in recu.body
    assert famille.pere.nom_de_famille not in recu.body


def test_sans_courriel_on_signe_quand_meme(famille):
    famille.mere.mel = ""
    famille.mere.save()
    signer(famille.dossier, par=famille.mere)
    assert not Message.objects.exists()


def test_noter_deux_fois_change_la_note(famille):
    for note in (2, 5):
        noter(famille.dossier, par=famille.mere, note=note, commentaire="")
    assert [avis.note for avis in Avis.objects.all()] == [5]
