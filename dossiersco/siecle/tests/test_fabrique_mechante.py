"""Un collège méchant a tout ce que les vraies bases ont de pire, et se lit quand même."""

from collections import Counter, defaultdict
from io import BytesIO

import pytest

from dossiersco.siecle import eleves, responsables
from dossiersco.siecle.export import ouvrir
from dossiersco.siecle.fabrique import College, ecrire_flux, fabriquer
from dossiersco.siecle.fabrique.foyers import ASE
from dossiersco.siecle.lus import TypeExport


@pytest.fixture(scope="module")
def college() -> College:
    return fabriquer(eleves=300, graine=5, mechante=True)


@pytest.fixture(scope="module")
def adultes(college: College) -> dict[str, list]:
    par_eleve = defaultdict(list)
    for lien in college.liens:
        par_eleve[lien.eleve_id].append(lien)
    return par_eleve


def test_il_a_le_compte_demande_et_se_rejoue() -> None:
    une, autre = (fabriquer(eleves=12, graine=3, mechante=True) for _ in range(2))
    assert une == autre
    assert len(une.eleves) == 12
    assert une != fabriquer(eleves=12, graine=3)


def test_il_a_des_familles_qu_on_oublie(adultes) -> None:
    assert any(len(liens) > 4 for liens in adultes.values())
    legaux = [
        sum(lien.photo["NIVEAU_RESPONSABILITE"] == "1" for lien in liens)
        for liens in adultes.values()
    ]
    assert max(legaux) == 3
    assert any(lien.photo["CODE_PARENTE"] == ASE for liens in adultes.values() for lien in liens)


def test_une_meme_personne_est_legale_pour_l_un_et_contact_pour_l_autre(college) -> None:
    niveaux = defaultdict(set)
    for lien in college.liens:
        niveaux[lien.personne_id].add(lien.photo["NIVEAU_RESPONSABILITE"])
    assert any({"1", "3"} <= lus for lus in niveaux.values())


def test_il_a_des_homonymes_jusque_dans_une_famille(college, adultes) -> None:
    noms = {
        p.personne_id: (p.photo["NOM_DE_FAMILLE"], p.photo["PRENOM"]) for p in college.personnes
    }
    doubles = [
        liens
        for liens in adultes.values()
        if max(Counter(noms[lien.personne_id] for lien in liens).values()) > 1
    ]
    assert doubles


def test_il_a_des_jumeaux(college, adultes) -> None:
    naissances = Counter(
        (eleve.photo["DATE_NAISS"], frozenset(li.personne_id for li in adultes[eleve.eleve_id]))
        for eleve in college.eleves
    )
    assert max(naissances.values()) > 1


@pytest.mark.parametrize(
    ("quoi", "est"),
    [
        ("sans INE", lambda p: "ID_NATIONAL" not in p),
        ("né à l'étranger", lambda p: p.get("CODE_PAYS") not in {None, "100"}),
        ("ULIS", lambda p: p["CODE_MEF"].endswith("U")),
        ("redoublant", lambda p: p["DOUBLEMENT"] == "1"),
        ("sortant", lambda p: "CODE_MOTIF_SORTIE" in p),
        (
            "sixième d'une école",
            lambda p: "CM" in p["SCOLARITE_AN_DERNIER"].get("CODE_STRUCTURE", ""),
        ),
        ("sans option", lambda p: "OPTIONS" not in p),
        ("adresse étrangère", lambda p: "COMMUNE_ETRANGERE" in p.get("ADRESSE", {})),
        (
            "première ligne vide",
            lambda p: p.get("ADRESSE", {"LIGNE1_ADRESSE": ""}).get("LIGNE1_ADRESSE") is None,
        ),
        (
            "quatre lignes",
            lambda p: all(f"LIGNE{n}_ADRESSE" in p.get("ADRESSE", {}) for n in range(1, 5)),
        ),
    ],
)
def test_il_a_de_ces_eleves(college, quoi, est) -> None:
    assert any(est(eleve.photo) for eleve in college.eleves), quoi


def test_les_telephones_ont_toutes_les_formes(college) -> None:
    numeros = [p.photo.get("TEL_PORTABLE", "") for p in college.personnes]
    for forme in ("+32", "+33", "0033", "06.", "06 ", "63998", " pro"):
        assert any(forme in numero for numero in numeros), forme


@pytest.mark.parametrize("graine", range(12))
def test_ce_qui_est_lu_est_ce_qui_a_ete_fabrique(graine: int) -> None:
    college = fabriquer(eleves=25, graine=graine, mechante=True)
    exports = []
    for type_export in (TypeExport.ELEVES, TypeExport.RESPONSABLES):
        flux = BytesIO()
        ecrire_flux(college, type_export, flux)
        flux.seek(0)
        exports.append(ouvrir(flux, "export.xml"))
    lus = eleves.lire(exports[0], _taire)
    assert [(e.eleve_id, e.photo) for e in lus] == [(e.eleve_id, e.photo) for e in college.eleves]
    lues = responsables.lire_personnes(exports[1], _taire)
    assert [(p.personne_id, p.photo) for p in lues] == [
        (p.personne_id, p.photo) for p in college.personnes
    ]
    liens = responsables.lire_liens(exports[1], _taire)
    assert [li.photo for li in liens] == [li.photo for li in college.liens]


def _taire(_anomalie: object) -> None:
    """Ces bases en ont, c'est voulu."""
