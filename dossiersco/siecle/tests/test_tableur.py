"""La fiche élève : ses clés, ses fratries, ses lignes ; et ce qui veut nuire."""

import io
import re
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiersco.siecle import classeur, eleves, feuille
from dossiersco.siecle.cles_derivees import est_derivee
from dossiersco.siecle.lus import FichierRefuse
from dossiersco.siecle.tests.exports_fictifs import codes, zip_de
from dossiersco.siecle.tests.fiches_fictives import (
    FORMATS,
    MATIERES,
    lire_eleves,
    lire_personnes,
    ods,
    ods_brut,
    ouvrir,
    rangees,
    refus,
    repr_leg,
    xls,
    xlsx,
)


def test_la_cle_d_un_eleve_vient_de_l_ine_sinon_de_son_numero():
    def cle(**champs):
        lus, anomalies = lire_eleves(ods(rangees(champs)))
        return (lus[0].eleve_id if lus else None), anomalies

    avec_ine = cle()[0]
    assert est_derivee(avec_ine) and len(avec_ine) <= 20
    assert cle(Prénom="Awah", **{"Elève No Etab": 1})[0] == avec_ine
    sans_ine = cle(**{"Id National": None})[0]
    assert sans_ine not in (None, avec_ine)
    assert cle(**{"Id National": None, "Prénom": "Awah"})[0] == sans_ine
    assert cle(**{"Id National": None, "Elève No Etab": 1})[0] != sans_ine
    rien = {"Id National": None, "Elève No Etab": None, "Num. Elève Etab": None}
    assert cle(**rien) == (None, ["eleve_sans_eleve_id"])


def test_une_fratrie_partage_ses_parents_et_deux_homonymes_restent_deux():
    aine = {**repr_leg(1), "Id National": "123456789AB"}
    cadet = {**repr_leg(1), "Id National": "123456789AC", "Prénom": "Ali"}
    homonyme = {
        **repr_leg(1, Tél__Portable=None, Email="autre@exemple.fr"),
        "Id National": "123456789AD",
        "Prénom": "Zoé",
    }
    personnes, liens, _ = lire_personnes(ods(rangees(aine, cadet, homonyme)))
    assert len(personnes) == 2
    assert [lien.personne_id for lien in liens] == [
        personnes[0].personne_id,
        personnes[0].personne_id,
        personnes[1].personne_id,
    ]
    assert all(est_derivee(p.personne_id) and len(p.personne_id) <= 20 for p in personnes)


def test_sans_coordonnee_deux_homonymes_ne_se_confondent_pas():
    muette = dict.fromkeys(repr_leg(1)) | {
        "Nom de famille Repr. Lég. 1": "MARTIN",
        "Prénom Repr. Lég. 1": "Claude",
    }
    un, autre = ({**muette, "Id National": ine} for ine in ("123456789AB", "123456789AC"))
    assert len(lire_personnes(ods(rangees(un, autre)))[0]) == 2


def test_un_eleve_a_une_ligne_par_structure():
    groupe = {"Code Structure": "5LATIN", "Type Structure": "G"}
    (lu,), anomalies = lire_eleves(ods(rangees(groupe, {})))
    assert [s["CODE_STRUCTURE"] for s in lu.photo["STRUCTURES"]] == ["5LATIN", "5A"]
    assert eleves.division(lu.photo) == "5A" and anomalies == []


def test_deux_eleves_du_meme_ine_ne_se_confondent_pas():
    fiche = ouvrir(ods(rangees({}, {"Prénom": "Ali"})))
    assert codes(fiche.avis) == ["fiche_de_secours", "eleve_en_double"]
    assert [f.lues["PRENOM"] for f in fiche.fiches] == ["Awa"]


def test_un_representant_sans_nom_est_dit_et_n_arrete_rien():
    personnes, liens, anomalies = lire_personnes(
        ods(rangees({**repr_leg(1, Nom_de_famille=None), **repr_leg(2)}))
    )
    assert len(personnes) == len(liens) == 1 and anomalies == ["lien_incomplet"]


def test_le_meme_representant_deux_fois_n_est_lu_qu_une():
    personnes, liens, anomalies = lire_personnes(ods(rangees({**repr_leg(1), **repr_leg(2)})))
    assert len(personnes) == len(liens) == 1 and anomalies == ["lien_en_double"]


