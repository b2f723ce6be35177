"""Un collège fabriqué est plausible, cohérent, et n'est celui de personne."""

import re
from collections import Counter, defaultdict
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiersco.siecle import communes
from dossiersco.siecle.fabrique import College, fabriquer, lieux
from dossiersco.siecle.fabrique.codes import codes, lignes
from dossiersco.siecle.fabrique.numeros import uai_invente
from dossiersco.siecle.valeurs import date_fr

UAI = "0590181B"


@pytest.fixture(scope="module")
def college() -> College:
    return fabriquer(uai=UAI, annee=2026, eleves=600, graine=1)


def liens_par_eleve(college: College) -> dict[str, list]:
    liens = defaultdict(list)
    for lien in college.liens:
        liens[lien.eleve_id].append(lien)
    return liens


def niveaux_par_personne(college: College) -> dict[str, set[str]]:
    niveaux = defaultdict(set)
    for lien in college.liens:
        niveaux[lien.personne_id].add(lien.photo["NIVEAU_RESPONSABILITE"])
    return niveaux


def sortants(college: College) -> list:
    return [eleve for eleve in college.eleves if "CODE_MOTIF_SORTIE" in eleve.photo]


@given(eleves=st.integers(1, 40), graine=st.integers())
def test_le_compte_d_eleves_est_celui_demande_et_tout_se_tient(eleves, graine):
    college = fabriquer(uai=UAI, annee=2026, eleves=eleves, graine=graine)
    assert len(college.eleves) == eleves
    eleve_ids = {eleve.eleve_id for eleve in college.eleves}
    personne_ids = {personne.personne_id for personne in college.personnes}
    assert {lien.eleve_id for lien in college.liens} == eleve_ids
    assert {lien.personne_id for lien in college.liens} == personne_ids
    couples = [(lien.eleve_id, lien.personne_id) for lien in college.liens]
    assert len(couples) == len(set(couples))


@pytest.mark.parametrize("eleves", [150, 600, 1999])
def test_les_grands_colleges_ont_aussi_leur_compte(eleves):
    assert len(fabriquer(eleves=eleves).eleves) == eleves


def test_un_college_vide_est_refuse():
    with pytest.raises(ValueError, match="au moins un élève"):
        fabriquer(eleves=0)


def test_les_cles_et_les_ine_sont_uniques(college):
    adresses = {}
    for fiche in (*college.eleves, *college.personnes):
        if adresse := fiche.photo.get("ADRESSE"):
            assert adresses.setdefault(adresse["ADRESSE_ID"], adresse) == adresse
    eleve_ids = [eleve.eleve_id for eleve in college.eleves]
    personne_ids = [personne.personne_id for personne in college.personnes]
    ines = [e.photo["ID_NATIONAL"] for e in college.eleves if "ID_NATIONAL" in e.photo]
    for cles in (eleve_ids, personne_ids, ines, [e.photo["ELENOET"] for e in college.eleves]):
        assert len(cles) == len(set(cles))
    assert all(re.fullmatch(r"\d{6,7}", cle) for cle in (*eleve_ids, *personne_ids, *adresses))


def test_les_ine_ont_les_deux_formes_et_manquent_a_quelques_sixiemes(college):
    ines = [e.photo.get("ID_NATIONAL", "") for e in college.eleves]
    formes = Counter(re.sub(r"[A-Z]", "A", re.sub(r"\d", "0", ine)) for ine in ines)
    assert set(formes) == {"0000000000A", "000000000AA", ""}
    sans = [e for e in college.eleves if "ID_NATIONAL" not in e.photo]
    assert {e.photo["CODE_MEF"][:3] for e in sans} == {"100"}
    assert len(sans) <= 25


def test_la_demonstration_a_son_parent_seul(college):
    seul = [lien for lien in college.liens if lien.personne_id == college.demonstration.seul]
    assert len(seul) == 1
    assert len(liens_par_eleve(college)[seul[0].eleve_id]) == 1


def test_la_demonstration_a_ses_parents_separes_a_deux_adresses(college):
    personnes = {personne.personne_id: personne for personne in college.personnes}
    un, deux = (personnes[cle].photo["ADRESSE"] for cle in college.demonstration.separes)
    assert un["ADRESSE_ID"] != deux["ADRESSE_ID"]
    assert un | {"ADRESSE_ID": ""} != deux | {"ADRESSE_ID": ""}
    liens = [li for li in college.liens if li.personne_id in college.demonstration.separes]
    assert len({lien.eleve_id for lien in liens}) == 1
    assert sorted(lien.photo["HEBERGE_ELEVE"] for lien in liens) == ["0", "1"]


