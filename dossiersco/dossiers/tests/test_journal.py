"""Les calculs du journal : qui a dit quoi, qui se contredit, ce qui reste à décider."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiersco.dossiers.champs import CHAMPS, PAR_NOM, Cible, colonnes
from dossiersco.dossiers.journal import (
    Ligne,
    acceptes,
    auteurs,
    changements,
    conflits,
    encore_vraies,
    nouveautes,
    sans_brouillons,
    signees,
)

MERE, PERE, AGENT = 1, 2, 9
REGIME = (Cible.ELEVE, 7, "code_regime")
MIDI = datetime(2026, 6, 1, 12, tzinfo=UTC)
PHOTO = {"CODE_REGIME": "24", "TEL_PORTABLE": "0639980001", "PRENOM": "Léo"}


def histoire(*gestes):
    """(geste, auteur, valeur) -> des lignes qui se suivent, une par minute."""
    lignes, en_vigueur = [], "24"
    for minute, (geste, auteur, valeur) in enumerate(gestes):
        avant = en_vigueur if geste == "modifier" else "24"
        lignes.append(ligne(geste, auteur, avant, valeur, minute))
        if geste == "modifier":
            en_vigueur = valeur
        elif geste == "refuser":
            en_vigueur = "24"
    return lignes


def ligne(geste, auteur, avant, apres, minute=0, clef=REGIME):
    agent = auteur if auteur == AGENT else None
    personne = None if agent else auteur
    le = MIDI + timedelta(minutes=minute)
    return Ligne(clef, geste, avant, apres, le, personne, agent)


def trouves(valeur):
    return changements(
        Cible.ELEVE, 7, PHOTO, {**colonnes(Cible.ELEVE, PHOTO), "code_regime": valeur}
    )


def test_sans_rien_ecrire_rien_ne_change():
    for cible in Cible:
        assert changements(cible, 7, PHOTO, colonnes(cible, PHOTO)) == []


def test_un_changement_dit_l_avant_et_l_apres():
    (changement,) = trouves("0")
    assert (changement.clef, changement.avant, changement.apres) == (REGIME, "24", "0")


@pytest.mark.parametrize("vide", [None, "", "   "])
def test_absent_vide_et_blanc_sont_la_meme_chose(vide):
    actuel = {**colonnes(Cible.ELEVE, PHOTO), "mel": vide}
    assert changements(Cible.ELEVE, 7, PHOTO, actuel) == []


def test_l_auteur_est_le_dernier_qui_a_ecrit():
    lignes = histoire(("modifier", MERE, "0"), ("modifier", PERE, "21"))
    assert auteurs(lignes)[REGIME].personne == PERE


def test_une_ecriture_refusee_n_a_plus_d_auteur():
    lignes = histoire(("modifier", MERE, "0"), ("refuser", AGENT, "0"))
    assert auteurs(lignes) == {}


def test_refuser_l_un_ne_refuse_pas_ce_que_l_autre_a_ecrit_depuis():
    lignes = histoire(("modifier", MERE, "0"), ("modifier", PERE, "21"), ("refuser", AGENT, "0"))
    assert auteurs(lignes)[REGIME].personne == PERE


def test_deux_valeurs_de_deux_responsables_font_un_desaccord():
    lignes = histoire(("modifier", MERE, "0"), ("modifier", PERE, "21"))
    assert [proposition.apres for proposition in conflits(lignes)[REGIME]] == ["0", "21"]


def test_deux_facons_d_ecrire_la_meme_valeur_n_en_font_pas_un():
    clef = (Cible.ELEVE, 7, "tel_portable")
    lignes = [
        ligne("modifier", MERE, "", "0639980002", clef=clef),
        ligne("modifier", PERE, "0639980002", "06 39 98 00 02", clef=clef),
    ]
    assert conflits(lignes) == {}


def test_changer_d_avis_n_est_pas_un_desaccord():
    lignes = histoire(("modifier", MERE, "0"), ("modifier", MERE, "21"))
    assert conflits(lignes) == {}


def test_se_rallier_clot_le_desaccord():
    lignes = histoire(("modifier", MERE, "0"), ("modifier", PERE, "21"), ("modifier", MERE, "21"))
    assert conflits(lignes) == {}


def test_ce_que_chacun_dit_de_soi_ne_fait_pas_de_desaccord():
    clef = (Cible.PERSONNE, 7, "mel")
    lignes = [
        ligne("modifier", MERE, "", "a@exemple.fr", clef=clef),
        ligne("modifier", PERE, "a@exemple.fr", "b@exemple.fr", clef=clef),
    ]
    assert conflits(lignes) == {}


@pytest.mark.parametrize("geste", ["accepter", "refuser", "modifier"])
def test_un_geste_du_college_clot_le_desaccord(geste):
    lignes = histoire(("modifier", MERE, "0"), ("modifier", PERE, "21"), (geste, AGENT, "0"))
    assert conflits(lignes) == {}


def test_un_refus_efface_ce_qui_etait_accepte():
    lignes = histoire(("modifier", MERE, "0"), ("accepter", AGENT, "0"), ("refuser", AGENT, "0"))
    assert acceptes(lignes) == {}


def test_ce_qui_est_accepte_n_est_plus_nouveau():
    lignes = histoire(("modifier", MERE, "0"), ("accepter", AGENT, "0"))
    assert nouveautes(trouves("0"), lignes) == []


def test_une_autre_valeur_que_l_acceptee_est_nouvelle():
    lignes = histoire(("modifier", MERE, "0"), ("accepter", AGENT, "0"), ("modifier", PERE, "21"))
    (nouveaute,) = nouveautes(trouves("21"), lignes)
    assert nouveaute.ecriture.personne == PERE
    assert nouveaute.desaccord == ()


def test_un_brouillon_n_est_pas_signe():
    lignes = histoire(("modifier", MERE, "0"), ("modifier", MERE, "21"), ("refuser", AGENT, "0"))
    entre_les_deux = {MERE: MIDI + timedelta(seconds=30)}
    assert [une.apres for une in signees(lignes, entre_les_deux)] == ["0", "0"]
    assert [une.geste for une in signees(lignes, {})] == ["refuser"]


def test_ce_que_le_college_ecrit_vaut_aussitot():
    assert len(signees(histoire(("modifier", AGENT, "0")), {})) == 1


def sans_brouillon(lignes, signatures, valeur):
    actuel = {**colonnes(Cible.ELEVE, PHOTO), "code_regime": valeur}
    return sans_brouillons(Cible.ELEVE, PHOTO, actuel, lignes, signatures)["code_regime"]


def test_un_brouillon_laisse_voir_ce_que_l_autre_a_signe():
    lignes = histoire(("modifier", MERE, "0"), ("modifier", PERE, "21"))
    assert sans_brouillon(lignes, {MERE: MIDI}, "21") == "0"
    assert sans_brouillon(lignes, {}, "21") == "24"
    assert sans_brouillon(lignes, {PERE: MIDI + timedelta(minutes=1)}, "21") == "21"


def test_un_brouillon_ne_ressuscite_pas_ce_qui_a_ete_refuse():
    lignes = histoire(("modifier", MERE, "0"), ("refuser", AGENT, "0"), ("modifier", PERE, "21"))
    assert sans_brouillon(lignes, {MERE: MIDI}, "21") == "24"


def test_ce_que_siecle_a_change_entre_deux_ecritures_efface_les_premieres():
    lignes = [
        *histoire(("modifier", MERE, "0"), ("accepter", AGENT, "0")),
        # SIECLE a dit 0, puis 22 : le père part de 22.
        ligne("modifier", PERE, "22", "21", minute=9),
    ]
    assert encore_vraies(lignes) == lignes[2:]
    assert acceptes(encore_vraies(lignes)) == {}


def test_ce_que_siecle_confirme_n_efface_rien():
    lignes = histoire(("modifier", MERE, "0"), ("accepter", AGENT, "0"), ("modifier", PERE, "21"))
    assert encore_vraies(lignes) == lignes


ECRITURES = st.tuples(
    st.just("modifier"), st.sampled_from([MERE, PERE, AGENT]), st.sampled_from(["0", "21", "24"])
)
DECISIONS = st.tuples(
    st.sampled_from(["accepter", "refuser"]), st.just(AGENT), st.sampled_from(["0", "21"])
)
GESTES = st.lists(ECRITURES | DECISIONS, max_size=12)
SIGNATURES = st.dictionaries(
    st.sampled_from([MERE, PERE]),
    st.integers(0, 12).map(lambda minute: MIDI + timedelta(minutes=minute)),
)


@given(GESTES)
def test_une_histoire_sans_siecle_reste_vraie_en_entier(gestes):
    lignes = histoire(*gestes)
    assert encore_vraies(lignes) == lignes


@given(GESTES, SIGNATURES)
def test_le_college_ne_voit_que_des_valeurs_signees(gestes, signatures):
    lignes = histoire(*gestes)
    derniere = next((li for li in reversed(lignes) if li.geste != "accepter"), None)
    en_vigueur = derniere.apres if derniere and derniere.geste == "modifier" else "24"
    vue = sans_brouillon(lignes, signatures, en_vigueur)
    attestees = [li.apres for li in signees(lignes, signatures) if li.geste == "modifier"]
    assert vue in {"24", *attestees}


@given(GESTES)
def test_quand_tout_est_signe_le_college_voit_les_colonnes(gestes):
    tout = dict.fromkeys((MERE, PERE), MIDI + timedelta(days=1))
    assert sans_brouillon(histoire(*gestes), tout, "VALEUR") == "VALEUR"


@given(GESTES, st.sampled_from(["0", "21", "24"]))
def test_nouveau_ou_accepte_c_est_colonne_differente_de_la_photo(gestes, valeur):
    lignes = histoire(*gestes)
    nouveaux = {n.changement.clef for n in nouveautes(trouves(valeur), lignes)}
    decisions = acceptes(lignes)
    decides = {REGIME} if REGIME in decisions and decisions[REGIME].valeur == valeur else set()
    assert nouveaux | (decides if valeur != "24" else set()) == {c.clef for c in trouves(valeur)}
    assert not nouveaux & decides


@pytest.mark.parametrize("cible", Cible)
def test_colonne_et_photo_vont_et_viennent_sans_rien_perdre(cible):
    exemples = {
        "texte": "X",
        "date": "12/03/2014",
        "booleen": "0",
        "bloc": {"CODE_POSTAL": "59000"},
        "liste": [{"CODE_MATIERE": "030201"}],
    }
    for champ in CHAMPS[cible]:
        for valeur in (exemples[champ.nature], None):
            assert champ.ecrire(champ.lire(valeur)) == valeur
        assert PAR_NOM[cible][champ.balise.lower()] is champ
