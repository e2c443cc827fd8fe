# What is run by hand. Needs only Python 3.11 or newer with venv, and make.

PYTHON ?= $(shell scripts/find_python.sh)
BIN := .venv/bin
FOR_RUN := .venv/.ready-run
FOR_DEV := .venv/.ready-dev
FOR_BENCH := .venv-peers/.ready
ONLY_ARG := $(if $(ONLY),--only $(ONLY))

.DEFAULT_GOAL := help
.PHONY: help setup install check test run bench faults static lock clean

help:
	@echo 'make run      the whole system with the sandbox and the sample plan; prints the pages to open'
	@echo 'make test     every check and test'
	@echo 'make install  what running needs, alone: for a server (docs/cai-dat.md)'
	@echo 'make check    the static checks and the house rules alone'
	@echo 'make setup    installs everything into .venv; the others call it'
	@echo 'make bench    benchmarks; ONLY=name runs one'
	@echo 'make faults   fault tests; ONLY=name runs one'
	@echo 'make lock     pins the newest versions that pyproject.toml admits'
	@echo 'make clean    removes .venv, .venv-peers and the caches; var/ stays'

setup: $(FOR_DEV)

install: $(FOR_RUN)

run: $(FOR_RUN)
	@exec $(BIN)/langnghe try

static: $(FOR_DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

check: static
	$(BIN)/python -m pytest -q tests/house

test: static
	@scripts/system_packages.sh
	$(BIN)/python -m pytest -n 2 --dist loadfile

bench: $(FOR_DEV)
	@$(MAKE) --no-print-directory $(FOR_BENCH) || echo 'The peers are left out of the table.' >&2
	@$(BIN)/python -m bench $(ONLY_ARG)

faults: $(FOR_DEV)
	@$(BIN)/python -m faults $(ONLY_ARG)

# .venv/.ready-* say that what they depend on is installed as it stands now
$(FOR_RUN) $(FOR_DEV): pyproject.toml requirements/tools.lock scripts/install.sh

$(FOR_RUN): requirements/run.lock
	@[ -e $(FOR_DEV) ] && [ ! pyproject.toml -nt $(FOR_DEV) ] && [ ! $< -nt $(FOR_DEV) ] \
		|| scripts/install.sh '$(PYTHON)' $<
	@touch $@

$(FOR_DEV): requirements/dev.lock
	@scripts/install.sh '$(PYTHON)' $<
	@touch $@

# what the benchmarks stand beside is kept apart from what we run and test with
$(FOR_BENCH): requirements/peers.lock scripts/install_peers.sh
	@scripts/install_peers.sh
	@touch $@

lock: $(FOR_DEV)
	@scripts/lock.sh

clean:
	rm -rf .venv .venv-peers build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	rm -rf .import_linter_cache .grimp_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
