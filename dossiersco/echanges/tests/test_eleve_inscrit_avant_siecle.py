"""Un élève inscrit par le collège avant que SIECLE le connaisse, puis reconnu, sans double."""

from datetime import date

import pytest

from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.creations import (
    EleveDejaInscrit,
    NouveauResponsable,
    NouvelEleve,
    creer_eleve,
)
from dossiersco.dossiers.decisions import refuser, valider
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.invitations import inviter, prevoir
from dossiersco.dossiers.models import Dossier, Eleve, Personne, Responsable
from dossiersco.dossiers.tests.factories import AgentFactory, college_voisin, relire
from dossiersco.echanges.retour import A_CREER, preparer_retour
from dossiersco.echanges.tests.depots import codes, comptes, deposer_eleves, deposer_responsables
from dossiersco.siecle.tests.exports_fictifs import eleve, lien, personne

pytestmark = pytest.mark.django_db
INE, AUTRE_INE = "123456789AB", "987654321CD"
IDENTITE = {"nom_de_famille": "Diallo", "prenom": "Awa", "date_naiss": date(2014, 3, 12)}
MERE = {"code_civilite": "2", "nom_de_famille": "Diallo", "prenom": "Fatou"}


def nouvel_eleve(ine="", *, responsables=None, **valeurs):
    mere = NouveauResponsable("10", {**MERE, "mel": "fatou@exemple.fr"})
    return NouvelEleve(
        code_mef="10010012110",
        id_national=ine,
        valeurs={**IDENTITE, "code_sexe": "2", "code_pays_nat": "100", **valeurs},
        responsables=[mere] if responsables is None else responsables,
    )


@pytest.fixture
def agent(campagne):
    return AgentFactory(etablissement=campagne.etablissement)


@pytest.fixture
def awa(campagne, agent):
    return creer_eleve(campagne, nouvel_eleve(), par=agent)


def arrive(campagne, **champs):
    return deposer_eleves(campagne, eleve("1", **{"ID_NATIONAL": None, **champs}))


def arrivent_les_responsables(campagne, *personnes):
    fiches = personnes or (personne("501"),)
    liens = [lien("1", str(501 + rang)) for rang in range(len(fiches))]
    return deposer_responsables(campagne, fiches, liens)


def test_l_eleve_a_un_dossier_ouvert_et_sa_famille_peut_etre_invitee(campagne, awa):
    relu = relire(awa)
    assert (relu.etat, relu.eleve.est_parti, relu.eleve.photo) == (Etat.A_REMPLIR, False, {})
    assert prevoir(campagne).mels == 1
    assert inviter(campagne).mels == 1


def test_ce_que_le_college_a_tape_n_est_pas_a_decider(awa):
    examen = examiner_un(relire(awa))
    assert (examen.nouveautes, examen.acceptes) == ([], [])


def test_sans_rien_de_nouveau_le_dossier_se_valide_a_la_signature(awa):
    signer(relire(awa), par=Personne.objects.get())
    assert relire(awa).etat == Etat.VALIDE


def test_ce_que_la_famille_change_se_decide_et_se_refuse_comme_ailleurs(awa, agent):
    mere = Personne.objects.get()
    modifier(relire(awa), awa.eleve, {"prenom": "Awa-Marie"}, par=mere)
    modifier(relire(awa), mere, {"tel_portable": "0639980001"}, par=mere)
    signer(relire(awa), par=mere)
    examen = examiner_un(relire(awa))
    vus = [(n.changement.avant, n.changement.apres) for n in examen.nouveautes]
    assert vus == [("Awa", "Awa-Marie"), ("", "0639980001")]
    refuser(awa, examen.nouveautes[0].changement.clef, motif="Acte de naissance", par=agent)
    assert relire(awa).eleve.prenom == "Awa"
    valider(awa, empreinte=examiner_un(relire(awa)).empreinte, par=agent)
    assert examiner_un(relire(awa)).nouveautes == []


def test_inscrire_deux_fois_le_meme_eleve_est_refuse(campagne, awa, agent):
    with pytest.raises(EleveDejaInscrit):
        creer_eleve(campagne, nouvel_eleve(nom_de_famille="DIALLO"), par=agent)
    assert Eleve.objects.count() == 1


