"""Un élève qui n'est plus dans SIECLE : son dossier se ferme, rien ne s'efface, tout reprend."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers import invitations
from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.decisions import demander_correction, valider
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.models import Dossier, Eleve
from dossiersco.dossiers.refus import EleveParti
from dossiersco.dossiers.tests.factories import AgentFactory, ResponsableFactory, relire
from dossiersco.echanges.retour import preparer_retour
from dossiersco.echanges.tests.depots import codes, comptes, deposer, deposer_eleves
from dossiersco.siecle.tests.exports_fictifs import eleve, fichier_eleves

pytestmark = pytest.mark.django_db
NEUF = {"ID_NATIONAL": None}
AWA, NOA, INES = eleve("1"), eleve("2", PRENOM="Noa", **NEUF), eleve("3", PRENOM="Ines", **NEUF)


def jour(decalage: int) -> str:
    return f"{timezone.localdate() + timedelta(days=decalage):%d/%m/%Y}"


@pytest.fixture
def trois(campagne: Campagne) -> Campagne:
    """Awa, Noa et Ines ; la famille d'Ines a répondu et signé."""
    deposer_eleves(campagne, AWA, NOA, INES)
    dossier = dossier_de("3")
    personne = ResponsableFactory(eleve=dossier.eleve).personne
    modifier(dossier, dossier.eleve, {"code_regime": "0"}, par=personne)
    signer(dossier, par=personne)
    return campagne


def dossier_de(eleve_id: str) -> Dossier:
    return relire(Dossier.objects.get(eleve__id_siecle=eleve_id))


def partis() -> set[str | None]:
    return set(Dossier.objects.partis().values_list("eleve__id_siecle", flat=True))


def test_un_eleve_absent_d_un_export_entier_est_parti_et_garde_ses_reponses(trois):
    bilan = deposer_eleves(trois, AWA, NOA)
    assert partis() == {"3"}
    assert codes(bilan) == ["eleve_parti"]
    parti = dossier_de("3")
    assert (parti.eleve.code_regime, parti.etat) == ("0", Etat.TRANSMIS)
    assert parti.eleve.absent_depuis == timezone.localdate()
    assert parti.signatures.count() == 1


def test_il_revient_dans_l_export_et_tout_reprend(trois):
    deposer_eleves(trois, AWA, NOA)
    bilan = deposer_eleves(trois, AWA, NOA, INES)
    assert partis() == set()
    assert codes(bilan) == ["eleve_revenu"]
    assert Eleve.objects.count() == Dossier.objects.count() == 3
    assert list(Dossier.objects.a_traiter()) == [dossier_de("3")]
    assert len(examiner_un(dossier_de("3")).nouveautes) == 1


def test_redeposer_le_meme_export_n_ecrit_rien(trois):
    deposer_eleves(trois, AWA, NOA)
    assert comptes(deposer_eleves(trois, AWA, NOA), "eleves")[:2] == (0, 0)


@pytest.mark.parametrize(("sortie", "parti"), [(-1, True), (0, False), (1, False)])
def test_une_date_de_sortie_compte_quand_elle_est_passee(trois, sortie, parti):
    fiche = eleve("3", PRENOM="Ines", DATE_SORTIE=jour(sortie), **NEUF)
    deposer_eleves(trois, AWA, NOA, fiche)
    assert partis() == ({"3"} if parti else set())
    assert not dossier_de("3").eleve.absent_depuis


def test_une_sortie_a_venir_compte_le_jour_venu_sans_nouvel_import(trois):
    deposer_eleves(trois, AWA, NOA, eleve("3", PRENOM="Ines", DATE_SORTIE=jour(3), **NEUF))
    Eleve.objects.filter(id_siecle="3").update(date_sortie=timezone.localdate() - timedelta(1))
    assert partis() == {"3"}


def test_une_date_de_sortie_retiree_de_siecle_rouvre_le_dossier(trois):
    deposer_eleves(trois, AWA, NOA, eleve("3", PRENOM="Ines", DATE_SORTIE=jour(-9), **NEUF))
    deposer_eleves(trois, AWA, NOA, INES)
    assert partis() == set()


