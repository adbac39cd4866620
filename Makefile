# The front door: `make run` and `make test` set up everything they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTEST_ARGS ?= -n 2
OUTPUT ?= demo-output

.DEFAULT_GOAL := help
.PHONY: help install run test check format bench docs lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(READY) ## Set up the virtual environment and everything in it

$(READY): pyproject.toml requirements/all.txt
	@$(PYTHON) -c 'import sys; sys.exit("Probative needs Python 3.11 or newer, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/uv.txt
	@$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements/uv.txt requirements/all.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps --editable '.[demo]'
	@touch $@

run: $(READY) ## Run the main job on a simulated AWS organization and write a report
	@$(BIN)/probative demo run --output-dir $(OUTPUT)

test: $(READY) ## Run the tests
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

check: $(READY) ## Check format, lint, types, layers, docs and dependencies
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/interrogate --quiet src
	@$(BIN)/vulture
	@$(BIN)/deptry src
	@$(BIN)/codespell src docs tests benchmarks README.md CONTRIBUTING.md CHANGELOG.md SECURITY.md

format: $(READY) ## Format the code and mend what ruff can mend
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

bench: $(READY) ## Measure speed and memory, as ratios against baselines of the same run
	@$(BIN)/python -m benchmarks

docs: $(READY) ## Write the generated pages of the documentation anew
	@$(BIN)/python -m tests.support.cli_reference

lock: $(READY) ## Resolve the dependencies anew into requirements/
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --extra demo --group dev pyproject.toml --output-file requirements/all.txt
	@echo uv | $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url - --output-file requirements/uv.txt

clean: ## Remove everything that the other commands made
	@rm -rf $(VENV) $(OUTPUT) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
