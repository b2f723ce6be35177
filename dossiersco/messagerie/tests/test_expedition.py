"""Expédier : par un vrai serveur de courriel, une seule fois, et sans se décourager."""

import email
from datetime import timedelta
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from dossiersco.dossiers.tests.factories import EtablissementFactory
from dossiersco.messagerie import expedition
from dossiersco.messagerie.envois import Courrier, poster
from dossiersco.messagerie.models import ESSAIS_MAXIMUM, Message
from dossiersco.messagerie.tests.test_envois import EN_BASE
from dossiersco.socle.taches import reprendre_les_taches_abandonnees

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Boite:
    """Un serveur de courriel qui garde ce qu'il reçoit ; aiosmtpd nomme ses méthodes."""

    def __init__(self):
        self.recus = []
        self.refuses = set()

    async def handle_RCPT(self, serveur, session, enveloppe, adresse, options):  # noqa: N802 (le nom de la bibliothèque)
        if adresse in self.refuses:
            return "550 Inconnu ici"
        enveloppe.rcpt_tos.append(adresse)
        return "250 OK"

    async def handle_DATA(self, serveur, session, enveloppe):  # noqa: N802 (le nom de la bibliothèque)
        message = email.message_from_bytes(enveloppe.content, policy=default)
        self.recus.append((enveloppe.rcpt_tos, message))
        return "250 OK"


class Serveur(Controller):
    """Sur un port que le système choisit : aiosmtpd voudrait le connaître d'avance."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def college(settings, monkeypatch):
    # L'ouvrier ferme ses vieilles connexions ; celle du test porte sa transaction.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    settings.TASKS = EN_BASE
    return EtablissementFactory()


@pytest.fixture
def serveur(settings):
    boite = Boite()
    controleur = Serveur(boite, hostname="127.0.0.1", port=0)
    controleur.start()
    settings.EMAIL_BACKEND = SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controleur.port
    yield boite
    controleur.stop()


@pytest.fixture
def en_panne(settings):
    """Rien n'écoute sur ce port."""
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", 9


def correction(message="Bonjour.", mel="camille@exemple.fr", cle="correction:1"):
    contexte = {"enfant": "Zoé D'ÂMBRE", "message": message, "refus": "", "endroit": "/"}
    return Courrier("correction_demandee", mel, cle, contexte)


def invitation(cle="invitation:1", mel="camille@exemple.fr"):
    contexte = {"enfants": "Léo", "code": "ABCD-EFGH-JKMN", "lien": "https://exemple.fr/c/ABCD"}
    return Courrier("invitation_mel", mel, cle, contexte)


def travailler():
    """L'ouvrier, jusqu'à ce que la file soit vide."""
    db_worker.Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=20,
        worker_id="essai",
        excluded_queue_names=[],
    ).run()


def attendre():
    """Le temps passe : tout ce qui était programmé est échu."""
    passe = timezone.now() - timedelta(seconds=1)
    Message.objects.filter(etat="a_envoyer").update(pas_avant=passe)
    DBTaskResult.objects.filter(status="READY").update(run_after=passe)


def etats():
    return list(Message.objects.order_by("pk").values_list("etat", flat=True))


def test_le_courrier_arrive_avec_ses_accents(college, serveur):
    poster(college, [correction("Où habite l’élève ? Œuvre, ça coûte 3 €.")])
    travailler()
    ((destinataires, recu),) = serveur.recus
    assert destinataires == ["camille@exemple.fr"]
    assert recu["To"] == "camille@exemple.fr"
    assert recu["Subject"].strip() == "Le collège vous demande une précision : Zoé D'ÂMBRE"
    assert "Où habite l’élève ? Œuvre, ça coûte 3 €." in recu.get_content()
    assert etats() == ["envoye"]


def test_un_message_n_a_qu_un_destinataire_et_pas_de_copie(college, serveur):
    poster(college, [correction(mel=f"p{n}@exemple.fr", cle=f"c:{n}") for n in range(3)])
    travailler()
    assert [destinataires for destinataires, _ in serveur.recus] == [
        [f"p{n}@exemple.fr"] for n in range(3)
    ]
    assert not [recu for _, recu in serveur.recus if recu["Cc"] or recu["Bcc"]]


def test_deux_taches_n_envoient_qu_une_fois(college, serveur):
    poster(college, [correction()])
    poster(college, [correction()])
    travailler()
    assert len(serveur.recus) == 1


def test_un_message_pris_par_un_autre_ouvrier_entre_temps_n_est_pas_envoye(
    college, serveur, monkeypatch
):
    expedier = expedition._expedier

    def pendant_ce_temps(message):
        Message.objects.filter(cle="b").update(etat="envoi")
        expedier(message)

    monkeypatch.setattr(expedition, "_expedier", pendant_ce_temps)
    poster(college, [correction(cle="a"), correction(cle="b")])
    travailler()
    assert (len(serveur.recus), etats()) == (1, ["envoye", "envoi"])


def test_un_serveur_eteint_fait_reessayer_puis_le_message_part(college, en_panne, request):
    poster(college, [correction()])
    travailler()
    message = Message.objects.get()
    assert (message.etat, message.essais) == ("a_envoyer", 1)
    assert message.pas_avant > timezone.now()
    assert DBTaskResult.objects.get(status="READY").run_after == message.pas_avant
    boite = request.getfixturevalue("serveur")
    attendre()
    travailler()
    assert len(boite.recus) == 1
    assert etats() == ["envoye"]


