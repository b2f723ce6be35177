"""La fiche élève complète en base : à défaut des exports XML, sans jamais leur nuire."""

import pytest

from dossiersco.dossiers.models import Dossier, Eleve, Personne, Responsable
from dossiersco.dossiers.tests.factories import (
    CampagneFactory,
    EtablissementFactory,
    OptionFactory,
)
from dossiersco.echanges.actions import ImportRefuse
from dossiersco.echanges.models import Import
from dossiersco.echanges.tests.petits_depots import (
    UAI,
    codes,
    deposer,
    ecrits,
    eleve_de,
    eleves,
    personne_de,
    responsables,
)
from dossiersco.siecle import preparation
from dossiersco.siecle.cles_derivees import est_derivee
from dossiersco.siecle.contexte_retour import ContexteRetour
from dossiersco.siecle.schema_import import Schema
from dossiersco.siecle.tests.exports_fictifs import adresse, balises, bloc, eleve, lien, personne
from dossiersco.siecle.tests.fiches_fictives import FORMATS, ods, rangees, repr_leg

pytestmark = pytest.mark.django_db

ICI = {"Num. Elève Etab": f"08194{UAI[1:-1]}"}
PERE = repr_leg(2, Civilité="M.", Prénom="Amadou", Lien_Parenté="PERE", Email=None)
FAMILLE = {**ICI, **repr_leg(1), **PERE}
CADET = {**FAMILLE, "Prénom": "Ali", "Id National": "123456789AC", "Elève No Etab": 8195}


@pytest.fixture
def campagne():
    return CampagneFactory(etablissement=EtablissementFactory(uai=UAI), annee=2026)


def fiche(*lignes: dict) -> bytes:
    return ods(rangees(*lignes))


def xml_de_la_famille() -> tuple[bytes, bytes]:
    """Les exports XML de la même famille, plus riches : profession, tante, école d'avant."""
    anterieure = balises({"CODE_RNE": "0590182C"})
    mere = personne("501", CODE_PROFESSION="34", ADRESSE_ID="9001", TEL_PORTABLE="0639981122")
    pere = personne("502", LC_CIVILITE="M.", PRENOM="Amadou", CODE_PROFESSION="42")
    tante = personne("503", PRENOM="Mariam")
    liens = (
        lien("1001", "501", HEBERGE_ELEVE="true"),
        lien("1001", "502", CODE_PARENTE="20"),
        lien("1001", "503", NIVEAU_RESPONSABILITE="3", CODE_PARENTE="39"),
    )
    return (
        eleves(eleve("1001", SCOLARITE_AN_DERNIER=anterieure)),
        responsables([mere, pere, tante], liens, bloc("ADRESSES", adresse())),
    )


@pytest.mark.parametrize("ecrire", FORMATS.values(), ids=FORMATS)
def test_la_fiche_s_importe_a_la_place_des_exports_avec_un_avis(campagne, ecrire):
    bilan = deposer(campagne, ecrire(rangees(FAMILLE, CADET)))
    assert codes(bilan) == ["fiche_de_secours", "libelle_intraduisible"]
    assert "Préférez les exports XML" in bilan.anomalies[0].message
    assert (Eleve.objects.count(), Personne.objects.count(), Dossier.objects.count()) == (2, 2, 2)
    assert sorted(Responsable.objects.values_list("code_parente", flat=True)) == [
        "10",
        "10",
        "20",
        "20",
    ]
    assert Import.objects.get().fichiers[0]["type"] == "FICHE ELEVE"
    assert Eleve.objects.get(prenom="Awa").code_structure == "5A"


def test_la_meme_fiche_deux_fois_n_ecrit_rien(campagne):
    deposer(campagne, fiche(FAMILLE, CADET))
    assert ecrits(deposer(campagne, fiche(FAMILLE, CADET))) == 0


def test_une_fiche_dont_les_coordonnees_changent_reconnait_ses_parents(campagne):
    deposer(campagne, fiche(FAMILLE, CADET))
    avant = set(Personne.objects.values_list("pk", flat=True))
    demenage = {**repr_leg(1, Ligne_Adresse_1="9 RUE DU PORT"), **PERE}
    deposer(campagne, fiche({**FAMILLE, **demenage}, {**CADET, **demenage}))
    assert set(Personne.objects.values_list("pk", flat=True)) == avant
    assert Personne.objects.get(prenom="Fatou").adresse["LIGNE1_ADRESSE"] == "9 RUE DU PORT"


def test_un_eleve_sans_ine_le_recoit_plus_tard_sans_double(campagne):
    deposer(campagne, fiche({**FAMILLE, "Id National": None}))
    deposer(campagne, fiche(FAMILLE))
    assert Eleve.objects.get().id_national == "123456789AB"
    assert Personne.objects.count() == 2


