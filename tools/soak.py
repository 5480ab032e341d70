"""make soak: the expensive proofs whole, of which `make test` runs a seeded sample."""

import sys

import environment
import outside
import run
import test


def main() -> None:
    environment.ensure(developing=True)
    run.build_web()
    whole = ("tests", "-m", "soak")
    with outside.postgresql() as database:
        steps = [test.pytest("soak on SQLite", None, *whole, workers=1)]
        if database:
            steps.append(test.pytest("soak on PostgreSQL", database, *whole, workers=1))
        for step in steps:
            step.settings["ZHUDAN_SOAK"] = "1"
        failed = test.go(steps)
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