# ─── Ce qui veut nuire ─────────────────────────────────────────────────────────────────────────


def recomposer(octets: bytes, **membres: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        contenu = {nom: archive.read(nom) for nom in archive.namelist()}
    return zip_de({**contenu, **membres})


def test_une_bombe_zip_est_refusee_avant_d_etre_lue(monkeypatch):
    monkeypatch.setattr(classeur, "_a_l_abri", lambda _: pytest.fail("lu"))
    bombe = recomposer(xlsx(rangees({})), **{"xl/media/image.png": b"\0" * 50_000_000})
    assert "démesuré" in refus(bombe)


def test_un_classeur_qui_ment_sur_ses_tailles_est_refuse():
    octets = bytearray(recomposer(ods(rangees({})), **{"gros.xml": b"\0" * 3_000_000}))
    taille = (3_000_000).to_bytes(4, "little")
    while (place := octets.find(taille)) >= 0:
        octets[place : place + 4] = (10).to_bytes(4, "little")
    assert "abîmé" in refus(bytes(octets))


def loin(ligne: int, colonne: str) -> bytes:
    donnees = f'<row r="{ligne}"><c r="{colonne}{ligne}"><v>1</v></c></row>'.encode()
    with zipfile.ZipFile(io.BytesIO(xlsx(rangees({})))) as archive:
        page = archive.read("xl/worksheets/sheet1.xml")
    page = page.replace(b"</sheetData>", donnees + b"</sheetData>")
    return recomposer(xlsx(rangees({})), **{"xl/worksheets/sheet1.xml": page})


@pytest.mark.parametrize(
    "octets",
    [
        loin(1_048_576, "XFD"),
        loin(60_000, "A"),
        xls([["Nom"], *[[] for _ in range(60_000)], ["x"]]),
        ods([["x" * 5_000]]),
    ],
    ids=["xlsx au bout", "xlsx long", "xls long", "texte long"],
)
def test_quelques_octets_ne_font_pas_allouer_la_machine(octets):
    assert len(octets) < 3_000_000
    assert "démesuré" in refus(octets)


def test_une_cellule_d_ods_repetee_seize_milliards_de_fois():
    """Calamine s'arrête de lui-même, ou meurt à l'abri : l'une ou l'autre phrase convient."""
    cellule = (
        '<table:table-cell table:number-columns-repeated="16000" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell>"
    )
    octets = ods_brut(
        '<table:table><table:table-row table:number-rows-repeated="1000000">'
        f"{cellule}</table:table-row></table:table>"
    )
    assert re.search("démesuré|n’est pas la", refus(octets))


def test_un_lecteur_qui_ne_finit_pas_est_arrete(monkeypatch):
    monkeypatch.setattr(classeur, "ATTENTE_MAX", 0.001)
    assert "démesuré" in refus(ods(rangees({})))


@pytest.mark.parametrize(
    ("cellule", "lu"),
    [(2.0, "2"), (2.5, "2.5"), (True, "1"), ("x", "x"), (float("nan"), "nan"), (7, "7")],
)
def test_une_cellule_devient_le_texte_qu_elle_montre(cellule, lu):
    assert feuille.texte(cellule) == lu


ENTIERS = [ecrire(rangees({**repr_leg(1)})) for ecrire in FORMATS.values()]


@settings(max_examples=40, deadline=None)
@given(
    octets=st.sampled_from(ENTIERS),
    mutations=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=4)), max_size=6
    ),
    garde=st.floats(0, 1),
)
def test_un_classeur_mute_ne_leve_jamais_que_fichier_refuse(octets, mutations, garde):
    recu = bytearray(octets)
    for place, contenu in mutations:
        debut = int(place * len(recu))
        recu[debut : debut + len(contenu)] = contenu
    if garde > 0.5:
        del recu[int((garde - 0.5) * 2 * len(recu)) :]
    with suppress(FichierRefuse):
        fiche = ouvrir(bytes(recu))
        for lire in (lambda s: fiche.eleves(s, MATIERES), fiche.personnes, fiche.liens):
            list(lire(lambda _: None))
