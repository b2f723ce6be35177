"""Un geste demandé par htmx rend le morceau de la file, et lui seul."""

import pytest
from django.urls import reverse

from dossiersco.dossiers import actions
from dossiersco.dossiers.etats import Etat
from dossiersco.espace_agent.tests.donnees import (
    creer_dossier,
    creer_personne,
    dossier_a_traiter,
    relire,
)
from dossiersco.espace_agent.tests.test_gestes import adresse, clef, vu

HTMX = {"HX-Request": "true"}


@pytest.fixture
def delai(settings):
    """Le temps de revenir sur une décision."""
    settings.DELAI_ANNONCES = 10
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def geste(client, nom, dossier, **champs):
    return client.post(adresse(nom, dossier), vu(dossier, **champs), headers=HTMX)


def test_valider_rend_un_dossier_fait_et_de_quoi_annuler(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    reponse = geste(secretaire, "dossier_valider", dossier)
    page = reponse.content.decode()
    assert "data-faite" in page and "agt-annuler" in page and "Tout est traité" in page
    assert "<html" not in page
    assert reponse["HX-Push-Url"] == "false"


def test_un_dossier_deja_traite_le_dit_sans_proposer_d_annuler(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    envoi = vu(dossier)
    secretaire.post(adresse("dossier_valider", dossier), envoi)
    page = secretaire.post(adresse("dossier_valider", dossier), envoi, headers=HTMX)
    assert "l’a traité entre-temps" in page.content.decode()
    assert "agt-annuler" not in page.content.decode()


def test_refuser_sans_raison_le_demande_sur_place(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    page = geste(secretaire, "dossier_refuser", dossier).content.decode()
    assert "écrivez la raison" in page
    assert f'id="dossier-{dossier.pk}"' in page


def test_annuler_ramene_la_fiche(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    faite = geste(secretaire, "dossier_valider", dossier)
    envoi = {"lot": str(faite.context["lot"]), "dossier": dossier.pk}
    page = secretaire.post(reverse("espace_agent:decision_annuler"), envoi, headers=HTMX)
    # Sans délai, la famille est déjà prévenue : la décision tient, et l'agent le lit.
    assert "déjà prévenue" in page.content.decode()
    assert relire(dossier).etat == Etat.VALIDE


def test_annuler_sans_htmx_ramene_a_la_file(secretaire, campagne):
    adresse_annuler = reverse("espace_agent:decision_annuler")
    for lot in ("", "pas-un-lot", "00000000-0000-0000-0000-000000000000"):
        assert secretaire.post(adresse_annuler, {"lot": lot}).url == reverse("espace_agent:file")


def test_la_suite_de_la_file_est_un_morceau(secretaire, campagne):
    dossier_a_traiter(campagne)
    page = secretaire.get(reverse("espace_agent:file"), headers=HTMX).content.decode()
    assert "agt-fiche" in page and "<html" not in page


def test_un_frere_valide_du_meme_coup_quitte_aussi_la_page(secretaire, campagne):
    mere = creer_personne(campagne)
    aine, cadet = creer_dossier(campagne, mere, prenom="Ana"), creer_dossier(campagne, mere)
    actions.modifier(aine, mere, {"tel_portable": "0639980002"}, par=mere)
    for dossier in (aine, cadet):
        actions.signer(dossier, par=mere)
    page = geste(secretaire, "dossier_valider", aine).content.decode()
    assert f'id="dossier-{cadet.pk}"' in page and 'hx-swap-oob="true"' in page
    assert "dossier validé du même coup" in page
    assert page.count("agt-annuler") == 1
    assert relire(cadet).etat == Etat.VALIDE


def test_refuser_ne_dit_rien_des_autres_dossiers(secretaire, campagne):
    dossier, autre = dossier_a_traiter(campagne), dossier_a_traiter(campagne)
    champs = {"clef": clef(dossier, "tel_portable"), "motif": "Le justificatif manque"}
    page = geste(secretaire, "dossier_refuser", dossier, **champs).content.decode()
    assert "changement refusé" in page
    assert f"dossier-{autre.pk}" not in page


def test_un_refus_s_annule_la_ou_il_se_dit(secretaire, campagne, delai):
    dossier = dossier_a_traiter(campagne)
    champs = {"clef": clef(dossier, "tel_portable"), "motif": "Le justificatif manque"}
    refus = geste(secretaire, "dossier_refuser", dossier, **champs)
    assert "changement refusé" in refus.content.decode()
    assert refus.content.decode().count("agt-annuler") == 1
    envoi = {"lot": str(refus.context["lot"]), "dossier": dossier.pk}
    page = secretaire.post(reverse("espace_agent:decision_annuler"), envoi, headers=HTMX)
    assert "décision annulée" in page.content.decode()
    assert "agt-annuler" not in page.content.decode()
    assert clef(dossier, "tel_portable")


def test_sans_htmx_la_derniere_decision_s_annule_en_haut_de_la_file(secretaire, campagne, delai):
    dossier, voisin = (dossier_a_traiter(campagne, prenom=nom) for nom in ("Ana", "Zoé"))
    assert secretaire.get(reverse("espace_agent:file")).context["derniere"] is None
    for decide in (voisin, dossier):
        secretaire.post(adresse("dossier_valider", decide), vu(decide))
    page = secretaire.get(reverse("espace_agent:file"))
    assert "Votre dernière décision&nbsp;: dossier de Ana MARTIN." in page.content.decode()
    derniere = page.context["derniere"]
    envoi = {"lot": str(derniere.lot), "dossier": derniere.dossier.pk}
    secretaire.post(reverse("espace_agent:decision_annuler"), envoi)
    assert (relire(dossier).etat, relire(voisin).etat) == (Etat.TRANSMIS, Etat.VALIDE)
    suite = secretaire.get(reverse("espace_agent:file"))
    assert suite.context["derniere"].dossier == voisin


def test_annuler_ramene_aussi_les_freres(secretaire, campagne, delai):
    mere = creer_personne(campagne)
    aine, cadet = creer_dossier(campagne, mere, prenom="Ana"), creer_dossier(campagne, mere)
    voisin = dossier_a_traiter(campagne)
    actions.modifier(aine, mere, {"tel_portable": "0639980002"}, par=mere)
    for dossier in (aine, cadet):
        actions.signer(dossier, par=mere)
    faite = geste(secretaire, "dossier_valider", aine)
    envoi = {"lot": str(faite.context["lot"]), "dossier": aine.pk}
    page = secretaire.post(reverse("espace_agent:decision_annuler"), envoi, headers=HTMX)
    assert relire(cadet).etat == Etat.TRANSMIS
    assert [fiche.dossier for fiche in page.context["revenues"]] == [cadet]
    html = page.content.decode()
    assert f'id="dossier-{cadet.pk}" tabindex="-1" hx-swap-oob="true"' in html
    # Une seule phrase, pour les deux, et rien des autres dossiers de la file.
    assert html.count('role="status"') == 1
    assert f"dossier-{voisin.pk}" not in html
