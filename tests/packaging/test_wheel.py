"""A wheel holds all that runs, the built browser part too, and needs no Node to install."""

import signal
import socket
import subprocess
import time
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UV = ROOT / ".tools" / "bin" / "uv"
BUILT = ROOT / "src" / "zhudan" / "server" / "web" / "index.html"

pytestmark = pytest.mark.skipif(
    not UV.exists() or not BUILT.exists(),
    reason="make sets up uv and the browser part first",
)


def test_the_wheel_serves_in_an_environment_of_its_own(tmp_path: Path) -> None:
    out = tmp_path / "dist"
    subprocess.run([str(UV), "build", "--quiet", "--out-dir", str(out)], cwd=ROOT, check=True)
    (wheel,) = out.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert "zhudan/server/web/index.html" in names
    assert "zhudan/blueprint/shipped/building_materials.yaml" in names
    assert not any(name.startswith(("tests/", "bench/")) for name in names)

    home = tmp_path / "venv"
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    install = [str(UV), "pip", "install", "--quiet", "--python", str(python), str(wheel)]
    subprocess.run(install, check=True)
    port = _free_port()
    process = subprocess.Popen(
        [str(home / "bin" / "zhudan"), "serve", "--port", str(port)],
        env={"PATH": str(home / "bin"), "ZHUDAN_DATA": str(tmp_path / "data")},
    )
    try:
        page = _get(f"http://127.0.0.1:{port}/")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
    assert '<div id="app">' in page


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _get(url: str) -> str:
    """The page, once the server is up."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(url) as answer:
                return str(answer.read(), "utf-8")
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} never answered")
