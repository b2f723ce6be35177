"""Tous les réglages, dans l'ordre de la page de Django. La production ne diffère qu'en valeurs."""

from datetime import timedelta
from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import env
from config.base_de_donnees import depuis_url

django_stubs_ext.monkeypatch()

RACINE = Path(__file__).resolve().parent.parent
VAR = Path(env.texte("DOSSIERSCO_VAR", str(RACINE / "var"))).resolve()
VAR.mkdir(parents=True, exist_ok=True)

# La production dit DOSSIERSCO_PRODUCTION=oui : alors les secrets et les hôtes doivent être donnés.
PRODUCTION = env.booleen("DOSSIERSCO_PRODUCTION", defaut=False)
# La démonstration ajoute la boîte aux lettres de bord ; jamais avec de vraies familles.
DEMONSTRATION = env.booleen("DOSSIERSCO_DEMONSTRATION", defaut=False)
if PRODUCTION and DEMONSTRATION:
    raise ImproperlyConfigured("La démonstration montre tous les courriers : pas en production.")

# Le second facteur de chaque agent ; hors démonstration, il est exigé.
SECOND_FACTEUR = env.booleen("DOSSIERSCO_SECOND_FACTEUR", defaut=not DEMONSTRATION)
if PRODUCTION and not SECOND_FACTEUR:
    raise ImproperlyConfigured("En production, chaque agent a un second facteur.")

DEBUG = False
SECRET_KEY = env.secret("DOSSIERSCO_SECRET") or ("" if PRODUCTION else "cle-de-developpement" * 3)
if not SECRET_KEY:
    raise ImproperlyConfigured("DOSSIERSCO_SECRET (ou DOSSIERSCO_SECRET_FILE) manque.")
ALLOWED_HOSTS = env.liste("DOSSIERSCO_HOTES", "" if PRODUCTION else "127.0.0.1,localhost")
ADRESSE_PUBLIQUE = env.texte(
    "DOSSIERSCO_ADRESSE", "" if PRODUCTION else "http://127.0.0.1:8000"
).rstrip("/")
if not (ALLOWED_HOSTS and ADRESSE_PUBLIQUE):
    raise ImproperlyConfigured("DOSSIERSCO_HOTES et DOSSIERSCO_ADRESSE manquent.")
CSRF_TRUSTED_ORIGINS = [ADRESSE_PUBLIQUE]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_htmx",
    "django_linear_migrations",
    "django_tasks",
    "django_tasks_db",
    "dossiersco.socle",
    "dossiersco.comptes",
    "dossiersco.etablissements",
    "dossiersco.messagerie",
    "dossiersco.equipe",
    "dossiersco.campagnes",
    "dossiersco.dossiers",
    "dossiersco.pieces",
    "dossiersco.echanges",
    "dossiersco.statistiques",
    "dossiersco.papier",
    "dossiersco.relances",
    "dossiersco.listes",
    "dossiersco.ouverture",
    "dossiersco.espace_famille",
    "dossiersco.espace_agent",
    "dossiersco.espace_public",
    "dossiersco.espace_operateur",
    "dossiersco.demonstration",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Avant tout ce qui lit l'adresse : elle dit pour quelle famille un agent écrit.
    "dossiersco.espace_famille.delegation.PourUneFamille",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Fermé par défaut : une vue publique le dit (@login_not_required).
    "dossiersco.socle.middleware.ConnexionRequise",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "dossiersco.socle.middleware.ReponsePrivee",
    "dossiersco.socle.bilingue.LireAussi",
    "dossiersco.socle.methodes.PageAuLieuDUnRefusVide",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["dossiersco.socle.templatetags.pluriel"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": depuis_url(env.texte("DATABASE_URL", f"sqlite:///{VAR / 'dossiersco.sqlite3'}"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "comptes.Compte"
AUTHENTICATION_BACKENDS = [
    "dossiersco.etablissements.backends.ParMotDePasse",
    "dossiersco.comptes.backends.ParCodeAcces",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "dossiersco.comptes.mots_de_passe.PasUnMotDePasseRallonge"},
]
LOGIN_URL = "accueil"
LOGIN_REDIRECT_URL = "accueil"
CSRF_FAILURE_VIEW = "dossiersco.socle.middleware.envoi_d_une_page_ancienne"
SESSION_COOKIE_AGE = int(timedelta(hours=10).total_seconds())
SESSION_COOKIE_HTTPONLY = True
# « Lax » : le lien d'un courriel doit retrouver la session déjà ouverte.
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
X_FRAME_OPTIONS = "DENY"
# La Base Adresse Nationale, lue par le navigateur du parent. Vide : aucune requête ailleurs.
BAN = env.texte("DOSSIERSCO_BAN", "")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        # Pour garder un brouillon, montrer un envoi avancer ; et la BAN, si elle est réglée.
        "connect-src": [SELF, *env.origine(BAN)],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/statique/"