def test_la_demonstration_a_sa_fratrie_de_trois(college):
    liens = [li for li in college.liens if li.personne_id == college.demonstration.fratrie]
    assert len({lien.eleve_id for lien in liens}) == 3
    assert {lien.photo["NIVEAU_RESPONSABILITE"] for lien in liens} == {"1"}


@given(eleves=st.integers(5, 30), graine=st.integers())
def test_rien_ne_manque_aux_familles_de_la_demonstration(eleves, graine):
    college = fabriquer(eleves=eleves, graine=graine)
    demo = college.demonstration
    cles = {demo.seul, *demo.separes, demo.fratrie}
    personnes = [p for p in college.personnes if p.personne_id in cles]
    assert len({p.photo["NOM_DE_FAMILLE"] for p in personnes}) == 4
    for personne in personnes:
        assert {"MEL", "TEL_PORTABLE", "CODE_CIVILITE", "CODE_PROFESSION"} <= personne.photo.keys()
    enfants = {lien.eleve_id for lien in college.liens if lien.personne_id in cles}
    assert len(enfants) == 5
    for eleve in college.eleves:
        if eleve.eleve_id in enfants:
            assert {"ID_NATIONAL", "ADRESSE", "STRUCTURES"} <= eleve.photo.keys()
            assert "DATE_SORTIE" not in eleve.photo


def test_sous_cinq_eleves_la_demonstration_est_vide():
    demonstration = fabriquer(eleves=4).demonstration
    assert (demonstration.seul, demonstration.separes, demonstration.fratrie) == ("", (), "")


def test_chaque_eleve_a_un_ou_deux_representants_legaux_et_un_payeur(college):
    for liens in liens_par_eleve(college).values():
        legaux = [lien for lien in liens if lien.photo["NIVEAU_RESPONSABILITE"] == "1"]
        assert 1 <= len(legaux) <= 2
        assert sum(lien.photo["PAIE_FRAIS_SCOLAIRES"] == "1" for lien in liens) == 1
        assert all(len(lien.photo["CODE_PARENTE"]) == 2 for lien in liens)


def test_tous_les_codes_sont_dans_les_tables(college):
    tables = {
        "CODE_REGIME": "regimes",
        "CODE_PROVENANCE": "provenances",
        "CODE_MOTIF_SORTIE": "motifs_sortie",
        "CODE_STATUT": "statuts",
        "CODE_PROFESSION": "professions_pcs",
        "CODE_CIVILITE": "civilites",
        "CODE_PARENTE": "parentes",
        "NIVEAU_RESPONSABILITE": "niveaux_responsabilite",
    }
    for fiche in (*college.eleves, *college.personnes, *college.liens):
        for balise in tables.keys() & fiche.photo.keys():
            assert fiche.photo[balise] in codes(tables[balise]), balise


def test_les_pays_et_les_nationalites_existent(college):
    pays = {ligne["code_siecle"] for ligne in lignes("pays") if ligne["type"] == "etat"}
    nationalites = {ligne["code_siecle"] for ligne in lignes("nationalites")}
    for eleve in college.eleves:
        assert eleve.photo["CODE_PAYS"] in pays
        assert eleve.photo["CODE_PAYS_NAT"] in nationalites


def test_les_communes_sont_vraies_et_leur_code_postal_est_le_leur():
    for insee, code_postal, _ in lieux.COMMUNES:
        assert insee in {commune.code for commune in communes.par_code_postal(code_postal)}
    for _, insee in (*lieux.NAISSANCES_PROCHES, *lieux.NAISSANCES_LOINTAINES):
        assert communes.existe(insee)


def test_chaque_eleve_a_un_etablissement_d_origine(college):
    for eleve in college.eleves:
        assert len(eleve.photo["SCOLARITE_AN_DERNIER"]["CODE_RNE"]) == 8


def test_les_options_respectent_le_programme_leur_rang_et_leur_nombre(college):
    nomenclature = college.nomenclature
    nombres = {mef.code_mef: mef.photo["NB_OPT_OBLIG"] for mef in nomenclature.mefs[:8]}
    rangs = set(nomenclature.options_obligatoires)
    for eleve in college.eleves:
        mef = eleve.photo["CODE_MEF"]
        options = eleve.photo["OPTIONS"]
        assert [o["NUM_OPTION"] for o in options] == [str(n + 1) for n in range(len(options))]
        for option in options:
            triplet = (mef, option["CODE_MATIERE"], option["CODE_MODALITE_ELECT"])
            assert triplet in nomenclature.programmes
        matieres = [o["CODE_MATIERE"] for o in options if o["CODE_MODALITE_ELECT"] == "O"]
        assert len(matieres) == int(nombres[mef])
        assert any(
            all((mef, matiere, rang) in rangs for rang, matiere in enumerate(ordre, start=1))
            for ordre in permutations(matieres)
        )


