"""The `zhudan` command: finds the file that knows a subcommand, and nothing more.

Django and the rooms are imported only once a command needs them.
"""

import os
import sys
from importlib import import_module

from zhudan.kit import language
from zhudan.kit.errors import Refusal

# Each module has `main(arguments) -> exit code`. One that serves several commands is given the
# command as its first argument.
COMMANDS = {
    "serve": "zhudan.server.serve",
    "worker": "zhudan.server.worker",
    "migrate": "zhudan.server.migrate",
    "user": "zhudan.server.accounts",
    "token": "zhudan.server.accounts",
    "check": "zhudan.server.check",
    "demo": "zhudan.server.demo.command",
    "blueprint": "zhudan.designer.cli",
    "report": "zhudan.insight.cli",
    "import": "zhudan.exchange.cli",
    "import-history": "zhudan.exchange.history_cli",
    "export": "zhudan.exchange.exporting.command",
}
SHARED = {"user", "token"}
BARE = {"serve", "check"}  # run before the database is ready, or without it

USAGE = f"""usage: zhudan COMMAND …

{chr(10).join(f"  {name}" for name in COMMANDS)}

zhudan COMMAND --help says more.
"""


def main() -> None:
    command, *arguments = sys.argv[1:] or ["--help"]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhudan.server.settings")
    if command == "manage":
        from django.core.management import execute_from_command_line

        execute_from_command_line(["zhudan manage", *arguments])
        return
    if command not in COMMANDS:
        wanted = command in ("help", "--help", "-h")
        (sys.stdout if wanted else sys.stderr).write(USAGE)
        sys.exit(0 if wanted else 2)
    if command not in BARE:
        import_module("zhudan.server.ready")
    module = import_module(COMMANDS[command])
    with language.use(language.from_environment(os.environ)):
        try:
            sys.exit(module.main([command, *arguments] if command in SHARED else arguments))
        except Refusal as refusal:
            sys.stderr.write(f"{refusal.sentence()}\n")
            sys.exit(1)


if __name__ == "__main__":
    main()