STATIC_ROOT = VAR / "statique"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Hors de tout dossier servi : seules les vues qui vérifient le droit y lisent.
    "pieces": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "pieces", "base_url": None},
    },
    # Ce qui arrive par morceaux ; à effacer sans crainte quand rien n'arrive.
    "envois": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "envois", "base_url": None},
    },
    "retours": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        # Un numéro d'envoi ne sert qu'une fois : un fichier déjà là est celui d'un envoi avorté, et
        # SIECLE refuserait le nouveau sous un autre nom.
        "OPTIONS": {"location": VAR / "retours", "base_url": None, "allow_overwrite": True},
    },
    "listes": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "listes", "base_url": None},
    },
    # Des lettres qui portent des codes en clair, gardées sept jours.
    "papier": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "papier", "base_url": None},
    },
    "imports": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "imports", "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR / "media"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_PERMISSIONS = 0o600

EMAIL_BACKEND = env.texte("DOSSIERSCO_MEL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_FILE_PATH = VAR / "mels"
EMAIL_HOST = env.texte("DOSSIERSCO_SMTP_HOTE", "localhost")
EMAIL_PORT = env.entier("DOSSIERSCO_SMTP_PORT", 25)
EMAIL_HOST_USER = env.texte("DOSSIERSCO_SMTP_COMPTE", "")
EMAIL_HOST_PASSWORD = env.secret("DOSSIERSCO_SMTP_SECRET") or ""
EMAIL_USE_TLS = env.booleen("DOSSIERSCO_SMTP_TLS", defaut=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.texte("DOSSIERSCO_EXPEDITEUR", "DossierSCO <ne-pas-repondre@exemple.fr>")
# Ce qu'attend une décision du collège avant d'être dite à la famille, en minutes : de quoi revenir
# dessus, et n'écrire qu'une fois pour plusieurs. La démonstration est moins patiente.
DELAI_ANNONCES = env.entier("DOSSIERSCO_DELAI_ANNONCES", 1 if DEMONSTRATION else 10)
# La passerelle de SMS, s'il y en a une ; sinon aucun SMS n'est écrit, ni proposé à personne.
SMS_URL = env.adresse("DOSSIERSCO_SMS_URL", chiffree=PRODUCTION)
SMS_JETON = (env.secret("DOSSIERSCO_SMS_JETON") or "").strip()
SMS_ENTETE = env.texte("DOSSIERSCO_SMS_ENTETE", "Authorization: Bearer")
SMS_CHAMP_NUMERO = env.texte("DOSSIERSCO_SMS_CHAMP_NUMERO", "to")
SMS_CHAMP_TEXTE = env.texte("DOSSIERSCO_SMS_CHAMP_TEXTE", "message")
SMS_CHAMPS = env.objet("DOSSIERSCO_SMS_CHAMPS")
SMS_BACKEND = env.texte(
    "DOSSIERSCO_SMS_BACKEND",
    f"dossiersco.messagerie.sms.{'PasserelleHttp' if SMS_URL else 'Journal'}",
)
# Les codes et les liens que les familles d'un collège font partir par SMS en un jour, au plus.
SMS_PAR_JOUR = env.entier("DOSSIERSCO_SMS_PAR_JOUR", 200)
# Ce que l'opérateur facture, pour l'annoncer avant un envoi. 0 : inconnu, rien n'est annoncé.
PRIX_SMS_CENTIMES = env.entier("DOSSIERSCO_PRIX_SMS_CENTIMES", 0)

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"sans_code": {"()": "dossiersco.socle.journaux.SansCode"}},
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    # Ce qui cite l'adresse demandée : un refus (4xx, CSRF), une panne.
    "loggers": {
        nom: {"filters": ["sans_code"]} for nom in ("django.request", "django.security.csrf")
    },
    "root": {"handlers": ["console"], "level": env.texte("DOSSIERSCO_JOURNAL", "WARNING")},
}
