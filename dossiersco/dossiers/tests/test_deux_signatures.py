"""Une ou deux signatures : le collège choisit ; l'absence de personne n'arrête un dossier."""

import pytest

from dossiersco.comptes.models import Compte
from dossiersco.dossiers import decisions, entourage, foyer
from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.etats import Etat, PassageInterdit
from dossiersco.dossiers.models import Dossier, Responsable
from dossiersco.dossiers.refus import GesteRefuse
from dossiersco.dossiers.tests.factories import (
    AgentFactory,
    CampagneFactory,
    Famille,
    donner_compte,
    famille_martin,
    relire,
)
from dossiersco.messagerie.models import Message


@pytest.fixture
def famille(db) -> Famille:
    famille = famille_martin()
    famille.campagne.signatures_requises = 2
    famille.campagne.save()
    for personne in (famille.mere, famille.pere):
        donner_compte(personne)
    return famille


@pytest.fixture
def agent(famille):
    return AgentFactory(etablissement=famille.campagne.etablissement)


def etat() -> str:
    return Dossier.objects.get().etat


def test_une_seule_signature_attend_l_autre(famille):
    signature = signer(relire(famille.dossier), par=famille.mere)
    assert etat() == Etat.A_REMPLIR
    assert not signature.sans_nouveaute
    assert Message.objects.get().gabarit == "recu_en_attente"
    signer(relire(famille.dossier), par=famille.pere)
    assert etat() == Etat.VALIDE


def test_par_defaut_une_seule_suffit(famille):
    famille.campagne.signatures_requises = 1
    famille.campagne.save()
    signer(relire(famille.dossier), par=famille.mere)
    assert etat() == Etat.VALIDE


def sans_code(famille):
    Compte.objects.filter(rattachements__personne=famille.pere).delete()


def compte_ferme(famille):
    Compte.objects.filter(rattachements__personne=famille.pere).update(is_active=False)


def pas_legal(famille):
    Responsable.objects.filter(personne=famille.pere).update(niveau_responsabilite="2")


def se_dit_pas_responsable(famille):
    foyer.demander(relire(famille.dossier), "pas_responsable", {}, par=famille.pere)


@pytest.mark.parametrize("pourquoi", [sans_code, compte_ferme, pas_legal, se_dit_pas_responsable])
def test_celui_qui_ne_peut_pas_signer_ne_fait_pas_attendre(famille, pourquoi):
    pourquoi(famille)
    signer(relire(famille.dossier), par=famille.mere)
    assert etat() == Etat.VALIDE


def test_le_dossier_de_l_an_passe_ne_fait_attendre_personne(famille):
    """Cette année le père a signé ; l'an dernier, son dossier n'existait pas pour lui."""
    passee = CampagneFactory(
        etablissement=famille.campagne.etablissement, annee=famille.campagne.annee - 1
    )
    Dossier.objects.create(campagne=passee, eleve=famille.dossier.eleve)
    signer(relire(famille.dossier), par=famille.pere)
    attendus = entourage.attendus(famille.campagne)
    assert [lien.personne for lien in attendus] == [famille.mere]


def test_du_nouveau_part_au_college_sans_attendre(famille):
    modifier(relire(famille.dossier), famille.mere, {"tel_personnel": "01"}, par=famille.mere)
    signer(relire(famille.dossier), par=famille.mere)
    assert etat() == Etat.TRANSMIS


def test_le_college_peut_ne_pas_attendre(famille, agent):
    with pytest.raises(GesteRefuse):
        decisions.valider_sans_attendre(relire(famille.dossier), par=agent)
    signer(relire(famille.dossier), par=famille.mere)
    decisions.valider_sans_attendre(relire(famille.dossier), par=agent)
    assert etat() == Etat.VALIDE
    with pytest.raises(PassageInterdit):
        decisions.valider_sans_attendre(relire(famille.dossier), par=agent)
