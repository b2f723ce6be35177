"""Le contrôle d'un fichier de retour voit ce que SIECLE refuserait, et ce qu'il abîmerait."""

from random import Random

import pytest

from dossiersco.siecle.controle_retour import Controle, controler
from dossiersco.siecle.fautes import Regle
from dossiersco.siecle.retour import zipper
from dossiersco.siecle.schema_import import Schema
from dossiersco.siecle.tests.test_banc import _fichier

NOM = "0590001APRIVE2026260703090500"
XML = _fichier(Schema.V3_1)


def _controler(juste: bytes = b"", faux: bytes = b"", schema: Schema | None = None) -> Controle:
    assert juste in XML
    return controler(zipper(NOM, XML.replace(juste, faux, 1)), f"{NOM}.zip", schema)


def _regles(fautes) -> list[str]:
    return [str(faute.regle) for faute in fautes]


def test_un_fichier_juste_peut_etre_depose() -> None:
    controle = _controler()
    assert controle.deposable
    assert (controle.refus, controle.degats, controle.avis) == ((), (), ())
    assert (controle.schema, controle.personnes, controle.eleves) == (Schema.V3_1, 1, 1)


def test_le_schema_est_celui_que_dit_le_fichier_ou_celui_qu_on_demande() -> None:
    assert controler(_fichier(Schema.V4_0), f"{NOM}.xml").schema is Schema.V4_0
    assert _controler(schema=Schema.COMMUN).deposable
    assert not _controler(schema=Schema.V4_0).deposable


@pytest.mark.parametrize(
    ("juste", "faux", "regle"),
    [
        (b"<CODE_SEXE>2</CODE_SEXE>", b"", Regle.OBLIGATOIRE),
        (b"<CODE_CIVILITE>2</CODE_CIVILITE>", b"", Regle.OBLIGATOIRE),
        (b"<ID_PRV_PER>1<", b"<ID_PRV_PER>100000<", Regle.MOTIF),
        (b"<PERSONNE>\n        <ID_PRV_PER>1<", b"<PERSONNE><ID_PRV_PER>2<", Regle.REFERENCE),
        (b"020300", b"030201", Regle.OPTION_EN_DOUBLE),
        (b"<ANNEE_SCOLAIRE>2026", b"<ANNEE_SCOLAIRE>2025", "NOM"),
        (b"<UAJ>0590001A", b"<UAJ>0590002B", "NOM"),
    ],
)
def test_ce_que_siecle_refuserait(juste: bytes, faux: bytes, regle: str) -> None:
    controle = _controler(juste, faux)
    assert str(regle) in _regles(controle.refus)
    assert not controle.deposable


@pytest.mark.parametrize(
    ("juste", "faux", "regle", "balise"),
    [
        (b"<CODE_PARENTE>10<", b"<CODE_PARENTE>1<", "PAREN", "CODE_PARENTE"),
        (b"<CODE_CIVILITE>2<", b"<CODE_CIVILITE>3<", "CIVIL", "CODE_CIVILITE"),
        (b"<CODE_PROFESSION>43<", b"<CODE_PROFESSION>73<", "PEPCS", "CODE_PROFESSION"),
        (b"<NOM_USAGE>MARTIN<", b"<NOM_USAGE>Diallo<", "PUSAG_A_01", "NOM_USAGE"),
        (b"<CODE_REGIME>25<", b"<CODE_REGIME>98<", "INF_REGIM_A_01", "CODE_REGIME"),
        (b"<CODE_STATUT>ST<", b"<CODE_STATUT>1<", "STATU_C_01", "CODE_STATUT"),
        (b"<CODE_PARENTE>10<", b"<CODE_PARENTE>51<", "PEPCS_B_01", "CODE_PROFESSION"),
        (b"DEB_SCO>2026-09-01<", b"DEB_SCO>2019-09-02<", "SCOAC_E_02", "DATE_DEB_SCO"),
    ],
)
def test_ce_que_siecle_abimerait(juste: bytes, faux: bytes, regle: str, balise: str) -> None:
    controle = _controler(juste, faux)
    assert controle.refus == ()
    degat = next(f for f in controle.degats if f.regle == regle)
    assert degat.balise == balise
    assert degat.ligne is not None
    assert degat.message.endswith(".")


