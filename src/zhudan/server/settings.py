"""Django's settings. What a self-hoster may set is read through `config`; the rest is ours."""

from pathlib import Path

from zhudan.server import config, logs

DATA = config.data_directory()
SECRET_KEY = config.secret_key(DATA)
DEBUG = config.flag("debug")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "allauth",
    "allauth.account",
    "zhudan.people",
    "zhudan.journal",
    "zhudan.files",
    "zhudan.blueprint",
    "zhudan.records",
    "zhudan.documents",
    "zhudan.flow",
    "zhudan.exchange",
]
MIDDLEWARE = [
    "zhudan.server.requests.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "zhudan.server.urls"
WSGI_APPLICATION = "zhudan.server.wsgi.application"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES = {"default": config.database(DATA)}

USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
LANGUAGE_CODE = "zh-hans"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["zhudan.people.passwords.Argon2"]
ACCOUNT_ADAPTER = "zhudan.people.login.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email", "phone", "password1*"]  # nobody signs up; none is asked for
SILENCED_SYSTEM_CHECKS = ["account.W001"]  # it asks for signing up with what one signs in with
ACCOUNT_EMAIL_VERIFICATION = "none"

ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = config.number("proxies", 0)
CACHES = {  # the rate limits' memory: for every process the same, and not lost by a restart
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "people_attempts",
    }
}

SESSION_ENGINE = "zhudan.people.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # the page gets the token from GET /session
CSRF_COOKIE_SAMESITE = "Lax"

HTTPS = config.flag("https")  # this server is reached by https, directly or through a proxy
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = config.words("hosts") or LOCAL_HOSTS
CSRF_TRUSTED_ORIGINS = config.words("origins")

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_048_576  # a larger upload goes to a file at once
FILES_DIRECTORY = DATA / "files"
EXPORTS_DIRECTORY = DATA / "exports"
WEB_DIRECTORY = Path(__file__).parent / "web"
LOGGING = logs.configuration(config.text("log_level", "warning"), words=DEBUG)