def test_la_nomenclature_a_les_pieges_des_vraies(college):
    nomenclature = college.nomenclature
    obligatoires = {(mef, matiere, "O") for mef, matiere, _ in nomenclature.options_obligatoires}
    assert obligatoires <= set(nomenclature.programmes)
    modalites = defaultdict(set)
    for mef, matiere, modalite in nomenclature.programmes:
        modalites[mef, matiere].add(modalite)
    assert {"S", "F"} in modalites.values()
    plusieurs_rangs = Counter((mef, mat) for mef, mat, _ in nomenclature.options_obligatoires)
    assert 2 in plusieurs_rangs.values()
    libelles = Counter(mef.photo["LIBELLE_LONG"] for mef in nomenclature.mefs)
    assert libelles["6EME"] == 2
    assert all(len(mef.code_mef) == 11 for mef in nomenclature.mefs)


def test_la_nomenclature_n_a_que_les_professions_que_siecle_accepte(college):
    professions = college.nomenclature.tables["professions_pcs"]
    assert len(professions) == 41
    assert not {"11", "73", "76"} & professions.keys()


def test_chaque_division_est_rattachee_a_la_formation_de_ses_eleves(college):
    rattachements = {d.code_structure: d.codes_mef for d in college.divisions}
    assert len(rattachements) == len(college.divisions)
    assert {"6A", "5 B"} <= rattachements.keys()
    assert any(len(mefs) > 1 for mefs in rattachements.values())
    assert all(len(code) <= 8 for code in rattachements)
    groupes = {groupe.code_structure for groupe in college.groupes}
    for eleve in college.eleves:
        for structure in eleve.photo.get("STRUCTURES", []):
            code = structure["CODE_STRUCTURE"]
            if structure["TYPE_STRUCTURE"] == "D":
                assert eleve.photo["CODE_MEF"] in rattachements[code]
            else:
                assert code in groupes


def test_un_groupe_precede_parfois_la_division(college):
    premiers = {
        e.photo["STRUCTURES"][0]["TYPE_STRUCTURE"]
        for e in college.eleves
        if "STRUCTURES" in e.photo
    }
    assert premiers == {"D", "G"}


def test_le_doublement_dit_vrai(college):
    redoublants = 0
    for eleve in college.eleves:
        ancienne = eleve.photo["SCOLARITE_AN_DERNIER"].get("CODE_MEF")
        redouble = eleve.photo["DOUBLEMENT"] == "1"
        assert redouble == (ancienne == eleve.photo["CODE_MEF"])
        redoublants += redouble
    assert 0 < redoublants < 30


def test_un_futur_sixieme_vient_d_une_ecole_et_jamais_de_chez_nous(college):
    for eleve in college.eleves:
        if eleve.photo["CODE_MEF"].startswith("100") and eleve.photo["DOUBLEMENT"] == "0":
            assert eleve.photo["SCOLARITE_AN_DERNIER"].get("CODE_RNE", "") != UAI


def test_quelques_eleves_sont_sortis_et_d_autres_sortiront(college):
    assert 0 < len(sortants(college)) < 30
    for eleve in sortants(college):
        jour, mois, annee = eleve.photo["DATE_SORTIE"].split("/")
        assert (annee, mois, jour) < ("2026", "06", "15")
    futures = {
        e.photo["DATE_SORTIE"]
        for e in college.eleves
        if "DATE_SORTIE" in e.photo and "CODE_MOTIF_SORTIE" not in e.photo
    }
    assert futures == {"31/08/2027"}


def sans_de_quoi_repartir(college: College) -> set[str]:
    nes_nulle_part = {
        e.eleve_id
        for e in college.eleves
        if e.photo["CODE_PAYS"] == "100" and "CODE_COMMUNE_INSEE_NAISS" not in e.photo
    }
    sans_civilite = {p.personne_id for p in college.personnes if "CODE_CIVILITE" not in p.photo}
    enfants = {lien.eleve_id for lien in college.liens if lien.personne_id in sans_civilite}
    assert not nes_nulle_part & {e.eleve_id for e in sortants(college)}
    return nes_nulle_part | enfants


def test_un_eleve_sur_cent_au_plus_est_incomplet(college):
    assert len(sans_de_quoi_repartir(college)) == 3


def test_les_incomplets_se_coupent():
    assert not sans_de_quoi_repartir(fabriquer(eleves=600, incomplets=False))


