"""Composer la liste d'options : des propriétés, sur des cartes au hasard."""

from hypothesis import given
from hypothesis import strategies as st

from dossiersco.campagnes.carte_options import Carte, Choix, Option

MATIERES = [f"{n:06}" for n in range(8)]


@st.composite
def cartes(draw):
    obligatoires = draw(st.integers(0, 3))
    options = []
    for code in draw(st.sets(st.sampled_from(MATIERES))):
        rangs = draw(st.sets(st.integers(1, max(obligatoires, 1)))) if obligatoires else set()
        options.append(Option(code, "O" if rangs else "F", code, tuple(sorted(rangs))))
    return Carte(tuple(options), obligatoires)


entrees = st.lists(
    st.builds(
        lambda n, m, c: {"NUM_OPTION": n, "CODE_MODALITE_ELECT": m, "CODE_MATIERE": c},
        st.sampled_from("123456"),
        st.sampled_from("OF"),
        st.sampled_from(MATIERES),
    ),
    unique_by=lambda e: e["CODE_MATIERE"],
    max_size=6,
)


@given(cartes(), entrees, st.data())
def test_jamais_deux_fois_la_meme_matiere_et_rien_de_perdu(carte, actuelles, data):
    choisies = {
        choix.nom: data.draw(st.sets(st.sampled_from([o.code_matiere for o in choix.options])))
        for choix in carte.choix
    }
    composees = carte.composer(choisies, actuelles, actuelles)
    codes = [entree["CODE_MATIERE"] for entree in composees]
    proposees = {option.code_matiere for option in carte.options}
    assert len(codes) == len(set(codes))
    assert set().union(*choisies.values()) <= set(codes)
    assert {e["CODE_MATIERE"] for e in actuelles} - proposees <= set(codes)


@given(cartes(), entrees)
def test_reprendre_ce_qu_on_avait_redonne_les_entrees_de_siecle(carte, actuelles):
    composees = carte.composer(carte.prises(actuelles), actuelles, actuelles)
    assert sorted(composees, key=str) == sorted(actuelles, key=str)


@given(cartes(), entrees)
def test_une_option_est_placee_a_un_rang_qu_elle_permet(carte, actuelles):
    permis = {option.code_matiere: option.rangs for option in carte.options}
    prises = carte.prises_aux_rangs(actuelles)
    assert all(rang in permis[code] for rang, code in prises.items())
    assert len(set(prises.values())) == len(prises)


def test_une_matiere_permise_a_deux_rangs_ne_prend_pas_le_seul_rang_d_une_autre():
    carte = Carte((Option("A", "O", "A", (1, 2)), Option("B", "O", "B", (1,))), 2)
    assert carte.prises_aux_rangs([{"CODE_MATIERE": "A"}, {"CODE_MATIERE": "B"}]) == {
        1: "B",
        2: "A",
    }


def test_une_langue_se_lit_sans_son_rang_sauf_pour_distinguer_deux_matieres():
    noms = ("Anglais LV1", "Espagnol lv2", "Allemand LV1", "Allemand LV2", "LV3", "Latin")
    options = tuple(Option(nom, "O", nom, (2,)) for nom in noms)
    choix = Choix("rang_2", "Deuxième langue vivante (LV2)", options, 1, 1, (2,))
    assert [choix.libelle(option) for option in options] == [
        "Anglais",
        "Espagnol",
        "Allemand (première langue vivante)",
        "Allemand (deuxième langue vivante)",
        "LV3",
        "Latin",
    ]
