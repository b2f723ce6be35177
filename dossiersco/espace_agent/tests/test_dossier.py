from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiersco.comptes import codes
from dossiersco.comptes.models import CodeAcces
from dossiersco.dossiers.models import Responsable
from dossiersco.espace_agent.tests.donnees import (
    creer_dossier,
    creer_personne,
    deposer,
    dire,
    dire_de_l_eleve,
    dossier_a_traiter,
    relire,
    responsables,
)


def adresse(dossier):
    return reverse("espace_agent:dossier", args=[dossier.pk])


def test_le_dossier_dit_tout_de_chaque_responsable(secretaire, campagne):
    mere = creer_personne(campagne, PRENOM="Léa", MEL="lea@exemple.fr")
    pere = creer_personne(campagne, PRENOM="Ali", CODE_CIVILITE="1", MEL="ali@exemple.fr")
    html = secretaire.get(adresse(creer_dossier(campagne, mere, pere))).content.decode()
    assert "Mme Léa MARTIN (mère)" in html
    assert "M. Ali MARTIN (père)" in html
    assert "lea@exemple.fr" in html
    assert "ali@exemple.fr" in html


def test_le_journal_dit_qui_a_fait_quoi(secretaire, agent, campagne):
    dossier = creer_dossier(campagne, creer_personne(campagne, PRENOM="Léa"))
    dossier = dire_de_l_eleve(dossier, responsables(dossier)[0], nom_usage="DIALLO")
    empreinte = secretaire.get(adresse(dossier)).context["fiche"].empreinte
    envoi = {"ecran": "dossier", "empreinte": empreinte}
    secretaire.post(reverse("espace_agent:dossier_valider", args=[dossier.pk]), envoi)
    dites = [trace.phrase for trace in secretaire.get(adresse(dossier)).context["traces"]]
    assert dites == [
        f"{agent.nom} (collège) a validé",
        f"{agent.nom} (collège) a accepté : Nom d’usage, Non renseigné → DIALLO",
        "Mme Léa MARTIN (mère) a signé",
        "Mme Léa MARTIN (mère) a modifié : Nom d’usage, Non renseigné → DIALLO",
    ]


def test_le_journal_distingue_la_decision_sur_un_document(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    piece = deposer(dossier, responsables(dossier)[0])
    secretaire.post(reverse("espace_agent:piece_accepter", args=[piece.pk]))
    derniere = secretaire.get(adresse(dossier)).context["traces"][0]
    assert derniere.phrase.endswith("a accepté le document « Photo »")


def test_un_dossier_valide_n_offre_plus_de_decision(secretaire, campagne):
    dossier = creer_dossier(campagne)
    dire(dossier, responsables(dossier)[0])
    html = secretaire.get(adresse(dossier)).content.decode()
    assert "Validé" in html
    assert "Demander une correction" not in html


def test_le_dossier_coute_le_meme_nombre_de_lectures(secretaire, campagne):
    petit = dossier_a_traiter(campagne)
    deposer(petit, responsables(petit)[0])
    grand = creer_dossier(campagne, creer_personne(campagne), creer_personne(campagne))
    for personne in responsables(grand):
        dire(grand, personne, tel_portable="0639980005", nom_usage="DIALLO")
        for couleur in ("red", "green", "blue"):
            deposer(grand, personne, couleur)
    nombres = []
    for dossier in (petit, grand):
        with CaptureQueriesContext(connection) as lectures:
            assert secretaire.get(adresse(dossier)).status_code == 200
        nombres.append(len(lectures))
    assert nombres[0] == nombres[1] <= 12


def remettre(secretaire, dossier, personne):
    args = [dossier.pk, personne.pk]
    return secretaire.post(reverse("espace_agent:code_remis", args=args))


def test_remettre_un_code_le_montre_une_fois_et_revoque_l_ancien(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    mere = responsables(dossier)[0]
    ancien = remettre(secretaire, dossier, mere).context["code"]
    reponse = remettre(secretaire, dossier, mere)
    code = reponse.context["code"]
    en_vigueur = CodeAcces.objects.get(revoque_le=None)
    assert en_vigueur.empreinte == codes.empreinte(codes.normaliser(code)) != ancien
    assert code in reponse.content.decode()
    assert "data:image/svg+xml" in reponse.context["qr"]
    assert reponse["Cache-Control"] == "no-store"


def test_le_code_ne_se_remet_qu_a_un_responsable_de_cet_eleve(secretaire, campagne):
    dossier, autre = dossier_a_traiter(campagne), dossier_a_traiter(campagne)
    assert remettre(secretaire, dossier, responsables(autre)[0]).status_code == 404


def test_un_simple_contact_ne_recoit_pas_de_code(secretaire, campagne):
    dossier = relire(dossier_a_traiter(campagne))
    Responsable.objects.filter(eleve=dossier.eleve).update(niveau_responsabilite="3")
    assert remettre(secretaire, dossier, responsables(dossier)[0]).status_code == 404
    assert "Remettre un code" not in secretaire.get(adresse(dossier)).content.decode()
