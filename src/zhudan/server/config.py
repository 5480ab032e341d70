"""What a self-hoster sets: ZHUDAN_* in the environment, else the same names in zhudan.toml.

`ZHUDAN_LOG_LEVEL=info` and `log_level = "info"` mean the same; the environment wins.
"""

import os
import secrets
import tomllib
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

# Nobody waits for ever for a row, or keeps one locked while doing nothing. Compiling a query
# costs more than the short ones asked here take.
_SERVER_OPTIONS = "-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s -c jit=off"
# Asked so often on a connection, a statement is planned once: a third less work in a move.
_PREPARED_AFTER = 5


@cache
def _file() -> dict[str, object]:
    path = Path(os.environ.get("ZHUDAN_CONFIG", "zhudan.toml"))
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def text(name: str, default: str = "") -> str:
    value = os.environ.get(f"ZHUDAN_{name.upper()}")
    return value if value is not None else str(_file().get(name, default))


def number(name: str, default: int) -> int:
    return int(text(name, str(default)))


def flag(name: str, default: bool = False) -> bool:
    return text(name, str(default)).lower() in ("1", "true", "yes", "on")


def words(name: str) -> list[str]:
    """A list: comma-separated in the environment, a TOML list in the file."""
    value = os.environ.get(f"ZHUDAN_{name.upper()}")
    listed = _file().get(name, []) if value is None else value.split(",")
    items = listed if isinstance(listed, list) else str(listed).split(",")
    return [str(item).strip() for item in items if str(item).strip()]


def data_directory() -> Path:
    """Where everything the company owns lies; made on first use, readable by us only."""
    path = Path(text("data", "var")).absolute()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def secret_key(data: Path) -> str:
    """Made once. Linked into place, so that two processes starting together agree on one."""
    given = text("secret_key")
    if given:
        return given
    path = data / "secret_key"
    if not path.exists():
        fresh = data / f"secret_key.{os.getpid()}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50), "utf-8")
        try:
            path.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text("utf-8").strip()


def database(data: Path) -> dict[str, object]:
    """Django's DATABASES["default"] for DATABASE_URL, or the SQLite file in `data`."""
    url = os.environ.get("DATABASE_URL") or text("database_url")
    if not url:
        return {
            "ENGINE": "zhudan.server.sqlite",
            "NAME": str(data / "zhudan.sqlite3"),
            "CONN_MAX_AGE": None,
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {parts.scheme}://")
    options: dict[str, object] = {
        "options": _SERVER_OPTIONS,
        "server_side_binding": True,
        "prepare_threshold": _PREPARED_AFTER,
        **dict(parse_qsl(parts.query)),
    }
    options["pool"] = {"min_size": 1, "max_size": number("database_connections", 12)}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
