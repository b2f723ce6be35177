"""Décider depuis la file : un clic, la phrase qui dit ce qui s'est passé, le dossier d'après."""

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.test import Client
from django.urls import reverse

from dossiersco.dossiers import actions
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.models import Trace
from dossiersco.espace_agent.tests.donnees import (
    client_de,
    creer_agent,
    creer_dossier,
    creer_personne,
    deposer,
    dire,
    dire_de_l_eleve,
    dossier_a_traiter,
    relire,
    responsables,
)

FILE = reverse("espace_agent:file")


def adresse(geste, objet):
    return reverse(f"espace_agent:{geste}", args=[objet.pk])


def vu(dossier, **plus):
    """Ce que porte un formulaire de la file."""
    return {"ecran": "file", "empreinte": examiner_un(relire(dossier)).empreinte, **plus}


def clef(dossier, champ):
    nouveautes = examiner_un(relire(dossier)).nouveautes
    cible, pk, nom = next(n.changement.clef for n in nouveautes if n.changement.champ.nom == champ)
    return f"{cible}.{pk}.{nom}"


def phrases(reponse):
    return [str(message) for message in get_messages(reponse.wsgi_request)]


def test_un_clic_valide_trois_changements_et_un_document(secretaire, campagne):
    dossier = creer_dossier(campagne)
    mere = responsables(dossier)[0]
    piece = deposer(dossier, mere)
    dossier = dire(dossier, mere, tel_portable="0639980003", nom_usage="DIALLO", mel="")
    html = secretaire.get(FILE)
    fiche = html.context["fiches"][0]
    assert len(fiche.differences) == 3
    # Le formulaire tel que la page le porte, envoyé d'un clic.
    envoi = vu(dossier, empreinte=fiche.empreinte, piece=[d.piece.pk for d in fiche.a_decider])
    secretaire.post(adresse("dossier_valider", dossier), envoi)
    piece.refresh_from_db()
    assert (relire(dossier).etat, piece.etat) == (Etat.VALIDE, "acceptee")


def test_valider_ramene_au_dossier_suivant(secretaire, campagne):
    dossier, suivant = dossier_a_traiter(campagne), dossier_a_traiter(campagne)
    envoi = vu(dossier, suivant=suivant.pk)
    reponse = secretaire.post(adresse("dossier_valider", dossier), envoi)
    assert reponse.url == f"{FILE}#dossier-{suivant.pk}"
    assert phrases(reponse) == [f"{dossier.eleve} : dossier validé."]