def test_un_ine_deja_connu_est_refuse_sous_un_autre_nom(campagne, agent):
    creer_eleve(campagne, nouvel_eleve(INE), par=agent)
    with pytest.raises(EleveDejaInscrit):
        creer_eleve(campagne, nouvel_eleve(INE, prenom="Noa"), par=agent)


def test_le_meme_enfant_chez_le_voisin_n_empeche_rien(campagne, agent):
    voisin = college_voisin().dossier.eleve
    nom = {"nom_de_famille": voisin.nom_de_famille, "prenom": voisin.prenom}
    creer_eleve(campagne, nouvel_eleve(date_naiss=voisin.date_naiss, **nom), par=agent)
    assert Eleve.objects.count() == 2


def test_a_l_import_il_est_reconnu_a_son_identite(campagne, awa):
    bilan = arrive(campagne)
    reconnu = Eleve.objects.get()
    assert (reconnu.pk, reconnu.id_siecle) == (awa.eleve_id, "1")
    assert comptes(bilan, "eleves") == (0, 1, 0, 0)
    assert Dossier.objects.count() == 1


def test_a_l_import_il_est_reconnu_a_son_ine_meme_nomme_autrement(campagne, agent):
    dossier = creer_eleve(campagne, nouvel_eleve(INE, prenom="Ava"), par=agent)
    arrive(campagne, ID_NATIONAL=INE)
    assert Eleve.objects.get().pk == dossier.eleve_id
    (nouveaute,) = examiner_un(relire(dossier)).nouveautes
    assert (nouveaute.changement.avant, nouveaute.changement.apres) == ("Awa", "Ava")
    assert nouveaute.lecture


def test_l_ine_tape_par_le_college_reste_tant_que_siecle_n_en_dit_pas(campagne, agent):
    creer_eleve(campagne, nouvel_eleve(INE), par=agent)
    arrive(campagne)
    assert Eleve.objects.get().id_national == INE


@pytest.mark.parametrize(
    "autre", [{"DATE_NAISS": "13/03/2014"}, {"PRENOM": "Awah"}, {"ID_NATIONAL": AUTRE_INE}]
)
def test_un_eleve_presque_pareil_reste_a_part_et_se_dit(campagne, agent, autre):
    creer_eleve(campagne, nouvel_eleve(INE), par=agent)
    bilan = arrive(campagne, **autre)
    assert Eleve.objects.count() == 2
    assert "eleve_a_part" in codes(bilan)


def test_entre_deux_homonymes_de_siecle_on_ne_choisit_pas(campagne, awa):
    deposer_eleves(campagne, eleve("1", ID_NATIONAL=None), eleve("2", ID_NATIONAL=None))
    assert Eleve.objects.count() == 3
    assert relire(awa).eleve.inconnu_de_siecle


def test_des_jumeaux_ne_se_prennent_pas_l_un_pour_l_autre(campagne, awa, agent):
    ali = creer_eleve(campagne, nouvel_eleve(prenom="Ali"), par=agent)
    sans = {"ID_NATIONAL": None}
    deposer_eleves(campagne, eleve("2", PRENOM="Ali", **sans), eleve("1", **sans))
    assert (relire(awa).eleve.id_siecle, relire(ali).eleve.id_siecle) == ("1", "2")


def test_notre_numero_d_attente_ne_designe_personne_dans_siecle(campagne, awa):
    """SIECLE a donné ce numéro à un autre, né le même jour : ce n'est pas Awa."""
    numero = str(awa.eleve.id_prv)
    deposer_eleves(
        campagne,
        eleve("9", PRENOM="Noa", ID_NATIONAL=None, ID_PRV_ELE=numero),
        eleve("1", ID_NATIONAL=None),
    )
    assert relire(awa).eleve.id_siecle == "1"
    numeros = set(Eleve.objects.values_list("id_prv", flat=True))
    assert len(numeros) == 2
    assert relire(awa).eleve.id_prv != int(numero)


