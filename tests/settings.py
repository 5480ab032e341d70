"""The product's settings on a data folder and a database that last as long as the tests.

DATABASE_URL chooses PostgreSQL, as in the product; so does ZHUDAN_TEST_DB=postgres for short.
"""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="zhudan-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["ZHUDAN_DATA"] = _folder
if os.environ.get("ZHUDAN_TEST_DB") == "postgres":
    os.environ.setdefault("DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
elif os.environ.get("ZHUDAN_TEST_DB") == "sqlite":
    os.environ.pop("DATABASE_URL", None)

from zhudan.server.settings import *  # noqa: E402, F403
from zhudan.server.settings import DATA, DATABASES  # noqa: E402

_database = DATABASES["default"]
if _database["ENGINE"] == "zhudan.server.sqlite":
    _database["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
    _database["OPTIONS"] = {"init_command": "PRAGMA synchronous = OFF"}
else:
    # No pool: a test's own database comes and goes, and pooled connections would hold it.
    del _database["OPTIONS"]["pool"]
    _database["TEST"] = {"NAME": f"zhudan_test_{os.getpid()}"}
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "zhudan.people.passwords.Argon2",
]
LOGGING_CONFIG = None
