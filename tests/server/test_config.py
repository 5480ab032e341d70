"""What a self-hoster sets, and the secrets that are made for him."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from zhudan.server import config


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "zhudan.toml"
    file.write_text('log_level = "info"\nhosts = ["a.example", "b.example"]\nproxies = 2\n')
    monkeypatch.setenv("ZHUDAN_CONFIG", str(file))
    config._file.cache_clear()
    assert config.text("log_level") == "info"
    assert config.words("hosts") == ["a.example", "b.example"]
    assert config.number("proxies", 0) == 2
    monkeypatch.setenv("ZHUDAN_LOG_LEVEL", "debug")
    monkeypatch.setenv("ZHUDAN_HOSTS", "c.example, d.example")
    assert config.text("log_level") == "debug"
    assert config.words("hosts") == ["c.example", "d.example"]
    config._file.cache_clear()


def test_the_secret_key_is_made_once_and_readable_by_us_only(tmp_path: Path) -> None:
    first = config.secret_key(tmp_path)
    assert len(first) > 50
    assert config.secret_key(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_a_database_url_means_postgresql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://zd:p%40ss@db:5433/sales?sslmode=require")
    chosen = config.database(tmp_path)
    told = [chosen[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")]
    assert told == ["sales", "zd", "p@ss", "db", "5433"]
    assert chosen["OPTIONS"]["sslmode"] == "require"  # type: ignore[index]
    monkeypatch.setenv("DATABASE_URL", "mysql://db/sales")
    with pytest.raises(ValueError, match="postgresql"):
        config.database(tmp_path)


def test_check_names_what_is_misconfigured(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    settings = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    settings |= {"ZHUDAN_DATA": str(tmp_path), "ZHUDAN_HOSTS": "*", "ZHUDAN_DEBUG": "1"}
    settings["DJANGO_SETTINGS_MODULE"] = "zhudan.server.settings"
    done = subprocess.run(
        [sys.executable, "-m", "zhudan.server.cli", "check"],
        env=settings,
        capture_output=True,
        text=True,
        check=False,
    )
    found = [line.split()[0] for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert found == [f"zhudan.{code}" for code in ("E003", "W001", "W002", "W003", "W004")]
