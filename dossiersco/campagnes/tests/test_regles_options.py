"""Ce qu'une famille voit de chaque question : des tables, puis une propriété."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiersco.campagnes.carte_options import Carte, Groupe, Option, Regle, regles_deduites
from dossiersco.campagnes.regles_options import (
    CONTINUE,
    FERMEE,
    SEUL_CHOIX,
    fautes,
    incomplet,
    questions,
    reponse,
)
from dossiersco.campagnes.tests.test_carte_options import MATIERES, entrees

UNE_SEULE = Groupe("Latin ou grec", 0, 1)
DEUX = Groupe("Ateliers", 2, 2)


def option(code, rangs=(), modalite="F", gestion="", **regle):
    return Option(code, "O" if rangs else modalite, code, rangs, gestion, Regle(**regle))


def entree(code, modalite="F"):
    return {"NUM_OPTION": "1", "CODE_MODALITE_ELECT": modalite, "CODE_MATIERE": code}


LANGUES = (
    option("AGL1", (1,), gestion="AGL1"),
    option("ALL1", (1, 2), gestion="ALL1"),
    option("ESP2", (2,), gestion="ESP2"),
)


def poser(*options, a=(), obligatoires=2):
    lues = [entree(code) for code in a]
    return questions(Carte(options, obligatoires), lues, lues)


def codes(options):
    return [o.code_matiere for o in options]


# ─── Quelles questions ─────────────────────────────────────────────────────────────────────────


def test_une_lv1_et_une_lv2_sont_deux_questions_a_une_seule_reponse():
    lv1, lv2 = poser(*LANGUES)
    assert (lv1.choix.titre, codes(lv1.offertes)) == (
        "Première langue vivante (LV1)",
        ["AGL1", "ALL1"],
    )
    assert (lv2.choix.titre, codes(lv2.offertes)) == (
        "Deuxième langue vivante (LV2)",
        ["ALL1", "ESP2"],
    )
    assert lv1.une_seule
    assert lv1.minimum == 1


def test_deux_rangs_qui_offrent_la_meme_chose_demandent_d_en_choisir_deux():
    (seule,) = poser(*(option(code, (1, 2)) for code in "ABC"))
    assert (seule.minimum, seule.maximum, seule.une_seule) == (2, 2, False)


def test_un_groupe_du_college_est_une_question_et_le_reste_se_coche():
    groupe, libres = poser(
        option("LAT", groupe=UNE_SEULE), option("GRE", groupe=UNE_SEULE), option("CHO")
    )
    assert (groupe.choix.titre, groupe.minimum, groupe.maximum) == ("Latin ou grec", 0, 1)
    assert codes(libres.offertes) == ["CHO"]


@pytest.mark.parametrize(
    ("regle", "a", "offertes", "gardees", "fermees"),
    [
        ({}, (), ["X", "Y"], [], []),
        ({}, ("X",), ["X", "Y"], [], []),
        ({"abandonnable": False}, ("X",), ["Y"], [("X", CONTINUE)], []),
        ({"abandonnable": False}, (), ["X", "Y"], [], []),
        ({"ouverte": False}, (), ["Y"], [], []),
        ({"ouverte": False}, ("X",), ["X", "Y"], [], []),
        ({"ouverte": False, "explication": "Sur test."}, (), ["Y"], [], [("X", FERMEE)]),
        ({"ouverte": False, "explication": "Sur test."}, ("X",), ["X", "Y"], [], []),
        ({"ouverte": False, "abandonnable": False}, ("X",), ["Y"], [("X", CONTINUE)], []),
    ],
)
def test_ouverte_ou_non_abandonnable_ou_non(regle, a, offertes, gardees, fermees):
    (question,) = poser(option("X", **regle), option("Y"), a=a)
    assert codes(question.offertes) == offertes
    assert [(v.option.code_matiere, v.raison) for v in question.gardees] == gardees
    assert [(v.option.code_matiere, v.raison) for v in question.fermees] == fermees


def test_une_langue_qu_on_ne_quitte_pas_ne_se_change_pas_non_plus():
    lv1 = poser(option("AGL1", (1,), abandonnable=False), option("ALL1", (1,)), a=("AGL1",))[0]
    assert (lv1.offertes, codes(v.option for v in lv1.gardees)) == ((), ["AGL1"])


def test_la_seule_langue_possible_se_lit_sans_se_choisir():
    (lv1,) = poser(option("AGL1", (1,)), a=("AGL1",), obligatoires=1)
    assert [v.raison for v in lv1.gardees] == [SEUL_CHOIX]


def test_ce_qu_on_a_abandonne_se_reprend_meme_ferme():
    carte = Carte((option("X", ouverte=False, abandonnable=False), option("Y")), 0)
    (question,) = questions(carte, [], [entree("X")])
    assert codes(question.offertes) == ["X", "Y"]


def test_qui_a_deja_trop_d_options_d_un_groupe_les_voit_toutes_cochees():
    options = [option("LAT", groupe=UNE_SEULE), option("GRE", groupe=UNE_SEULE)]
    (question,) = poser(*options, a=("LAT", "GRE"))
    assert not question.une_seule
    assert fautes([question], {question.nom: ["LAT", "GRE"]}, []) == {}


# ─── Ce qui s'enregistre ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("groupe", "cochees", "phrase"),
    [
        (UNE_SEULE, [], ""),
        (UNE_SEULE, ["X"], ""),
        (UNE_SEULE, ["X", "Y"], "Gardez-en 1 : il y en a 1 de trop."),
        (DEUX, ["X", "Y"], ""),
        (DEUX, ["X"], "Choisissez-en 2 : il en manque 1."),
        (DEUX, ["X", "Y", "Z"], "Gardez-en 2 : il y en a 1 de trop."),
        (DEUX, ["X", "?"], "n’est pas proposée"),
    ],
)
def test_le_compte_d_un_groupe(groupe, cochees, phrase):
    (question,) = poser(*(option(code, groupe=groupe) for code in "XYZ"))
    dites = fautes([question], {question.nom: cochees}, [question.nom])
    assert phrase in dites.get(question.nom, "")
    assert bool(phrase) == bool(dites)


def test_on_ne_demande_pas_plus_qu_il_n_y_a():
    (question,) = poser(option("X", groupe=DEUX), option("Y", groupe=DEUX, ouverte=False))
    assert question.minimum == 1


def test_une_question_intacte_n_est_jamais_refusee():
    lv1, lv2 = poser(*LANGUES, a=("AGL1",))
    assert fautes([lv1, lv2], {lv1.nom: ["ALL1"], lv2.nom: []}, [lv1.nom]) == {}


def test_il_manque_une_lv2():
    carte = Carte(LANGUES, 2)
    assert incomplet(carte, [entree("AGL1")]) == ["Deuxième langue vivante (LV2)"]
    assert incomplet(carte, [entree("AGL1"), entree("ESP2")]) == []


# ─── Ce qui se déduit ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("gestion", "ouverte"),
    [("ESP2", True), ("ARA2H", False), ("CHI1C", False), ("LCALA", True), ("CHCHO", True)],
)
def test_une_langue_suivie_ailleurs_ne_se_demande_pas_d_office(gestion, ouverte):
    une = option("X", gestion=gestion)
    assert regles_deduites([une])[une].ouverte is ouverte


@pytest.mark.parametrize(("modalite", "minimum"), [("F", 0), ("O", 1)])
def test_plusieurs_lv2_sans_rang_s_excluent(modalite, minimum):
    lv2 = [
        option("A", modalite=modalite, gestion="ALL2"),
        option("E", modalite=modalite, gestion="ESP2"),
    ]
    autres = [option("L", gestion="LCALA"), option("R", (2,), gestion="ITA2")]
    deduites = regles_deduites([*lv2, *autres])
    attendu = Groupe("Deuxième langue vivante (LV2)", minimum, 1)
    assert [deduites[o].groupe for o in (*lv2, *autres)] == [attendu, attendu, None, None]


# ─── Quoi qu'on envoie ─────────────────────────────────────────────────────────────────────────

regles = st.builds(
    Regle,
    abandonnable=st.booleans(),
    ouverte=st.booleans(),
    explication=st.sampled_from(["", "Sur test."]),
    groupe=st.sampled_from([None, None, UNE_SEULE, DEUX]),
)


@st.composite
def cartes_reglees(draw):
    obligatoires = draw(st.integers(0, 3))
    options = []
    for code in draw(st.sets(st.sampled_from(MATIERES))):
        rangs = tuple(sorted(draw(st.sets(st.integers(1, max(obligatoires, 1))))))
        rangs = rangs if obligatoires else ()
        regle = draw(regles)
        if rangs:
            regle = Regle(abandonnable=regle.abandonnable, ouverte=regle.ouverte)
        options.append(Option(code, "O" if rangs else "F", code, rangs, "", regle))
    return Carte(tuple(options), obligatoires)


@given(cartes_reglees(), entrees, st.data())
def test_ce_qui_s_enregistre_suit_les_regles_ou_une_phrase_dit_pourquoi(carte, photo, data):
    actuelles = data.draw(st.sampled_from([photo, photo[:1]]))
    posees = questions(carte, actuelles, photo)
    cochees = {
        q.nom: data.draw(st.sampled_from([list(q.a_cocher), None]))
        or data.draw(st.lists(st.sampled_from(MATIERES), unique=True, max_size=4))
        for q in posees
    }
    changees = [q.nom for q in posees if set(cochees[q.nom]) != set(q.a_cocher)]
    if fautes(posees, cochees, changees):
        return
    choisies = {q.nom: reponse(q, cochees[q.nom]) for q in posees}
    composees = [e["CODE_MATIERE"] for e in carte.composer(choisies, actuelles, photo)]
    assert len(composees) == len(set(composees))
    suivies = {e["CODE_MATIERE"] for e in photo}
    for question in posees:
        siennes = choisies[question.nom]
        assert question.codes_gardes <= set(composees)
        assert set(siennes) <= set(composees)
        if question.nom not in changees:
            assert set(siennes) == set(question.prises)
            continue
        assert question.minimum + len(question.codes_gardes) <= len(siennes)
        assert len(siennes) <= max(question.choix.maximum, len(question.codes_gardes))
        for o in question.choix.options:
            if o.code_matiere in siennes and o.code_matiere not in {*question.prises, *suivies}:
                assert o.regle.ouverte


@given(cartes_reglees(), entrees)
def test_ne_rien_toucher_ne_change_rien_et_ne_se_refuse_pas(carte, photo):
    posees = questions(carte, photo, photo)
    cochees = {q.nom: q.a_cocher for q in posees}
    assert fautes(posees, cochees, []) == {}
    choisies = {q.nom: reponse(q, cochees[q.nom]) for q in posees}
    assert sorted(carte.composer(choisies, photo, photo), key=str) == sorted(photo, key=str)