def test_la_fiche_d_un_autre_college_est_refusee(campagne):
    with pytest.raises(ImportRefuse, match="pas du vôtre"):
        deposer(campagne, fiche({**FAMILLE, "Num. Elève Etab": "08194750999"}))
    assert not Eleve.objects.exists()


def test_un_eleve_venu_d_ailleurs_ne_fait_pas_refuser_la_fiche(campagne):
    deposer(campagne, fiche(FAMILLE, {**CADET, "Num. Elève Etab": "08195750999"}))
    assert Eleve.objects.count() == 2


def test_la_fiche_avec_les_exports_xml_est_refusee(campagne):
    with pytest.raises(ImportRefuse, match="déposez les exports XML seuls"):
        deposer(campagne, fiche(FAMILLE), eleves(eleve()))


def test_les_options_se_lisent_par_la_nomenclature_de_la_campagne(campagne):
    OptionFactory(campagne=campagne, code_matiere="020300", code_gestion="LATIN")
    latin = {"Clé Gestion Mat. Enseignée 1": "LATIN", "Code Modalité Elect. 1": "F"}
    assert codes(deposer(campagne, fiche({**FAMILLE, **latin}))) == ["fiche_de_secours"]
    assert Eleve.objects.get().options == [
        {"NUM_OPTION": "1", "CODE_MATIERE": "020300", "CODE_MODALITE_ELECT": "F"}
    ]


def test_apres_les_exports_xml_la_fiche_n_efface_rien(campagne):
    deposer(campagne, *xml_de_la_famille())
    bilan = deposer(campagne, fiche(FAMILLE))
    awa = eleve_de("1001")
    assert awa.photo["SCOLARITE_AN_DERNIER"] == {"CODE_RNE": "0590182C"}
    assert bilan.decompte("eleves").crees == bilan.decompte("personnes").crees == 0
    assert personne_de("501").code_profession == "34"
    assert personne_de("501").mel == "fatou@exemple.fr"
    assert Responsable.objects.count() == 3
    heberge = Responsable.objects.get(personne__id_siecle="501").photo
    assert heberge["HEBERGE_ELEVE"] == "1"
    assert ecrits(deposer(campagne, fiche(FAMILLE))) == 0


def test_apres_la_fiche_les_exports_xml_reprennent_les_memes_personnes(campagne):
    deposer(campagne, fiche(FAMILLE, CADET))
    avant = {p.prenom: p.pk for p in Personne.objects.all()}
    Personne.objects.filter(prenom="Fatou").update(tel_personnel="0199002233")
    bilan = deposer(campagne, *xml_de_la_famille())
    assert bilan.decompte("personnes").crees == 1
    assert (personne_de("501").pk, personne_de("502").pk) == (avant["Fatou"], avant["Amadou"])
    assert personne_de("501").tel_personnel == "0199002233"
    assert personne_de("501").code_profession == "34"
    assert eleve_de("1001").photo["SCOLARITE_AN_DERNIER"] == {"CODE_RNE": "0590182C"}
    assert ecrits(deposer(campagne, *xml_de_la_famille())) == 0


def test_deux_vrais_personne_id_restent_deux_personnes(campagne):
    """Le rapprochement par l'enfant et le nom ne vaut que face à une fiche élève."""
    deposer(campagne, eleves(eleve()), responsables([personne("501")], [lien()]))
    deposer(campagne, responsables([personne("777")], [lien(personne_id="777")]))
    assert set(Personne.objects.values_list("id_siecle", flat=True)) == {"501", "777"}


def test_un_homonyme_d_une_autre_famille_n_est_pas_rapproche(campagne):
    deposer(campagne, fiche(FAMILLE))
    autre = eleve("2", ID_NATIONAL="999999999AA", PRENOM="Zoé")
    deposer(campagne, eleves(autre), responsables([personne("900")], [lien("2", "900")]))
    assert Personne.objects.filter(nom_de_famille="DIALLO", prenom="Fatou").count() == 2


def test_rien_de_ce_que_seule_la_fiche_a_dit_ne_part_vers_siecle(campagne):
    deposer(campagne, fiche(FAMILLE))
    awa, fatou = Eleve.objects.get(), Personne.objects.get(prenom="Fatou")
    assert est_derivee(awa.id_siecle) and est_derivee(fatou.id_siecle)
    prepares = (
        preparation.eleve(
            awa.photo, 1, [], ContexteRetour(), Schema.COMMUN, eleve_id=awa.id_siecle
        ),
        preparation.personne(fatou.photo, 1, Schema.COMMUN, personne_id=fatou.id_siecle),
    )
    for prepare in prepares:
        assert prepare.bloc is None
        assert "FICHE_ELEVE" in [blocage.code for blocage in prepare.blocages]


def test_une_fiche_eleve_ne_fait_partir_personne(campagne):
    deposer(campagne, fiche({**ICI}, {**CADET}))
    bilan = deposer(campagne, fiche({**ICI}))
    assert "absents" in codes(bilan)
    assert not Eleve.objects.exclude(absent_depuis=None).exists()