@pytest.mark.parametrize("graine", [1, 2, 3])
def test_toutes_les_familles_existent(graine):
    college = fabriquer(eleves=600, graine=graine)
    parentes = {lien.photo["CODE_PARENTE"] for lien in college.liens}
    assert {"10", "20", "38", "42", "50", "51", "90"} <= parentes
    legaux = [
        tuple(
            sorted(
                li.photo["CODE_PARENTE"] for li in liens if "1" in li.photo["NIVEAU_RESPONSABILITE"]
            )
        )
        for liens in liens_par_eleve(college).values()
    ]
    assert {("10",), ("10", "20"), ("10", "10"), ("20", "20"), ("51",)} <= set(legaux)
    niveaux = niveaux_par_personne(college).values()
    assert {"1", "2"} in niveaux
    assert {"1", "3"} in niveaux
    enfants = Counter(lien.personne_id for lien in college.liens)
    assert {1, 2, 3} <= set(enfants.values())


@pytest.mark.parametrize("graine", [1, 2, 3])
def test_les_cas_rares_existent(graine):
    college = fabriquer(eleves=600, graine=graine)
    identites = Counter((p.photo["NOM_DE_FAMILLE"], p.photo["PRENOM"]) for p in college.personnes)
    assert max(identites.values()) > 1
    adresses = [p.photo["ADRESSE"] for p in college.personnes if "ADRESSE" in p.photo]
    assert any("COMMUNE_ETRANGERE" in adresse for adresse in adresses)
    assert any("CEDEX" in adresse.get("LIBELLE_POSTAL", "") for adresse in adresses)
    assert any("LIGNE1_ADRESSE" not in adresse for adresse in adresses)
    assert any("LIGNE4_ADRESSE" in adresse for adresse in adresses)
    assert any(p.photo["PRENOM"] == "." for p in college.personnes)
    for balise in ("MEL", "TEL_PORTABLE", "CODE_PROFESSION", "ADRESSE", "NOM_USAGE"):
        presents = [balise in p.photo for p in college.personnes]
        assert any(presents)
        assert not all(presents)
    departements = {e.photo.get("CODE_DEPARTEMENT_NAISS") for e in college.eleves}
    assert {"059", "620", "974", "075", "013", None} <= departements


@given(eleves=st.integers(50, 60), graine=st.integers())
def test_les_enfants_d_une_mere_sont_jumeaux_ou_espaces(eleves, graine):
    college = fabriquer(eleves=eleves, graine=graine)
    naissances = {e.eleve_id: date_fr(e.photo["DATE_NAISS"]) for e in college.eleves}
    enfants = defaultdict(list)
    for lien in college.liens:
        if lien.photo["CODE_PARENTE"] == "10":
            enfants[lien.personne_id].append(naissances[lien.eleve_id])
    for dates in enfants.values():
        for aine, cadet in pairwise(sorted(dates)):
            assert aine == cadet or (cadet - aine).days > 270


def test_il_y_a_des_jumeaux(college):
    parents = defaultdict(list)
    for lien in college.liens:
        parents[lien.eleve_id].append(lien.personne_id)
    naissances = Counter((*parents[e.eleve_id], e.photo["DATE_NAISS"]) for e in college.eleves)
    assert max(naissances.values()) == 2


def test_aucun_telephone_ni_aucun_mel_n_est_a_quelqu_un(college):
    for fiche in (*college.eleves, *college.personnes):
        assert fiche.photo.get("MEL", "@exemple.fr").lower().endswith("@exemple.fr")
        for balise in {"TEL_PORTABLE", "TEL_PERSONNEL", "TEL_PROFESSIONNEL"} & fiche.photo.keys():
            chiffres = re.sub(r"\D", "", re.sub(r"^(\+|00)33", "0", fiche.photo[balise]))
            assert re.match(r"063998|070000|019900|035301|32400000|0000000000", chiffres)


def test_les_longueurs_sont_celles_de_siecle(college):
    longueurs = {
        "LIBELLE_POSTAL": 32,
        "COMMUNE_ETRANGERE": 32,
        "BOITE_POSTALE": 7,
        "CODE_POSTAL": 5,
    }
    longueurs |= {f"LIGNE{rang}_ADRESSE": 38 for rang in range(1, 5)}
    for fiche in (*college.eleves, *college.personnes):
        for balise, valeur in fiche.photo.get("ADRESSE", {}).items():
            assert len(valeur) <= longueurs.get(balise, 40), valeur
        assert len(fiche.photo["NOM_DE_FAMILLE"]) <= 100
        assert len(fiche.photo.get("VILLE_NAISS", "")) <= 32
    for eleve in college.eleves:
        assert len(eleve.photo["ID_ELEVE_ETAB"]) == 11
        assert all(len(v) <= 38 for v in eleve.photo["SCOLARITE_AN_DERNIER"].values())


def test_une_photo_ne_contient_ni_valeur_vide_ni_espace_de_bord(college):
    for fiche in (*college.eleves, *college.personnes, *college.liens):
        for valeur in fiche.photo.values():
            assert valeur
            assert not isinstance(valeur, str) or valeur == valeur.strip()


def test_la_lettre_d_un_uai_est_calculee():
    assert uai_invente(590181) == UAI
