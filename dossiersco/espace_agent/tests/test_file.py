import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers import actions
from dossiersco.dossiers.models import Dossier
from dossiersco.espace_agent import file as module
from dossiersco.espace_agent.tests.donnees import (
    client_de,
    creer_agent,
    creer_dossier,
    creer_personne,
    deposer,
    dire,
    dire_de_l_eleve,
    dossier_a_traiter,
    responsables,
)

FILE = reverse("espace_agent:file")
# La session ; le compte, son agent et son collège ; la campagne et ce qui y attend ; la page ;
# les codes du collège ; les responsables, leurs traces, leurs signatures, les pièces ; les
# demandes ; la dernière décision ; les regards des collègues.
LECTURES = 11


def montres(reponse) -> list[Dossier]:
    return [fiche.dossier for fiche in reponse.context["fiches"]]


def test_la_file_montre_l_ancien_le_nouveau_et_l_auteur(secretaire, campagne):
    dossier_a_traiter(campagne)
    html = secretaire.get(FILE).content.decode()
    assert "06 39 98 00 01" in html
    assert "06 39 98 00 02" in html
    assert "la personne elle-même" in html
    assert "Signé par Mme Léa" in html
    assert "MARTIN (mère)" in html


def test_l_auteur_d_un_changement_de_l_eleve_est_nomme(secretaire, campagne):
    dossier = creer_dossier(campagne, creer_personne(campagne, PRENOM="Léa"))
    dire_de_l_eleve(dossier, responsables(dossier)[0], code_regime="3")
    assert "écrit par Mme Léa MARTIN (mère)" in secretaire.get(FILE).content.decode()


def test_un_dossier_sans_rien_de_nouveau_n_entre_pas(secretaire, campagne):
    dossier = creer_dossier(campagne)
    dire(dossier, responsables(dossier)[0])
    creer_dossier(campagne)
    assert montres(secretaire.get(FILE)) == []


def test_le_dossier_d_un_autre_college_n_y_est_pas(secretaire, campagne, voisine):
    dossier_a_traiter(voisine)
    assert montres(secretaire.get(FILE)) == []


def test_avant_d_ouvrir_on_ne_dit_pas_que_tout_est_traite(secretaire, campagne):
    page = reverse("espace_agent:file")
    assert "Tout est traité" in secretaire.get(page).content.decode()
    Campagne.objects.update(ouverte_le=None)
    fermee = secretaire.get(page).content.decode()
    assert "Tout est traité" not in fermee
    assert "la campagne n’est pas encore ouverte" in fermee


def test_un_changement_non_signe_ne_se_montre_pas(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    mere = responsables(dossier)[0]
    actions.modifier(dossier, mere, {"nom_usage": "DIALLO"}, par=mere)
    fiche = secretaire.get(FILE).context["fiches"][0]
    assert [difference.libelle for difference in fiche.differences] == ["Téléphone portable"]


def test_l_identite_puis_les_desaccords_puis_le_plus_ancien(secretaire, campagne):
    ancien = dossier_a_traiter(campagne)
    recent = dossier_a_traiter(campagne)
    identite = creer_dossier(campagne)
    dire_de_l_eleve(identite, responsables(identite)[0], nom_usage="DIALLO")
    mere, pere = creer_personne(campagne), creer_personne(campagne)
    desaccord = creer_dossier(campagne, mere, pere)
    dire_de_l_eleve(desaccord, mere, code_regime="0")
    dire_de_l_eleve(desaccord, pere, code_regime="3")
    assert montres(secretaire.get(FILE)) == [identite, desaccord, ancien, recent]


def test_l_identite_d_un_responsable_passe_aussi_devant(secretaire, campagne):
    ancien = dossier_a_traiter(campagne)
    identite = creer_dossier(campagne)
    dire(identite, responsables(identite)[0], nom_usage="DIALLO")
    assert montres(secretaire.get(FILE)) == [identite, ancien]


def test_la_page_suivante_reprend_la_ou_la_premiere_s_arrete(secretaire, campagne, monkeypatch):
    monkeypatch.setattr(module, "PAR_PAGE", 2)
    dossiers = [dossier_a_traiter(campagne) for _ in range(5)]
    vus, adresse = [], FILE
    while adresse:
        reponse = secretaire.get(adresse)
        vus += montres(reponse)
        assert reponse.context["nombre"] == 5
        suite = reponse.context["page_suivante"]
        adresse = f"{FILE}?apres={suite.replace('+', '%2B')}" if suite else ""
    assert vus == dossiers


def test_une_page_ne_se_decale_pas_quand_un_collegue_valide(secretaire, campagne, monkeypatch):
    monkeypatch.setattr(module, "PAR_PAGE", 2)
    dossiers = [dossier_a_traiter(campagne) for _ in range(4)]
    suite = secretaire.get(FILE).context["page_suivante"]
    Dossier.objects.filter(pk=dossiers[0].pk).update(etat="valide")
    reponse = secretaire.get(FILE, {"apres": suite})
    assert montres(reponse) == dossiers[2:]


@pytest.mark.parametrize("apres", ["x", "1_2_3", "1_2026-06-02T18:04:09_4", "__", "a_b_c_d"])
def test_une_place_illisible_ramene_au_debut(secretaire, campagne, apres):
    dossier = dossier_a_traiter(campagne)
    assert montres(secretaire.get(FILE, {"apres": apres})) == [dossier]


@pytest.mark.parametrize("nombre", [1, 5, 20])
def test_la_file_coute_le_meme_nombre_de_lectures(secretaire, campagne, nombre):
    for _ in range(nombre):
        dossier = dossier_a_traiter(campagne)
        deposer(dossier, responsables(dossier)[0])
    with CaptureQueriesContext(connection) as lectures:
        assert len(montres(secretaire.get(FILE))) == nombre
    assert len(lectures) == LECTURES


def test_sans_campagne_la_file_dit_par_quoi_commencer(secretaire, campagne):
    campagne.delete()
    reponse = secretaire.get(FILE)
    assert reponse.status_code == 200
    assert reverse("espace_agent:siecle") in reponse.content.decode()


def test_qui_ne_decide_pas_voit_la_file_sans_les_gestes(client, campagne):
    dossier = dossier_a_traiter(campagne)
    deposer(dossier, responsables(dossier)[0])
    html = client_de(creer_agent(campagne, "lecture"), client).get(FILE).content.decode()
    assert "06 39 98 00 02" in html
    assert "Accepter" not in html
    assert "/agent/pieces/" not in html
