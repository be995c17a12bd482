# Two commands for a newcomer: `make run` and `make test`. Everything is set up by the first one that is typed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOME_DIR ?= var
SCALE ?= 0.1
CASES ?= 5000

.PHONY: run test fuzz ui bench lint clean setup requirements
.DEFAULT_GOAL := run

# The product and the test tools are two files of pinned versions with hashes; neither names a host.
$(VENV)/.product: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info < (3, 14)))' || \
		{ echo "Python 3.11-3.13 is needed; give one with PYTHON=..."; exit 3; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up (once)..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tests: requirements-test.txt $(VENV)/.product
	@echo "Setting up the test tools (once)..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-test.txt
	@touch $@

setup: $(VENV)/.product

run: $(VENV)/.product
	@$(BIN)/lagesbild demo --home $(HOME_DIR) --scale $(SCALE) --if-empty
	@$(BIN)/lagesbild run --home $(HOME_DIR) --all-reports; code=$$?; \
		if [ $$code -eq 1 ]; then exit 0; else exit $$code; fi

ui: $(VENV)/.product
	@$(BIN)/lagesbild ui --home $(HOME_DIR)

test: $(VENV)/.tests
	@$(BIN)/python -m pytest -n 2 --dist worksteal

# CASES of each of the twelve laws: 60,000 in all.
fuzz: $(VENV)/.tests
	@LAGESBILD_FUZZ=$(CASES) $(BIN)/python -m pytest -n 2 -m fuzz

lint: $(VENV)/.tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.tests
	@$(BIN)/python -m benchmarks

# Renews the pins; needs `uv`. The files hold versions and hashes, no host.
requirements:
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--python-version 3.11 pyproject.toml requirements-build.in -o requirements.txt
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--python-version 3.11 --extra test -c requirements.txt pyproject.toml -o requirements-test.txt

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
