# make run    the demo company on http://127.0.0.1:8000      (LAN=1: for phones on the network; PORT=8000)
# make test   everything that must hold                      make soak   the long proofs
# make dev    hot reload                                     make bench  the figures of bench/RESULTS.md

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	&& { command -v $$p; break; }; done)

.PHONY: run dev test soak bench wheel
.DEFAULT_GOAL := run

run dev test soak bench wheel:
	@test -n "$(PYTHON)" || { echo "Zhudan needs Python 3.11 or newer: https://www.python.org/downloads/"; exit 1; }
	@LAN="$(LAN)" PORT="$(PORT)" "$(PYTHON)" tools/$@.py