def test_une_famille_ne_recoit_pas_la_fiche_d_un_autre_en_prenant_son_nom(campagne, awa):
    modifier(relire(awa), awa.eleve, {"prenom": "Noa"}, par=Personne.objects.get())
    deposer_eleves(campagne, eleve("2", PRENOM="Noa", ID_NATIONAL=None))
    assert Eleve.objects.count() == 2
    assert relire(awa).eleve.inconnu_de_siecle


def test_une_personne_ne_recoit_pas_la_fiche_d_un_autre_en_prenant_son_nom(campagne, awa):
    mere = Personne.objects.get()
    modifier(relire(awa), mere, {"prenom": "Ibou"}, par=mere)
    arrive(campagne)
    arrivent_les_responsables(campagne, personne("501", PRENOM="Ibou", TEL_PORTABLE="0639980005"))
    mere.refresh_from_db()
    assert (mere.inconnu_de_siecle, mere.tel_portable) == (True, "")


def test_ce_que_la_famille_a_repondu_avant_reste_apres(campagne, awa):
    mere = Personne.objects.get()
    modifier(relire(awa), awa.eleve, {"code_regime": "0"}, par=mere)
    signer(relire(awa), par=mere)
    arrive(campagne, CODE_REGIME="24")
    relu = relire(awa)
    assert (relu.eleve.code_regime, relu.etat, relu.signatures.count()) == ("0", Etat.TRANSMIS, 1)
    (nouveaute,) = examiner_un(relu).nouveautes
    assert (nouveaute.changement.avant, nouveaute.changement.apres) == ("24", "0")


def test_le_responsable_est_reconnu_par_l_enfant_le_nom_et_le_prenom(campagne, awa):
    mere = Personne.objects.get()
    arrive(campagne)
    bilan = arrivent_les_responsables(campagne, personne("501", TEL_PORTABLE="0639980005"))
    reconnue = Personne.objects.get()
    assert (reconnue.pk, reconnue.id_siecle) == (mere.pk, "501")
    assert (reconnue.mel, reconnue.tel_portable) == ("fatou@exemple.fr", "0639980005")
    assert Responsable.objects.count() == 1
    assert "responsable_a_part" not in codes(bilan)


def test_un_responsable_d_un_autre_nom_reste_a_part_et_garde_son_acces(campagne, awa):
    mere = Personne.objects.get()
    arrive(campagne)
    bilan = arrivent_les_responsables(campagne, personne("501", PRENOM="Mariam"))
    assert "responsable_a_part" in codes(bilan)
    assert Personne.objects.count() == Responsable.objects.count() == 2
    assert Dossier.objects.pour_famille(mere).exists()


def test_un_nom_seul_ne_rapproche_jamais_deux_adultes(campagne, awa):
    """La même mère, pour SIECLE, d'un autre enfant : le nôtre n'a encore personne."""
    autre = eleve("2", PRENOM="Noa", ID_NATIONAL=None)
    deposer_eleves(campagne, eleve("1", ID_NATIONAL=None), autre)
    deposer_responsables(campagne, [personne("501")], [lien("2", "501")])
    assert Personne.objects.count() == 2
    assert Personne.objects.get(id_siecle=None).responsables.get().eleve_id == awa.eleve_id


def test_tant_que_siecle_ne_le_connait_pas_il_ne_part_pas_et_on_dit_pourquoi(campagne, awa):
    signer(relire(awa), par=Personne.objects.get())
    plan = preparer_retour(campagne)
    assert plan.envoyables == []
    assert [(b.dossier, b.motifs) for b in plan.bloques] == [(awa, (A_CREER,))]


def test_un_export_qui_ne_le_cite_pas_ne_le_fait_pas_partir(campagne, awa):
    deposer_eleves(campagne, eleve("8", PRENOM="Noa"), eleve("9", PRENOM="Ines", ID_NATIONAL=None))
    assert not relire(awa).eleve.est_parti
    assert not relire(awa).eleve.est_parti


def test_redeposer_le_meme_export_n_ecrit_rien(campagne, agent):
    creer_eleve(campagne, nouvel_eleve(INE), par=agent)
    arrive(campagne)
    arrivent_les_responsables(campagne)
    assert comptes(arrive(campagne), "eleves") == (0, 0, 1, 0)
    assert comptes(arrivent_les_responsables(campagne), "personnes") == (0, 0, 1, 0)
