"""Les personnes et leurs liens : un PERSONNE_ID, une personne ; un lien disparu, un accès fermé."""

import pytest

from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.models import Dossier, Personne, Responsable
from dossiersco.dossiers.tests.factories import college_voisin, relire
from dossiersco.echanges.tests.depots import (
    codes,
    comptes,
    deposer,
    deposer_eleves,
    deposer_responsables,
)
from dossiersco.siecle.tests.exports_fictifs import (
    adresse,
    bloc,
    eleve,
    fichier_responsables,
    lien,
    personne,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def famille(campagne):
    """Awa (1) et Noa (2), leur mère (501) et le père d'Awa (502)."""
    deposer_eleves(campagne, eleve("1"), eleve("2", PRENOM="Noa", ID_NATIONAL=None))
    deposer_responsables(
        campagne,
        [personne("501"), personne("502", PRENOM="Ibou", LC_CIVILITE="M.")],
        [lien("1", "501"), lien("2", "501"), lien("1", "502", CODE_PARENTE="20")],
    )
    return campagne


def par_id(personne_id):
    return Personne.objects.get(id_siecle=personne_id)


def dossier_de(eleve_id):
    return Dossier.objects.get(eleve__id_siecle=eleve_id)


def test_une_fratrie_partage_la_meme_personne(famille):
    assert Personne.objects.count() == 2
    assert [d.eleve.id_siecle for d in Dossier.objects.pour_famille(par_id("501"))] == ["1", "2"]
    assert [d.eleve.id_siecle for d in Dossier.objects.pour_famille(par_id("502"))] == ["1"]


def test_des_homonymes_restent_deux_personnes(campagne):
    """Même nom, même prénom, même adresse : deux lettres, deux codes, jamais un seul compte."""
    deposer_eleves(campagne, eleve("1"), eleve("2", PRENOM="Noa", ID_NATIONAL=None))
    jumelles = [personne("501", ADRESSE_ID="9"), personne("502", ADRESSE_ID="9")]
    liens = [lien("1", "501"), lien("2", "502")]
    fichier = fichier_responsables(jumelles, liens, apres=bloc("ADRESSES", adresse("9")))
    deposer(campagne, fichier)
    assert Personne.objects.count() == 2
    assert [d.eleve.id_siecle for d in Dossier.objects.pour_famille(par_id("501"))] == ["1"]
    assert [d.eleve.id_siecle for d in Dossier.objects.pour_famille(par_id("502"))] == ["2"]


def test_une_personne_renommee_reste_la_meme(famille):
    avant = par_id("501").pk
    bilan = deposer_responsables(
        famille, [personne("501", NOM_DE_FAMILLE="SARR", PRENOM="Astou")], [lien("1", "501")]
    )
    assert (par_id("501").pk, par_id("501").nom_de_famille) == (avant, "SARR")
    assert comptes(bilan, "personnes") == (0, 1, 0, 1)


def test_la_personne_du_college_voisin_n_est_pas_la_notre(famille):
    voisine = college_voisin().mere
    deposer_responsables(
        famille, [personne(voisine.id_siecle, PRENOM="Autre")], [lien("1", voisine.id_siecle)]
    )
    voisine.refresh_from_db()
    assert voisine.prenom == "Camille"
    assert Personne.objects.filter(id_siecle=voisine.id_siecle).count() == 2


def test_un_lien_disparu_ferme_l_acces_et_se_dit(famille):
    pere = par_id("502")
    assert Dossier.objects.pour_famille(pere).exists()
    bilan = deposer_responsables(
        famille,
        [personne("501"), personne("502", PRENOM="Ibou", LC_CIVILITE="M.")],
        [lien("1", "501"), lien("2", "501")],
    )
    assert not Dossier.objects.pour_famille(pere).exists()
    assert "lien_disparu" in codes(bilan)
    assert comptes(bilan, "responsables")[3] == 1
    assert "accès à ce dossier est fermé" in next(
        a.message for a in bilan.anomalies if a.code == "lien_disparu"
    )


def test_un_responsable_devenu_simple_contact_n_a_plus_acces(famille):
    deposer_responsables(
        famille,
        [personne("501"), personne("502", PRENOM="Ibou", LC_CIVILITE="M.")],
        [lien("1", "501"), lien("2", "501"), lien("1", "502", NIVEAU_RESPONSABILITE="3")],
    )
    assert not Dossier.objects.pour_famille(par_id("502")).exists()


def test_un_eleve_absent_du_fichier_garde_ses_liens(famille):
    bilan = deposer_responsables(famille, [personne("501")], [lien("2", "501")])
    assert comptes(bilan, "responsables")[3] == 0
    assert Responsable.objects.filter(eleve__id_siecle="1").count() == 2


def test_un_lien_vers_un_eleve_inconnu_est_ignore_et_dit(famille):
    bilan = deposer_responsables(famille, [personne("501")], [lien("1", "501"), lien("99", "501")])
    assert "lien_orphelin" in codes(bilan)
    assert "ELEVE_ID 99" in next(a.message for a in bilan.anomalies if a.code == "lien_orphelin")


def test_un_lien_vers_une_personne_inconnue_est_ignore_et_dit(famille):
    bilan = deposer_responsables(famille, [personne("501")], [lien("1", "501"), lien("1", "77")])
    assert {"lien_orphelin", "personne_inconnue"} <= set(codes(bilan))


def test_un_code_de_parente_demesure_n_arrete_pas_les_autres(famille):
    bilan = deposer_responsables(
        famille,
        [personne("503"), personne("504")],
        [lien("1", "503", CODE_PARENTE="1000"), lien("1", "504")],
    )
    assert "lien_trop_long" in codes(bilan)
    assert set(
        Responsable.objects.filter(eleve__id_siecle="1").values_list(
            "personne__id_siecle", flat=True
        )
    ) >= {"504"}


def test_une_personne_demesuree_n_arrete_pas_les_autres(famille):
    bilan = deposer_responsables(
        famille,
        [personne("503", TEL_PORTABLE="0" * 60), personne("504")],
        [lien("1", "504"), lien("1", "503")],
    )
    assert "personne_trop_longue" in codes(bilan)
    assert set(Personne.objects.values_list("id_siecle", flat=True)) == {"501", "502", "504"}


def test_le_telephone_donne_par_la_famille_reste_quand_siecle_repasse(famille):
    mere = par_id("501")
    modifier(dossier_de("1"), mere, {"tel_portable": "0639980001"}, par=mere)
    signer(relire(dossier_de("1")), par=mere)
    deposer_responsables(
        famille, [personne("501", MEL="fatou@exemple.fr")], [lien("1", "501"), lien("2", "501")]
    )
    relue = par_id("501")
    assert (relue.tel_portable, relue.mel) == ("0639980001", "fatou@exemple.fr")
    (nouveaute,) = examiner_un(relire(dossier_de("1"))).nouveautes
    assert nouveaute.changement.champ.nom == "tel_portable"


def test_le_rang_suit_l_ordre_du_fichier(famille):
    liens = Responsable.objects.filter(eleve__id_siecle="1").order_by("rang")
    assert [un.personne.id_siecle for un in liens] == ["501", "502"]
