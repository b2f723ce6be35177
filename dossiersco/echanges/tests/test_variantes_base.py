"""Les variantes qui se jouent en base, chacune nommée par son numéro."""

import pytest

from dossiersco.dossiers.models import Dossier, Eleve, Personne, Responsable
from dossiersco.dossiers.tests.factories import (
    CampagneFactory,
    EleveFactory,
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
from dossiersco.siecle.lus import FichierRefuse
from dossiersco.siecle.tests.exports_fictifs import (
    adresse,
    bloc,
    document,
    eleve,
    lien,
    personne,
    zip_de,
)
from dossiersco.siecle.tests.test_eleves_structures import option, options, structures

pytestmark = pytest.mark.django_db

ADRESSES = bloc("ADRESSES", adresse())


@pytest.fixture
def campagne():
    return CampagneFactory(etablissement=EtablissementFactory(uai=UAI), annee=2026)


def rien_n_est_ecrit() -> bool:
    return not any(m.objects.exists() for m in (Eleve, Personne, Responsable, Dossier, Import))


@pytest.mark.parametrize(
    "octets",
    [
        zip_de({"a.xml": eleves(eleve()), "b.xml": eleves(eleve())}),
        zip_de({}),
        zip_de({"x.zip": zip_de({"a.xml": eleves(eleve())})}),
        eleves(eleve())[:-40],
        b"%PDF-1.7",
    ],
)
def test_variante_05_un_mauvais_fichier_n_ecrit_rien_des_autres(campagne, octets):
    with pytest.raises(FichierRefuse):
        deposer(campagne, responsables([personne()]), octets)
    assert rien_n_est_ecrit()


@pytest.mark.parametrize("uaj", ["0590182C", "0750999Z"])
def test_variante_15_l_export_d_un_autre_etablissement_est_refuse(campagne, uaj):
    with pytest.raises(ImportRefuse, match=uaj):
        deposer(campagne, eleves(eleve(), UAJ=uaj))
    assert rien_n_est_ecrit()


def test_variante_15_l_uai_s_ecrit_aussi_en_minuscules(campagne):
    assert ecrits(deposer(campagne, eleves(eleve(), UAJ=UAI.lower()))) == 1


def test_variante_16_sans_annee_un_avis_et_la_derniere_campagne(campagne):
    bilan = deposer(campagne, eleves(eleve(), ANNEE_SCOLAIRE=None))
    assert codes(bilan) == ["annee_scolaire_absente"]
    assert Dossier.objects.get().campagne == campagne


def test_variante_16_une_autre_annee_dit_les_deux_et_n_ecrit_rien(campagne):
    with pytest.raises(ImportRefuse, match=r"2025.*2026"):
        deposer(campagne, eleves(eleve(), ANNEE_SCOLAIRE="2025"))
    assert rien_n_est_ecrit()


def test_variante_16_des_fichiers_d_annees_differentes_sont_refuses(campagne):
    with pytest.raises(ImportRefuse, match="années différentes"):
        deposer(campagne, eleves(eleve()), responsables([personne()], ANNEE_SCOLAIRE="2025"))
    assert rien_n_est_ecrit()


def test_variante_18_un_export_plus_ancien_que_le_dernier_de_sa_sorte_est_signale(campagne):
    deposer(campagne, eleves(eleve(), HORODATAGE="10/06/2026 09:00:00"))
    deposer(campagne, responsables([personne()], HORODATAGE="12/06/2026 09:00:00"))
    bilan = deposer(campagne, eleves(eleve(), HORODATAGE="09/06/2026 23:59:59"), simuler=True)
    assert codes(bilan) == ["fichier_ancien"]
    assert codes(deposer(campagne, eleves(eleve(), HORODATAGE="11/06/2026 08:00:00"))) == []


def test_variante_18_un_export_sans_heure_n_est_pas_plus_ancien(campagne):
    deposer(campagne, eleves(eleve()))
    assert codes(deposer(campagne, eleves(eleve(), HORODATAGE=None))) == []


def test_variante_19_les_exports_se_deposent_dans_n_importe_quel_ordre(campagne):
    bilan = deposer(campagne, responsables([personne()], [lien()]), eleves(eleve()))
    assert codes(bilan) == [] and Responsable.objects.count() == 1


@pytest.mark.parametrize("racine", ["BEE_GEOGRAPHIQUE", "BEE_ETABLISSEMENTS", "BEE_ETABLISSEMENT"])
def test_variante_19_un_export_sans_usage_est_laisse_de_cote_avec_un_avis(campagne, racine):
    bilan = deposer(campagne, document(racine, "", UAJ=UAI), eleves(eleve()))
    assert codes(bilan) == ["sans_usage"] and Eleve.objects.count() == 1
    assert racine in bilan.anomalies[0].message


def test_variante_19_seul_un_export_sans_usage_est_refuse(campagne):
    with pytest.raises(FichierRefuse, match="Géographique"):
        deposer(campagne, document("BEE_GEOGRAPHIQUE", "", UAJ=UAI))
    assert rien_n_est_ecrit()


def test_variante_23_l_elenoet_ne_rapproche_jamais_deux_eleves(campagne):
    deposer(campagne, eleves(eleve("1", ELENOET="8194", ID_NATIONAL=None)))
    autre = eleve("2", ELENOET="8194", ID_NATIONAL=None, PRENOM="Ali", DATE_NAISS="01/02/2013")
    assert deposer(campagne, eleves(autre)).decompte("eleves").crees == 1


@pytest.mark.parametrize("ine", [None, "", "1234", "0000000000G"])
def test_variante_24_un_6e_sans_ine_s_importe_deux_fois_sans_double(campagne, ine):
    fichier = eleves(eleve(ID_NATIONAL=ine))
    assert deposer(campagne, fichier).decompte("eleves").crees == 1
    assert ecrits(deposer(campagne, fichier)) == 0
    # Sous un autre ELEVE_ID, puis avec l'INE qui lui est enfin attribué.
    deposer(campagne, eleves(eleve("2002", ID_NATIONAL=ine)))
    deposer(campagne, eleves(eleve("2002")))
    assert (Eleve.objects.get().id_siecle, Eleve.objects.get().id_national) == (
        "2002",
        "123456789AB",
    )


def test_variante_25_deux_eleves_du_meme_ine_ne_se_confondent_pas(campagne):
    bilan = deposer(campagne, eleves(eleve("1"), eleve("2", PRENOM="Ali")))
    assert codes(bilan) == ["ine_en_double", "ine_en_double"] and Eleve.objects.count() == 2


def test_variante_25_le_meme_ine_ne_un_autre_jour_n_est_pas_rapproche(campagne):
    deposer(campagne, eleves(eleve("1")))
    bilan = deposer(campagne, eleves(eleve("2", DATE_NAISS="01/02/2013")))
    assert codes(bilan) == ["eleve_naissance", "absents"] and Eleve.objects.count() == 2


def test_variante_31_une_sortie_a_venir_ouvre_un_dossier(campagne):
    deposer(campagne, eleves(eleve(DATE_SORTIE="31/08/2999")))
    assert Dossier.objects.count() == 1


def test_variante_32_un_sortant_encore_dans_une_classe_n_a_pas_de_dossier(campagne):
    parti = eleve(DATE_SORTIE="30/06/2020")
    fichiers = eleves(parti, apres=structures(("6A", "D"))), responsables([personne()], [lien()])
    deposer(campagne, *fichiers)
    assert Eleve.objects.count() == Responsable.objects.count() == 1
    assert not Dossier.objects.exists()


def test_variante_39_un_nom_abime_n_ecrase_pas_celui_de_la_famille(campagne):
    deposer(campagne, eleves(eleve(NOM_DE_FAMILLE="KOWALCZYK")))
    Eleve.objects.update(nom_de_famille="KOWALCZYŃSKI")
    bilan = deposer(campagne, eleves(eleve(NOM_DE_FAMILLE="KOWALCZY?SKI")))
    assert codes(bilan) == ["caractere_remplace"]
    garde = Eleve.objects.get()
    assert garde.nom_de_famille == "KOWALCZYŃSKI"
    assert garde.photo["NOM_DE_FAMILLE"] == "KOWALCZY?SKI"


def test_variante_41_deux_homonymes_nouveaux_sont_deux_eleves(campagne):
    fichier = eleves(*(eleve(n, ID_NATIONAL=None) for n in ("1", "2")))
    deposer(campagne, fichier)
    assert Eleve.objects.count() == 2 and ecrits(deposer(campagne, fichier)) == 0


def test_variante_41_un_nouvel_homonyme_ne_prend_la_place_d_aucun_des_deux(campagne):
    deposer(campagne, eleves(*(eleve(n, ID_NATIONAL=None) for n in ("1", "2"))))
    bilan = deposer(campagne, eleves(eleve("3", ID_NATIONAL=None)))
    assert codes(bilan) == ["eleve_homonyme", "absents"] and Eleve.objects.count() == 3


def test_variante_41_deux_homonymes_ne_se_disputent_pas_la_meme_place(campagne):
    deposer(campagne, eleves(eleve("1", ID_NATIONAL=None)))
    bilan = deposer(campagne, eleves(*(eleve(n, ID_NATIONAL=None) for n in ("2", "3"))))
    assert (
        codes(bilan) == ["eleve_homonyme", "eleve_homonyme", "absents"]
        and Eleve.objects.count() == 3
    )


def test_variante_41_des_jumeaux_aux_prenoms_proches_restent_deux(campagne):
    deposer(campagne, eleves(eleve("1", ID_NATIONAL=None, PRENOM="Léa")))
    deposer(campagne, eleves(eleve("2", ID_NATIONAL=None, PRENOM="Léo")))
    assert Eleve.objects.count() == 2


def test_variante_42_un_eleve_venu_d_un_autre_etablissement_est_importe(campagne):
    assert codes(deposer(campagne, eleves(eleve(ID_ELEVE_ETAB="03275660864")))) == []
    assert Eleve.objects.count() == 1


def test_variante_44_une_matiere_hors_nomenclature_est_signalee_une_fois(campagne):
    OptionFactory(campagne=campagne, code_matiere="030201")
    fiches = [eleve(n, ID_NATIONAL=None, PRENOM=f"P{n}") for n in ("1", "2")]
    choix = "".join(options(option("030201", "1"), option("020C00", "2"), de=n) for n in ("1", "2"))
    bilan = deposer(campagne, eleves(*fiches, apres=choix))
    assert codes(bilan) == ["option_inconnue"]
    assert "cette option : 2." in bilan.anomalies[-1].message


def test_variante_44_sans_nomenclature_aucune_matiere_n_est_inconnue(campagne):
    assert codes(deposer(campagne, eleves(eleve(), apres=options(option("020C00"))))) == []


def test_variante_48_la_division_en_base_n_est_pas_un_groupe(campagne):
    deposer(campagne, eleves(eleve(), apres=structures(("6G1", "G"), ("05", "D"))))
    assert Eleve.objects.get().code_structure == "05"


def test_variante_57_une_personne_a_deux_places_pour_deux_enfants(campagne):
    fiches = eleve("1"), eleve("2", ID_NATIONAL=None, PRENOM="Ali")
    liens = lien("1"), lien("2", NIVEAU_RESPONSABILITE="3", CODE_PARENTE="39")
    deposer(campagne, eleves(*fiches), responsables([personne()], liens))
    assert Personne.objects.count() == 1
    places = Responsable.objects.order_by("eleve__id_siecle")
    assert list(places.values_list("niveau_responsabilite", "code_parente")) == [
        ("1", "10"),
        ("3", "39"),
    ]


def test_variante_58_deux_personnes_du_meme_nom_restent_deux(campagne):
    deposer(campagne, eleves(eleve()), responsables([personne("501")], [lien()]))
    bilan = deposer(
        campagne,
        responsables([personne("501"), personne("502")], [lien(), lien(personne_id="502")]),
    )
    assert bilan.decompte("personnes").crees == 1
    assert Personne.objects.count() == Responsable.objects.count() == 2


def test_variante_59_un_lien_dans_le_vide_est_signale_et_les_autres_entrent(campagne):
    liens = lien(), lien("404"), lien(personne_id="404")
    bilan = deposer(campagne, eleves(eleve()), responsables([personne()], liens))
    assert codes(bilan).count("lien_orphelin") == 2 and Responsable.objects.count() == 1


AVEC = eleves(eleve(ADRESSE_ID="9001"), apres=ADRESSES)
RESPONSABLES_AVEC = responsables([personne(ADRESSE_ID="9001")], [lien()], ADRESSES)


@pytest.mark.parametrize("adresse_id", [None, "9001", "9002"])
def test_variante_60_un_export_sans_adresses_n_en_efface_aucune(campagne, adresse_id):
    deposer(campagne, AVEC, RESPONSABLES_AVEC)
    avant = eleve_de("1001").adresse, personne_de("501").adresse
    bilan = deposer(
        campagne,
        eleves(eleve(ADRESSE_ID=adresse_id)),
        responsables([personne(ADRESSE_ID=adresse_id)], [lien()]),
    )
    assert ecrits(bilan) == 0 and codes(bilan) == []
    assert avant == (eleve_de("1001").adresse, personne_de("501").adresse)
    assert personne_de("501").photo["ADRESSE"]["LIGNE1_ADRESSE"] == "1 RUE DES LILAS"


def test_variante_60_sans_adresses_le_reste_se_met_a_jour(campagne):
    deposer(campagne, AVEC, RESPONSABLES_AVEC)
    deposer(campagne, responsables([personne(TEL_PORTABLE="0639981122")], [lien()]))
    mere = personne_de("501")
    assert mere.tel_portable == "0639981122" and mere.adresse["CODE_POSTAL"] == "75012"


def test_variante_60_une_adresse_introuvable_dans_le_fichier_est_gardee(campagne):
    deposer(campagne, AVEC, RESPONSABLES_AVEC)
    deposer(campagne, responsables([personne(ADRESSE_ID="404")], [lien()], ADRESSES))
    assert personne_de("501").adresse["LIGNE1_ADRESSE"] == "1 RUE DES LILAS"


def test_variante_60_siecle_qui_n_a_plus_d_adresse_est_cru_quand_le_fichier_en_porte(campagne):
    deposer(campagne, AVEC, RESPONSABLES_AVEC)
    deposer(campagne, responsables([personne()], [lien()], ADRESSES))
    assert personne_de("501").adresse == {}


def test_variante_60_l_adresse_ecrite_par_la_famille_reste(campagne):
    deposer(campagne, AVEC, RESPONSABLES_AVEC)
    Personne.objects.update(adresse={"LIGNE1_ADRESSE": "2 RUE DES ROSES"})
    deposer(campagne, responsables([personne()], [lien()]))
    assert personne_de("501").adresse == {"LIGNE1_ADRESSE": "2 RUE DES ROSES"}


def test_variante_62_un_numero_etranger_ou_etrange_entre_tel_quel(campagne):
    numeros = {"TEL_PERSONNEL": "+32 2 555 12 12", "TEL_PORTABLE": "liste rouge, appeler le soir"}
    deposer(campagne, eleves(eleve()), responsables([personne(**numeros)], [lien()]))
    mere = personne_de("501")
    assert (mere.tel_personnel, mere.tel_portable) == tuple(numeros.values())


def test_variante_68_changer_une_adresse_partagee_n_en_change_qu_une(campagne):
    personnes = [personne(n, ADRESSE_ID="9001", PRENOM=f"P{n}") for n in ("501", "502")]
    liens = [lien(personne_id=n) for n in ("501", "502")]
    deposer(campagne, eleves(eleve()), responsables(personnes, liens, ADRESSES))
    mere = personne_de("501")
    mere.adresse["LIGNE1_ADRESSE"] = "2 RUE DES ROSES"
    mere.save()
    assert personne_de("502").adresse["LIGNE1_ADRESSE"] == "1 RUE DES LILAS"


def test_un_eleve_d_un_autre_college_n_est_jamais_rapproche(campagne):
    EleveFactory(id_siecle="1001", id_national="123456789AB")
    assert deposer(campagne, eleves(eleve())).decompte("eleves").crees == 1
