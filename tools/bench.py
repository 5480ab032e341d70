"""make bench: the figures of bench/RESULTS.md, on SQLite and PostgreSQL."""

import sys

import environment
import outside


def main() -> None:
    environment.ensure(developing=True)
    with outside.postgresql() as database:
        if database is None:
            sys.exit("make bench compares both databases and needs PostgreSQL")
        environment.run(environment.PYTHON, "-m", "bench", "--postgresql", database)


if __name__ == "__main__":
    main()
