"""`zhudan migrate`: bring the database to this program's version."""

import sys


def main(arguments: list[str]) -> int:
    """Every command does it before it begins; this one does nothing else."""
    sys.stdout.write("The database is ready.\n")
    return 0