def test_les_essais_s_espacent(college, en_panne):
    poster(college, [correction()])
    attentes = []
    for _ in range(4):
        attendre()
        travailler()
        attente = Message.objects.get().pas_avant - timezone.now()
        attentes.append(round(attente.total_seconds() / 60))
    assert attentes == [1, 2, 4, 8]


def test_au_huitieme_echec_le_message_est_montre_comme_tel(college, en_panne):
    poster(college, [correction()])
    for _ in range(ESSAIS_MAXIMUM):
        attendre()
        travailler()
    assert Message.objects.get().essais == ESSAIS_MAXIMUM
    assert etats() == ["echec"]
    assert not DBTaskResult.objects.filter(status="READY").exists()


def test_pendant_une_panne_un_seul_essai_est_programme(college, en_panne):
    for rang in range(5):
        poster(college, [correction(cle=f"c:{rang}")])
    travailler()
    assert DBTaskResult.objects.filter(status="READY").count() == 1


def test_un_essai_lointain_ne_retarde_pas_un_message_neuf(college, en_panne):
    poster(college, [correction(cle="ancien")])
    for _ in range(6):
        attendre()
        travailler()
    poster(college, [correction(cle="neuf")])
    travailler()
    neuf = Message.objects.get(cle="neuf")
    assert DBTaskResult.objects.filter(status="READY", run_after__lte=neuf.pas_avant).exists()


@pytest.mark.parametrize("mel", ["a@exemple.fr b@exemple.fr", "a@", "a@x\nb@y", ""])
def test_une_adresse_impossible_n_arrete_pas_les_autres(college, serveur, mel):
    poster(college, [correction(mel=mel, cle="a"), correction(cle="b")])
    travailler()
    assert etats() == ["echec", "envoye"]
    assert [destinataires for destinataires, _ in serveur.recus] == [["camille@exemple.fr"]]
    assert not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists()


def test_un_serveur_qui_refuse_un_destinataire_n_arrete_pas_les_autres(college, serveur):
    serveur.refuses.add("a@exemple.fr")
    poster(college, [correction(mel="a@exemple.fr", cle="a"), correction(cle="b")])
    travailler()
    assert etats() == ["a_envoyer", "envoye"]


def test_un_code_parti_ne_reste_pas_en_clair(college, serveur):
    poster(college, [invitation()])
    travailler()
    assert "ABCD-EFGH-JKMN" in serveur.recus[0][1].get_content()
    assert "ABCD" not in Message.objects.get().corps


def test_un_code_perdu_non_plus(college, en_panne):
    poster(college, [invitation()])
    for _ in range(ESSAIS_MAXIMUM):
        attendre()
        travailler()
    message = Message.objects.get()
    assert message.etat == "echec"
    assert "ABCD" not in message.corps


def test_la_demonstration_garde_le_texte_pour_sa_boite(college, serveur, settings):
    settings.DEMONSTRATION = True
    poster(college, [invitation()])
    travailler()
    assert "ABCD-EFGH-JKMN" in Message.objects.get().corps


def test_un_message_sans_secret_reste_lisible(college, serveur):
    poster(college, [correction("Et le téléphone ?")])
    travailler()
    assert "Et le téléphone ?" in Message.objects.get().corps


def test_un_message_reste_en_cours_est_repris(college, serveur):
    poster(college, [correction()])
    il_y_a_longtemps = timezone.now() - expedition.ENVOI_ABANDONNE - timedelta(seconds=1)
    Message.objects.update(etat="envoi", pas_avant=il_y_a_longtemps)
    travailler()
    assert (len(serveur.recus), etats()) == (1, ["envoye"])


def test_un_message_qu_un_autre_expedie_n_est_pas_repris_trop_tot(college, serveur):
    poster(college, [correction()])
    Message.objects.update(etat="envoi", pas_avant=timezone.now())
    travailler()
    assert (serveur.recus, etats()) == ([], ["envoi"])
    # Mais on reviendra voir : si l'autre meurt, personne d'autre n'y penserait.
    (essai,) = DBTaskResult.objects.filter(status="READY")
    assert essai.run_after > timezone.now()


def test_le_meme_message_garde_son_identifiant_d_un_essai_a_l_autre(college, en_panne, request):
    poster(college, [correction(cle="correction:7")])
    travailler()
    boite = request.getfixturevalue("serveur")
    attendre()
    travailler()
    assert boite.recus[0][1]["Message-ID"] == "<correction.7@dossiersco>"


def test_la_reponse_d_une_famille_arrive_au_college(college, serveur):
    college.mel_reponse = "secretariat@exemple.fr"
    college.save()
    poster(college, [correction()])
    travailler()
    assert serveur.recus[0][1]["Reply-To"] == "secretariat@exemple.fr"


def test_une_tache_abandonnee_est_refaite(college, serveur):
    poster(college, [correction()])
    mort = timezone.now() - timedelta(minutes=16)
    DBTaskResult.objects.update(status="RUNNING", started_at=mort, worker_ids=["mort"])
    travailler()
    assert etats() == ["a_envoyer"]
    assert reprendre_les_taches_abandonnees() == 1
    travailler()
    assert etats() == ["envoye"]


def test_une_tache_commencee_depuis_peu_est_laissee_a_son_ouvrier(college):
    poster(college, [correction()])
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now())
    assert reprendre_les_taches_abandonnees() == 0
    assert DBTaskResult.objects.get().status == "RUNNING"
