"""Options et structures : variantes 43 à 53, chacune nommée par son numéro."""

import pytest

from dossiersco.siecle import eleves, nomenclature, structures
from dossiersco.siecle.anomalies import BLOQUANTES
from dossiersco.siecle.lus import Anomalie, FichierRefuse
from dossiersco.siecle.options_retour import affecter
from dossiersco.siecle.tests.exports_fictifs import (
    balises,
    bloc,
    codes,
    document,
    eleve,
    fichier_eleves,
    lire_eleves,
    ouvrir,
)
from dossiersco.siecle.tests.test_eleves_structures import lire_un, option, options
from dossiersco.siecle.tests.test_eleves_structures import structures as classes


def lire_nomenclature(*blocs: str):
    anomalies: list[Anomalie] = []
    lue = nomenclature.lire(ouvrir(document("BEE_NOMENCLATURES", "".join(blocs))), anomalies.append)
    return lue, codes(anomalies)


def lire_structures(*divisions: str):
    anomalies: list[Anomalie] = []
    octets = document("BEE_STRUCTURES", bloc("DIVISIONS", *divisions))
    return structures.lire(ouvrir(octets), anomalies.append), codes(anomalies)


def mef(code: str, **champs: str | None) -> str:
    return f'<MEF CODE_MEF="{code}">{balises(champs)}</MEF>'


def division(code: str, *mefs: str, **champs: str) -> str:
    rattaches = "".join(
        f"<MEF_APPARTENANCE><CODE_MEF>{m}</CODE_MEF></MEF_APPARTENANCE>" for m in mefs
    )
    return (
        f'<DIVISION CODE_STRUCTURE="{code}">{balises(champs)}'
        f"<MEFS_APPARTENANCE>{rattaches}</MEFS_APPARTENANCE></DIVISION>"
    )


@pytest.mark.parametrize("place", ["avant", "apres"])
def test_variante_43_les_blocs_viennent_dans_tous_les_ordres(place):
    photo, anomalies = lire_un(classes(("6A", "D")) + options(option("030201")), place)
    assert anomalies == [] and eleves.division(photo) == "6A"
    assert photo["OPTIONS"][0]["CODE_MATIERE"] == "030201"


@pytest.mark.parametrize("blocs", ["", "<OPTIONS/>", "<OPTIONS></OPTIONS><STRUCTURES/>"])
def test_variante_43_les_blocs_absents_ou_vides(blocs):
    photo, anomalies = lire_un(blocs)
    assert anomalies == [] and not photo.keys() & {"OPTIONS", "STRUCTURES"}


def test_variante_44_les_options_d_un_inconnu_sont_signalees():
    photo, anomalies = lire_un(options(option("030201"), de="404"))
    assert anomalies == ["eleve_inconnu"] and "OPTIONS" not in photo


def test_variante_44_une_matiere_alphanumerique_est_gardee():
    photo, anomalies = lire_un(options(option("020C00")))
    assert photo["OPTIONS"][0]["CODE_MATIERE"] == "020C00" and anomalies == []


def test_variante_45_option_et_options_eleve_echangees():
    photo, anomalies = lire_un(options(option("030201", dans="OPTION"), dans="OPTIONS_ELEVE"))
    assert photo["OPTIONS"][0]["CODE_MATIERE"] == "030201" and anomalies == []


def test_variante_46_les_cles_rembourrees_sont_rognees():
    lue, _ = lire_nomenclature(
        bloc(
            "MATIERES",
            '<MATIERE CODE_MATIERE=" 030201"><CODE_GESTION>AGL1 </CODE_GESTION>'
            "<LIBELLE_LONG>ANGLAIS LV1         </LIBELLE_LONG></MATIERE>",
        )
    )
    (matiere,) = lue.matieres
    assert (matiere.code_matiere, matiere.code_gestion) == ("030201", "AGL1")
    assert matiere.libelle == "ANGLAIS LV1"
    photo, _ = lire_un(options(option("030201 ")))
    assert photo["OPTIONS"][0]["CODE_MATIERE"] == "030201"


def programme(matiere: str, modalite: str) -> str:
    champs = {"CODE_MEF": "1", "CODE_MATIERE": matiere, "CODE_MODALITE_ELECT": modalite}
    return bloc("PROGRAMME", balises(champs))


def obligatoire(matiere: str, rang: str) -> str:
    champs = {"CODE_MEF": "1", "CODE_MATIERE": matiere, "RANG_OPTION": rang}
    return bloc("OPTION_OBLIGATOIRE", balises(champs))