def test_un_sixieme_qui_viendrait_deja_de_chez_nous_est_vu() -> None:
    """La panne de 2019 : l'école d'origine écrasée par le collège, provenance « 1 »."""
    xml = (
        XML.replace(b"<CODE_MEF>10110001110<", b"<CODE_MEF>10010012110<", 1)
        .replace(b"<DOUBLEMENT>true<", b"<DOUBLEMENT>false<")
        .replace(b"<CODE_PROVENANCE>2<", b"<CODE_PROVENANCE>1<")
    )
    assert "HETAB" in _regles(controler(xml, f"{NOM}.xml").degats)
    redoublant = xml.replace(b"<DOUBLEMENT>false<", b"<DOUBLEMENT>true<")
    assert "HETAB" not in _regles(controler(redoublant, f"{NOM}.xml").degats)


@pytest.mark.parametrize(
    ("juste", "faux", "regle"),
    [
        (b"<CODE_CIVILITE>2<", b"<CODE_CIVILITE>1<", "CIVIL"),
        (b"TEL_PORTABLE>0639980011<", b"TEL_PORTABLE>liste rouge<", "TELEP_E_02"),
        (b"<PRENOM>Awa<", b"<PRENOM> Awa<", Regle.BLANC),
        (
            b"<IMPORT_ELEVES ",
            b"<IMPORT_ELEVES xmlns:x='http://www.w3.org/2001/XMLSchema-instance' x:a='b' ",
            Regle.ATTRIBUT,
        ),
    ],
)
def test_ce_qui_est_sans_dommage_se_dit_sans_arreter(juste: bytes, faux: bytes, regle: str) -> None:
    controle = _controler(juste, faux)
    assert controle.deposable
    assert str(regle) in _regles(controle.avis)


def test_le_nom_du_zip_compte_celui_d_un_xml_non() -> None:
    assert _regles(controler(zipper("retour", XML), "retour.zip").refus) == ["NOM"]
    assert _regles(controler(zipper("autre", XML), f"{NOM}.zip").refus) == ["NOM"]
    nu = controler(XML, "retour.xml")
    assert nu.deposable and _regles(nu.avis) == ["NOM"]


def test_un_fichier_en_utf_8_se_lit_et_se_dit() -> None:
    texte = XML.decode("iso-8859-15").replace("ISO-8859-15", "UTF-8").encode()
    controle = controler(texte, f"{NOM}.xml")
    assert controle.deposable and _regles(controle.avis) == [Regle.ENCODAGE]


@pytest.mark.parametrize("fichier", [b"", b"PK\x03\x04abime", b"<a", b"bonjour", b"\x00" * 50])
def test_un_fichier_illisible_se_dit(fichier: bytes) -> None:
    assert _regles(controler(fichier, "x.zip").refus) == [Regle.ILLISIBLE]


def test_un_fichier_abime_au_hasard_ne_fait_jamais_echouer_le_controle() -> None:
    entier = zipper(NOM, XML)
    for graine in range(1500):
        hasard = Random(graine)
        octets = bytearray(hasard.choice((XML, entier)))
        for _ in range(hasard.randint(1, 6)):
            rang = hasard.randrange(len(octets))
            octets[rang : rang + hasard.randint(0, 40)] = bytes(
                hasard.randrange(256) for _ in range(hasard.randint(0, 4))
            )
        controler(bytes(octets), f"{NOM}.zip")


def test_des_balises_deplacees_au_hasard_ne_font_jamais_echouer_le_controle() -> None:
    """Bien formé, mais sans la forme attendue : un bloc à la place d'une valeur, et l'inverse."""
    balises = [
        b"<LEGAL>",
        b"<OPTION>",
        b"<ADRESSE>",
        b"<SCOLARITE_ACTIVE>",
        b"<OPTIONS>",
        b"<PRENOM>",
    ]
    for graine in range(300):
        hasard = Random(graine)
        une, autre = hasard.sample(balises, 2)
        xml = XML.replace(une, autre).replace(une.replace(b"<", b"</"), autre.replace(b"<", b"</"))
        if hasard.random() < 0.5:
            xml = xml.replace(b"<CODE_MATIERE>", b"texte<CODE_MATIERE>")
        assert not controler(xml, f"{NOM}.xml").deposable or xml == XML
