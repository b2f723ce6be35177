"""Les textes qui partent : un jeton inconnu arrête tout, et rien de ce qu'on tape ne s'exécute."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiersco.messagerie.gabarits import GABARITS, JetonInconnu, remplir

# Ce que `envois.poster` donne toujours, et ce que chaque geste ajoute.
COMMUNS = {"college", "adresse"}
DONNES = {
    "invitation_mel": {"enfants", "code", "lien"},
    "invitation_sms": {"enfants", "code", "lien"},
    "relance_mel": {"enfants", "raison", "code", "lien"},
    "relance_sms": {"enfants", "raison", "code", "lien"},
    "code_verification": {"code"},
    "lien_connexion": {"lien"},
    "moyen_change": set(),
    "code_verification_sms": {"code"},
    "lien_connexion_sms": {"lien"},
    "moyen_change_sms": set(),
    "recu_a_valider": {"enfant", "date", "reference"},
    "recu_en_attente": {"enfant", "date", "reference"},
    "demande_acceptee": {"enfant", "demande", "motif"},
    "demande_refusee": {"enfant", "demande", "motif"},
    "recu_valide": {"enfant", "date", "reference"},
    "dossier_valide": {"enfant", "message", "refus", "endroit"},
    "correction_demandee": {"enfant", "message", "refus", "endroit"},
    "document_refuse": {"enfant", "document", "motif", "endroit"},
    "plusieurs_nouvelles": {"nouvelles"},
    "agent_activation": {"nom", "role", "lien"},
    "agent_oubli": {"nom", "role", "lien"},
    "agent_mel": {"nom", "role", "lien"},
    "agent_mel_change": {"nom"},
    "agent_mot_de_passe_change": {"nom"},
    "agent_second_facteur_change": {"nom"},
    "agent_second_facteur_ote": {"nom"},
    "inscription_college": {"uai", "lien"},
    "college_deja_inscrit": {"uai"},
    "visite_operateur": {"operateur", "motif"},
}


def jetons(texte):
    return set(re.findall(r"\{\{\s*(\w+)\s*\}\}", texte))


@pytest.mark.parametrize("nom", GABARITS)
def test_un_gabarit_ne_demande_que_ce_que_son_geste_donne(nom):
    gabarit = GABARITS[nom]
    assert jetons(gabarit.objet + gabarit.corps) <= DONNES[nom] | COMMUNS


@pytest.mark.parametrize("nom", GABARITS)
def test_chaque_jeton_du_catalogue_est_remplace(nom):
    contexte = dict.fromkeys(DONNES[nom] | COMMUNS, "valeur")
    rempli = remplir(GABARITS[nom].objet + GABARITS[nom].corps, contexte)
    assert "{" not in rempli and "}" not in rempli


def test_seules_les_invitations_portent_un_secret():
    secrets = {nom for nom, gabarit in GABARITS.items() if jetons(gabarit.corps) & {"code", "lien"}}
    assert secrets == {nom for nom, gabarit in GABARITS.items() if gabarit.secret}


def test_un_jeton_inconnu_est_une_erreur():
    with pytest.raises(JetonInconnu, match="secret"):
        remplir("Bonjour {{ secret }}", {"enfant": "Léo"})


def test_avec_ou_sans_espaces_un_jeton_est_un_jeton():
    assert remplir("{{enfant}} et {{ enfant }}", {"enfant": "Léo"}) == "Léo et Léo"


@pytest.mark.parametrize(
    "saisie",
    [
        "{{ code }}",
        "{{code}}",
        "{{ {{ code }} }}",
        "{code}",
        "{0.__class__.__init__.__globals__}",
        "%(code)s",
        "${code}",
        "<%= code %>",
        "{% load static %}{% debug %}",
        "{{ 7*7 }}",
        "{{ code|safe }}",
        r"\1 \g<1> \\g<code>",
    ],
)
def test_ce_qu_une_famille_tape_n_est_jamais_interprete(saisie):
    contexte = {"message": saisie, "code": "SECRET"}
    assert remplir("[{{ message }}]", contexte) == f"[{saisie}]"


@given(st.text(), st.text())
def test_une_valeur_arrive_telle_quelle(message, code):
    assert remplir("a {{ message }} b", {"message": message, "code": code}) == f"a {message} b"


MORCEAUX = st.one_of(
    st.text(alphabet="{}% abc\\$", max_size=6), st.sampled_from(["{{ un }}", "{{ deux }}"])
)


@given(st.lists(MORCEAUX, max_size=6), st.text(max_size=8), st.text(max_size=8))
def test_la_sortie_est_le_texte_et_les_valeurs_rien_d_autre(morceaux, un, deux):
    contexte = {"un": un, "deux": deux}
    texte = "".join(morceaux)
    try:
        rempli = remplir(texte, contexte)
    except JetonInconnu:
        return
    entre = re.split(r"\{\{ ?\w+ ?\}\}", texte)
    valeurs = [contexte[nom] for nom in re.findall(r"\{\{ ?(\w+) ?\}\}", texte)]
    attendu = entre[0] + "".join(v + e for v, e in zip(valeurs, entre[1:], strict=True))
    assert rempli == attendu


@pytest.mark.parametrize("nom", [nom for nom in GABARITS if nom.endswith("_sms")])
def test_un_sms_s_ecrit_sans_ce_qui_le_ferait_payer_deux_fois(nom):
    """Une apostrophe courbe ou une espace insécable passe tout le SMS en 70 caractères au plus."""
    assert not set("’\u00a0…–«»") & set(GABARITS[nom].corps)
