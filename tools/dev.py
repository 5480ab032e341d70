"""make dev: the program and the browser part, both reloading when their sources change."""

import contextlib
import os
import signal
import subprocess
import sys

import environment
import run
import web


def main() -> None:
    settings = run.prepare(developing=True)
    settings |= {"DJANGO_SETTINGS_MODULE": "zhudan.server.settings", "ZHUDAN_DEBUG": "1"}
    port = os.environ.get("PORT") or "8000"
    settings["ZHUDAN_API"] = f"http://127.0.0.1:{port}"  # where Vite sends what is not its own
    packages = run.node_packages()
    web.install(packages)
    commands = [
        [str(environment.VENV / "bin" / "django-admin"), "runserver", f"127.0.0.1:{port}"],
        [run.zhudan(), "worker"],
        web.npm("run", "dev", node_packages=packages),
    ]
    folders = [environment.ROOT, environment.ROOT, web.SOURCES]
    running = [
        subprocess.Popen(command, cwd=folder, env=settings, start_new_session=True)
        for command, folder in zip(commands, folders, strict=True)
    ]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        running[0].wait()
    except KeyboardInterrupt:
        pass
    finally:
        for process in running:  # each with the processes it started itself
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)


if __name__ == "__main__":
    main()
