# Needs make and Python 3.11 or later; everything else comes by pip, at the versions and hashes of the locks.
#   make run       install, start the service on 127.0.0.1, read the sample sheet, say what to open
#   make test      install what the tests need, run them
#   make sandbox   start a real HAPI FHIR R4 server on 127.0.0.1, to post to
#   make lint | lock | bench | clean

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
VENV ?= .venv
SAMPLE ?= careplan/web/samples/knee-arthroscopy.txt
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check install --quiet
COMPILE = $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --build-deps-for editable \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.PHONY: run test sandbox lint lock bench clean
.DELETE_ON_ERROR:

run: $(VENV)/installed
	CAREPLAN_DATA_DIR=$${CAREPLAN_DATA_DIR:-var} $(BIN)/careplan serve --try $(SAMPLE)

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest $(ARGS)

sandbox: $(VENV)/installed-dev
	$(BIN)/careplan sandbox $(ARGS)

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/installed-dev
	$(BIN)/python bench/careplan_bench.py $(ARGS)

# With Python 3.11, the oldest that we run on: what it needs, later ones take too.
lock: $(VENV)/installed-dev
	$(COMPILE) --output-file requirements.lock pyproject.toml
	$(COMPILE) --all-extras --output-file requirements-dev.lock pyproject.toml

clean:
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed; name yours with make PYTHON=..." >&2; exit 1; }
	@echo "making $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "the venv module of Python is needed (Debian, Ubuntu: apt install python3-venv)" >&2; exit 1; }

$(VENV)/installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "installing from requirements.lock"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	@echo "installing from requirements-dev.lock"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/installed
