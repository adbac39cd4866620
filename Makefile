# The front door: `make run` and `make test` set up everything they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTEST_ARGS ?= -n 2
OUTPUT ?= demo-output

.DEFAULT_GOAL := help
.PHONY: help install console run test check format bench docs lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(READY) console ## Set up the virtual environment and everything in it

console: $(READY) ## Build the console, unless it is that of its sources
	@$(BIN)/python hatch_build.py

$(READY): pyproject.toml requirements/all.txt
	@$(PYTHON) -c 'import sys; sys.exit("Probative needs Python 3.11 or newer, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/uv.txt
	@$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements/uv.txt requirements/all.txt
	@PROBATIVE_SKIP_CONSOLE=1 $(BIN)/uv pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps --editable '.[demo]'
	@touch $@

run: $(READY) console ## Run the main job on a simulated AWS organization, then serve the console; ONCE=1 ends before that
	@$(BIN)/probative demo run --output-dir $(OUTPUT) $(if $(ONCE),--once) $(if $(PORT),--port $(PORT))

test: $(READY) console ## Run the tests
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

check: $(READY) ## Check format, lint, types, layers, docs and dependencies
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/interrogate --quiet src
	@$(BIN)/vulture
	@$(BIN)/deptry src
	@$(BIN)/codespell src docs tests benchmarks console README.md CONTRIBUTING.md CHANGELOG.md SECURITY.md
	@$(BIN)/python hatch_build.py npm run --silent check

format: $(READY) ## Format the code and mend what ruff can mend
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/python hatch_build.py npm run --silent format

bench: $(READY) ## Measure speed and memory, as ratios against baselines of the same run
	@$(BIN)/python -m benchmarks

docs: $(READY) ## Write anew what is generated: pages of the documentation, the API as the console knows it
	@$(BIN)/python -m tests.support.cli_reference
	@$(BIN)/python -m tests.support.console_schema
	@$(BIN)/python hatch_build.py npm run --silent schema

lock: $(READY) ## Resolve the dependencies anew into requirements/
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --extra demo --group dev pyproject.toml --output-file requirements/all.txt
	@echo uv | $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url - --output-file requirements/uv.txt

clean: ## Remove everything that the other commands made
	@rm -rf $(VENV) $(OUTPUT) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache console/node_modules src/probative/console/static