def test_la_famille_ne_modifie_ni_ne_signe_le_dossier_d_un_parti(trois):
    deposer_eleves(trois, AWA, NOA)
    dossier = dossier_de("3")
    personne = dossier.signatures.get().personne
    with pytest.raises(EleveParti):
        modifier(dossier, dossier.eleve, {"code_regime": "24"}, par=personne)
    with pytest.raises(EleveParti):
        signer(dossier, par=personne)
    assert dossier_de("3").eleve.code_regime == "0"


def test_signer_regarde_l_eleve_tel_qu_il_est_devenu(trois):
    """La page était ouverte avant l'import."""
    perime = dossier_de("3")
    personne = perime.signatures.get().personne
    deposer_eleves(trois, AWA, NOA)
    with pytest.raises(EleveParti):
        signer(perime, par=personne)


def test_le_college_ne_decide_ni_n_ecrit_pour_un_parti(trois):
    dossier, agent = dossier_de("3"), AgentFactory(etablissement=trois.etablissement)
    empreinte = examiner_un(dossier).empreinte
    deposer_eleves(trois, AWA, NOA)
    with pytest.raises(EleveParti):
        valider(dossier, empreinte=empreinte, par=agent)
    with pytest.raises(EleveParti):
        demander_correction(dossier, message="Une page manque.", par=agent)


def test_un_parti_sort_de_la_file_des_invitations_et_du_retour(trois):
    agent = AgentFactory(etablissement=trois.etablissement)
    dossier = dossier_de("3")
    assert invitations.prevoir(trois).total == 1
    valider(dossier, empreinte=examiner_un(dossier).empreinte, par=agent)
    assert _dans_le_retour(trois) == {"3"}
    deposer_eleves(trois, AWA, NOA)
    assert _dans_le_retour(trois) == set()
    assert not Dossier.objects.a_traiter().exists()
    Dossier.objects.update(etat=Etat.A_REMPLIR)
    assert invitations.prevoir(trois).total == invitations.inviter(trois).mels == 0


def _dans_le_retour(campagne: Campagne) -> set[str | None]:
    plan = preparer_retour(campagne)
    partants = [*plan.envoyables, *plan.bloques]
    return {partant.dossier.eleve.id_siecle for partant in partants}


def test_plus_de_la_moitie_des_eleves_absents_personne_n_est_parti(trois):
    bilan = deposer_eleves(trois, AWA)
    assert partis() == set()
    assert codes(bilan) == ["absents"]
    assert "plus de la moitié" in bilan.anomalies[-1].message


def test_un_export_plus_ancien_ne_fait_partir_personne(trois):
    bilan = deposer(trois, fichier_eleves(AWA, NOA, HORODATAGE="01/06/2026 08:00:00"))
    assert partis() == set()
    assert "absents" in codes(bilan)


def test_un_export_sans_annee_ne_fait_partir_personne(trois):
    deposer(trois, fichier_eleves(AWA, NOA, ANNEE_SCOLAIRE=None))
    assert partis() == set()


def test_un_eleve_illisible_dans_le_fichier_n_est_pas_parti(trois):
    """Sa date de naissance est abîmée : il n'est pas lu, mais il est cité."""
    deposer_eleves(trois, AWA, NOA, eleve("3", PRENOM="Ines", DATE_NAISS="31/02/2014", **NEUF))
    assert partis() == set()


def test_un_eleve_trop_long_pour_etre_ecrit_n_est_pas_parti(trois):
    deposer_eleves(trois, AWA, NOA, eleve("3", PRENOM="I" * 200, **NEUF))
    assert partis() == set()


def test_un_parti_d_une_autre_campagne_n_est_pas_touche(trois):
    """Ses élèves d'une autre année ne sont pas attendus dans l'export de celle-ci."""
    ancien = Eleve.objects.get(id_siecle="3")
    Dossier.objects.filter(eleve=ancien).delete()
    deposer_eleves(trois, AWA, NOA)
    ancien.refresh_from_db()
    assert ancien.absent_depuis is None