def test_valider_garde_la_page_de_la_file(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    place = "1_2026-06-02T18:04:09+00:00_4"
    reponse = secretaire.post(adresse("dossier_valider", dossier), vu(dossier, apres=place))
    assert secretaire.get(reponse.url).context["apres"].pk == 4


def test_la_place_envoyee_ne_mene_jamais_ailleurs(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    envoi = vu(dossier, apres="https://exemple.fr/", suivant="javascript:alert(1)")
    reponse = secretaire.post(adresse("dossier_valider", dossier), envoi)
    assert reponse.url == reverse("espace_agent:dossier", args=[dossier.pk])


def test_de_deux_agents_un_seul_valide(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    envoi = vu(dossier)
    collegue = client_de(creer_agent(campagne), Client())
    collegue.post(adresse("dossier_valider", dossier), envoi)
    reponse = secretaire.post(adresse("dossier_valider", dossier), envoi)
    assert "l’a traité entre-temps" in phrases(reponse)[0]
    assert Trace.objects.filter(dossier=dossier, geste="valider").count() == 1


def test_on_ne_valide_pas_ce_qu_on_n_a_pas_lu(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    envoi = vu(dossier)
    dire(dossier, responsables(dossier)[0], nom_usage="DIALLO")
    reponse = secretaire.post(adresse("dossier_valider", dossier), envoi)
    assert relire(dossier).etat == Etat.TRANSMIS
    assert "a changé pendant que vous le lisiez" in phrases(reponse)[0]
    assert reponse.url == f"{FILE}#dossier-{dossier.pk}"


def test_un_document_arrive_entre_temps_n_est_pas_accepte(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    vue = deposer(dossier, responsables(dossier)[0])
    envoi = vu(dossier, piece=[vue.pk])
    deposer(dossier, responsables(dossier)[0], couleur="red")
    secretaire.post(adresse("dossier_valider", dossier), envoi)
    vue.refresh_from_db()
    # Tout ou rien : le document montré n'est pas accepté non plus.
    assert (relire(dossier).etat, vue.etat) == (Etat.TRANSMIS, "recue")


def test_le_document_d_un_autre_dossier_ne_s_accepte_pas_au_passage(secretaire, campagne):
    dossier, autre = dossier_a_traiter(campagne), dossier_a_traiter(campagne)
    piece = deposer(autre, responsables(autre)[0])
    secretaire.post(adresse("dossier_valider", dossier), vu(dossier, piece=[piece.pk]))
    piece.refresh_from_db()
    assert piece.etat == "recue"


def test_un_refus_remet_la_valeur_de_siecle(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    envoi = vu(dossier, clef=clef(dossier, "tel_portable"), precision="Numéro incomplet.")
    reponse = secretaire.post(adresse("dossier_refuser", dossier), envoi)
    assert responsables(dossier)[0].tel_portable == "0639980001"
    assert reponse.url == f"{FILE}#dossier-{dossier.pk}"


def test_le_motif_d_un_refus_n_est_dit_qu_a_son_auteur(
    secretaire, campagne, django_capture_on_commit_callbacks
):
    mere, pere = creer_personne(campagne), creer_personne(campagne)
    dossier = creer_dossier(campagne, mere, pere)
    dire(dossier, mere, tel_portable="0639980003")
    dire(dossier, pere, tel_portable="0639980004")
    envoi = vu(dossier, clef=f"personne.{mere.pk}.tel_portable", motif="Le justificatif manque")
    secretaire.post(adresse("dossier_refuser", dossier), envoi)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        secretaire.post(adresse("dossier_valider", dossier), vu(dossier))
    corps = {courriel.to[0]: courriel.body for courriel in mail.outbox}
    assert "Le justificatif manque" in corps[mere.mel]
    assert "Le justificatif manque" not in corps[pere.mel]


def test_un_refus_sans_raison_est_redemande_avec_ce_qui_etait_saisi(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    envoi = vu(dossier, clef=clef(dossier, "tel_portable"), motif="", precision="  ")
    reponse = secretaire.post(adresse("dossier_refuser", dossier), envoi)
    assert reponse.status_code == 422
    assert "la famille la lira" in reponse.content.decode()
    assert dict(reponse.context["a_redire"])["clef"] == envoi["clef"]
    assert responsables(dossier)[0].tel_portable == "0639980002"


@pytest.mark.parametrize("fausse", ["", "x", "personne.1", "eleve.0.prenom", "personne.x.mel"])
def test_refuser_un_champ_qui_n_est_pas_nouveau_ne_fait_rien(secretaire, campagne, fausse):
    dossier = dossier_a_traiter(campagne)
    envoi = vu(dossier, clef=fausse, precision="Non")
    reponse = secretaire.post(adresse("dossier_refuser", dossier), envoi)
    assert "a changé" in phrases(reponse)[0]
    assert responsables(dossier)[0].tel_portable == "0639980002"


def test_on_ne_refuse_pas_une_valeur_qui_vient_de_changer(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    envoi = vu(dossier, clef=clef(dossier, "tel_portable"), precision="Non")
    dire(dossier, responsables(dossier)[0], tel_portable="0639980009")
    secretaire.post(adresse("dossier_refuser", dossier), envoi)
    assert responsables(dossier)[0].tel_portable == "0639980009"


@pytest.fixture
def en_desaccord(campagne):
    mere, pere = creer_personne(campagne), creer_personne(campagne)
    dossier = creer_dossier(campagne, mere, pere)
    dire_de_l_eleve(dossier, mere, code_regime="0")
    return dire_de_l_eleve(dossier, pere, code_regime="3")


def test_un_desaccord_montre_les_deux_valeurs_et_bloque_la_validation(secretaire, en_desaccord):
    reponse = secretaire.get(FILE)
    propositions = reponse.context["fiches"][0].differences[0].propositions
    assert len({proposition.valeur for proposition in propositions}) == 2
    assert reponse.content.decode().count("Retenir") == 2
    assert "Accepter et valider" not in reponse.content.decode()
    secretaire.post(adresse("dossier_valider", en_desaccord), vu(en_desaccord))
    assert relire(en_desaccord).etat == Etat.TRANSMIS


@pytest.mark.parametrize(("qui", "regime"), [(0, "0"), (1, "3")])
def test_retenir_une_valeur_tranche_le_desaccord(secretaire, en_desaccord, qui, regime):
    personne = responsables(en_desaccord)[qui]
    envoi = vu(en_desaccord, clef=clef(en_desaccord, "code_regime"), personne=personne.pk)
    secretaire.post(adresse("dossier_trancher", en_desaccord), envoi)
    assert relire(en_desaccord).eleve.code_regime == regime
    secretaire.post(adresse("dossier_valider", en_desaccord), vu(en_desaccord))
    assert relire(en_desaccord).etat == Etat.VALIDE


def test_on_ne_retient_que_ce_qu_un_responsable_a_ecrit(secretaire, campagne, en_desaccord):
    etranger = creer_personne(campagne)
    envoi = vu(en_desaccord, clef=clef(en_desaccord, "code_regime"), personne=etranger.pk)
    reponse = secretaire.post(adresse("dossier_trancher", en_desaccord), envoi)
    assert "a changé" in phrases(reponse)[0]
    assert relire(en_desaccord).eleve.code_regime == "3"


def test_les_freres_sont_valides_d_un_coup(secretaire, campagne):
    mere = creer_personne(campagne)
    aine, cadet = creer_dossier(campagne, mere), creer_dossier(campagne, mere)
    actions.modifier(aine, mere, {"tel_portable": "0639980007"}, par=mere)
    for dossier in (aine, cadet):
        actions.signer(dossier, par=mere)
    secretaire.post(adresse("dossier_valider", aine), vu(aine))
    assert relire(cadet).etat == Etat.VALIDE


def test_un_document_s_accepte_puis_ne_se_redecide_pas(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    piece = deposer(dossier, responsables(dossier)[0])
    secretaire.post(adresse("piece_accepter", piece), {"ecran": "file"})
    envoi = {"ecran": "file", "precision": "Floue"}
    reponse = secretaire.post(adresse("piece_refuser", piece), envoi)
    piece.refresh_from_db()
    assert piece.etat == "acceptee"
    assert "déjà décidé" in phrases(reponse)[-1]


def test_un_document_refuse_prepare_le_message_a_la_famille(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    piece = deposer(dossier, responsables(dossier)[0])
    envoi = {"ecran": "file", "motif": "Il manque une page", "precision": "Le verso."}
    secretaire.post(adresse("piece_refuser", piece), envoi)
    piece.refresh_from_db()
    assert (piece.etat, piece.motif) == ("refusee", "Il manque une page – Le verso")
    assert "Le verso" in secretaire.get(FILE).context["fiches"][0].demande_proposee


def test_une_demande_de_correction_rend_le_dossier_a_la_famille(
    secretaire, campagne, django_capture_on_commit_callbacks
):
    dossier = dossier_a_traiter(campagne)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        envoi = vu(dossier, message="Envoyez le verso.")
        secretaire.post(adresse("dossier_demander", dossier), envoi)
    assert (relire(dossier).etat, relire(dossier).demande) == (Etat.A_CORRIGER, "Envoyez le verso.")
    assert "Envoyez le verso." in mail.outbox[-1].body


def test_une_demande_vide_est_redemandee(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    reponse = secretaire.post(adresse("dossier_demander", dossier), vu(dossier, message=" "))
    assert reponse.status_code == 422
    assert relire(dossier).etat == Etat.TRANSMIS


def test_un_geste_fait_depuis_le_dossier_y_ramene(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    envoi = vu(dossier, ecran="dossier")
    reponse = secretaire.post(adresse("dossier_valider", dossier), envoi)
    assert reponse.url == reverse("espace_agent:dossier", args=[dossier.pk])
