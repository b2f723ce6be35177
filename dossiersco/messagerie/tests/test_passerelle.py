"""La passerelle de SMS, devant un vrai serveur HTTP : ce qu'elle envoie, et ce qui se réessaie."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from dossiersco.dossiers.tests.factories import EtablissementFactory
from dossiersco.messagerie import expedition, sms
from dossiersco.messagerie.envois import Courrier, poster
from dossiersco.messagerie.models import ESSAIS_MAXIMUM, Message
from dossiersco.messagerie.tests.test_expedition import attendre
from dossiersco.siecle.telephones import international

PASSERELLE = "dossiersco.messagerie.sms.PasserelleHttp"
TEXTE = "Collège Exemple : votre code est 123456."


class Operateur(ThreadingHTTPServer):
    """Il garde ce qu'il reçoit et répond ce qu'on lui dit."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Guichet)
        self.recus = []
        self.reponse = 201

    @property
    def adresse(self):
        return f"http://127.0.0.1:{self.server_port}/sms"


class Guichet(BaseHTTPRequestHandler):
    def do_POST(self):
        corps = self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"null"
        self.server.recus.append((self.path, dict(self.headers), json.loads(corps)))
        if self.server.reponse == "charabia":
            self.wfile.write(b"pas du HTTP\r\n\r\n")
            return
        self.send_response(self.server.reponse)
        self.send_header("Location", f"{self.server.adresse}/ailleurs")
        self.end_headers()

    do_GET = do_POST  # noqa: N815 (une redirection suivie arriverait ici)

    def log_message(self, *args):
        """Rien sur la sortie d'erreur des tests."""


@pytest.fixture
def operateur(settings):
    with Operateur() as serveur:
        Thread(target=serveur.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        settings.SMS_BACKEND = PASSERELLE
        settings.SMS_URL = serveur.adresse
        settings.SMS_JETON = "jeton-secret"
        yield serveur
        serveur.shutdown()


@pytest.fixture
def message(db, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    courrier = Courrier("code_verification_sms", "0639981234", "code:1", {"code": "123456"}, "sms")
    poster(EtablissementFactory(), [courrier])
    return Message.objects.get()


def envoyer(numero="0639981234"):
    sms.transporteur().envoyer(numero, TEXTE)


def test_le_sms_part_en_json_avec_son_jeton(operateur):
    envoyer()
    ((chemin, entetes, corps),) = operateur.recus
    assert chemin == "/sms"
    assert entetes["Authorization"] == "Bearer jeton-secret"
    assert entetes["Content-Type"] == "application/json"
    assert corps == {"to": "+33639981234", "message": TEXTE}


def test_chaque_operateur_nomme_ses_champs(operateur, settings):
    settings.SMS_CHAMP_NUMERO, settings.SMS_CHAMP_TEXTE = "recipient", "content"
    settings.SMS_CHAMPS = {"sender": "COLLEGE", "flash": False}
    settings.SMS_ENTETE = "X-Api-Key:"
    envoyer()
    ((_, entetes, corps),) = operateur.recus
    attendu = {"sender": "COLLEGE", "flash": False, "recipient": "+33639981234", "content": TEXTE}
    assert corps == attendu
    assert entetes["X-Api-Key"] == "jeton-secret"
    assert "Authorization" not in entetes


def test_sans_jeton_aucun_en_tete_n_est_invente(operateur, settings):
    settings.SMS_JETON = ""
    envoyer()
    assert "Authorization" not in operateur.recus[0][1]


@pytest.mark.parametrize(
    ("numero", "compose"),
    [
        ("0639981234", "+33639981234"),
        ("0712345678", "+33712345678"),
        ("0692123456", "+262692123456"),
        ("0639011234", "+262639011234"),
        ("0690123456", "+590690123456"),
        ("0694123456", "+594694123456"),
        ("0696123456", "+596696123456"),
        ("+32470123456", "+32470123456"),
    ],
)
def test_le_numero_se_compose_de_partout(numero, compose):
    assert international(numero) == compose


@pytest.mark.parametrize("reponse", [301, 302, 307, 400, 401, 429, 500, 503, "charabia"])
def test_toute_autre_reponse_sera_reessayee(operateur, reponse):
    operateur.reponse = reponse
    with pytest.raises(OSError, match="HTTP"):
        envoyer()
    # Une redirection n'est pas suivie : le jeton et le code iraient ailleurs.
    assert len(operateur.recus) == 1


def test_personne_au_bout_sera_reessaye(settings):
    settings.SMS_BACKEND, settings.SMS_URL = PASSERELLE, "http://127.0.0.1:9/"
    with pytest.raises(OSError, match="refused"):
        envoyer()


def test_une_passerelle_en_panne_puis_revenue_n_envoie_qu_un_sms(operateur, message):
    operateur.reponse = 503
    prochain = expedition.expedier_les_messages_prets()
    message.refresh_from_db()
    assert (message.etat, message.essais) == ("a_envoyer", 1)
    assert prochain == message.pas_avant
    operateur.reponse = 200
    attendre()
    for _ in range(2):
        expedition.expedier_les_messages_prets()
    message.refresh_from_db()
    assert message.etat == "envoye"
    assert "123456" not in message.corps
    assert len(operateur.recus) == 2


def test_au_huitieme_refus_le_sms_est_en_echec_sans_son_code(operateur, message):
    operateur.reponse = 400
    for _ in range(ESSAIS_MAXIMUM + 1):
        attendre()
        expedition.expedier_les_messages_prets()
    message.refresh_from_db()
    assert message.etat == "echec"
    assert "123456" not in message.corps
    assert len(operateur.recus) == ESSAIS_MAXIMUM


def test_le_journal_ne_dit_ni_le_numero_ni_le_code_ni_le_jeton(operateur, caplog):
    operateur.reponse = 401
    with pytest.raises(OSError, match="401"):
        envoyer()
    assert "La passerelle de SMS répond 401" in caplog.text
    for secret in ("639981234", "123456", "jeton-secret"):
        assert secret not in caplog.text


def test_une_passerelle_rend_les_sms_disponibles(settings):
    settings.SMS_BACKEND, settings.DEMONSTRATION = PASSERELLE, False
    assert sms.disponible()
    settings.SMS_BACKEND = "dossiersco.messagerie.sms.Journal"
    assert not sms.disponible()