def test_variante_47_la_meme_matiere_a_plusieurs_rangs_et_sous_deux_modalites():
    lue, anomalies = lire_nomenclature(
        bloc("PROGRAMMES", programme("A", "S"), programme("A", "O"), programme("B", "O")),
        bloc(
            "OPTIONS_OBLIGATOIRES",
            obligatoire("A", "1"),
            obligatoire("A", "2"),
            obligatoire("B", "1"),
        ),
    )
    assert anomalies == []
    assert lue.programmes == (("1", "A", "S"), ("1", "A", "O"), ("1", "B", "O"))
    rangs: dict[str, set[int]] = {}
    for _, matiere, rang in lue.options_obligatoires:
        rangs.setdefault(matiere, set()).add(rang)
    assert affecter(["A", "B"], rangs) == ["B", "A"]


@pytest.mark.parametrize("nombre", [0, 1, 5])
def test_variante_47_trop_ou_trop_peu_d_options_se_lisent_toutes(nombre):
    photo, anomalies = lire_un(options(*(option(f"03020{n}", str(n)) for n in range(nombre))))
    assert len(photo.get("OPTIONS", [])) == nombre and anomalies == []


@pytest.mark.parametrize(
    ("couples", "lue"),
    [
        ([("6G1", "G"), ("6A", "D")], "6A"),
        ([("6G1", "G"), ("6G2", "G")], ""),
        ([("6A", "D"), ("6B", "D")], "6A"),
        ([("Inactifs", "D")], ""),
        *[([(code, "D")], code) for code in ("05", "61", "4e 1", "5 A")],
    ],
)
def test_variante_48_la_division_est_la_premiere_de_type_d(couples, lue):
    photo, anomalies = lire_un(classes(*couples))
    assert eleves.division(photo) == lue and anomalies == []
    assert [s["CODE_STRUCTURE"] for s in photo["STRUCTURES"]] == [code for code, _ in couples]


def test_variante_49_un_type_de_structure_inconnu_est_signale_et_n_est_pas_une_division():
    photo, anomalies = lire_un(classes(("6A", "1")))
    assert eleves.division(photo) == "" and anomalies == ["type_structure_inconnu"]


def test_variante_50_une_balise_inconnue_est_ignoree_avec_un_avis():
    photo, anomalies = lire_un(classes(("6A", "D"), dans="STRICTURES_ELEVE"))
    assert "STRUCTURES" not in photo and anomalies == ["balise_inconnue"]
    assert not BLOQUANTES & set(anomalies)


@pytest.mark.parametrize("code", ["1031002611U", "1001000B11A", "10010012110"])
def test_variante_51_une_formation_a_des_lettres_et_peu_de_balises(code):
    lue, anomalies = lire_nomenclature(
        bloc("MEFS", mef(code, FORMATION="6EME", SPECIALITE="     "))
    )
    assert (lue.mefs[0].code_mef, lue.mefs[0].photo) == (code, {"FORMATION": "6EME"})
    assert anomalies == []


def test_variante_51_deux_formations_du_meme_libelle_restent_deux():
    lue, _ = lire_nomenclature(
        bloc("MEFS", *(mef(f"1001001211{n}", LIBELLE_LONG="5EME") for n in range(2)))
    )
    assert [m.code_mef for m in lue.mefs] == ["10010012110", "10010012111"]


def test_variante_51_une_formation_fermee_garde_sa_date():
    lue, _ = lire_nomenclature(bloc("MEFS", mef("10010012110", DATE_FERMETURE="31/08/2019")))
    assert lue.mefs[0].photo["DATE_FERMETURE"] == "31/08/2019"


def test_variante_52_une_division_a_plusieurs_formations_et_un_libelle_vide():
    champs = {"LIBELLE_LONG": "", "CODE_CONTRAT": "3"}
    (lue,), anomalies = lire_structures(division("3PEP", "10310026110", "1031002611U", **champs))
    assert lue.codes_mef == ("10310026110", "1031002611U")
    assert (lue.libelle_long, anomalies) == ("", [])


def test_variante_53_un_fichier_de_sts_est_refuse_par_son_nom():
    octets = (
        b'<STS_EDT><DONNEES><STRUCTURE><DIVISIONS><DIVISION CODE="6A"/></DIVISIONS></STRUCTURE>'
        b"</DONNEES></STS_EDT>"
    )
    with pytest.raises(FichierRefuse, match="STS-Web"):
        ouvrir(octets)


def test_variante_53_la_cle_d_une_division_se_lit_aussi_en_enfant():
    enfant = "<DIVISION><CODE_STRUCTURE>6A</CODE_STRUCTURE></DIVISION>"
    lues, anomalies = lire_structures(enfant, '<DIVISION CODE="6B"/>')
    assert [lue.code_structure for lue in lues] == ["6A"] and anomalies == ["code_absent"]


def test_deux_eleves_gardent_chacun_leurs_annexes():
    annexes = classes(("6A", "D"), de="1") + classes(("6B", "D"), de="2")
    fiches = [eleve(n, ID_NATIONAL=None) for n in ("1", "2")]
    lus, _ = lire_eleves(fichier_eleves(*fiches, apres=annexes))
    assert [eleves.division(lu.photo) for lu in lus] == ["6A", "6B"]
