# On a machine with Python >= 3.11, make and git, `make demo` and `make test` need nothing else.

# PYTHON=/path/to/python3.13, where given, is the Python of everything; UV_PYTHON=3.13 lets uv find one.
PYTHON ?= python3
ifneq ($(origin PYTHON),file)
export UV_PYTHON := $(PYTHON)
endif
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
RUN := $(UV) run --no-sync
MEMBERS := packages/* tests-shared
REPORT := .capabilities.json

.DEFAULT_GOAL := help
.PHONY: help sync demo test capabilities lint format bench build docs new_connector clean

help:  ## list what can be made
	@awk -F ':.*## ' '/^[a-z_]+:.*## /{printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.uv/bin/uv:
	$(PYTHON) -m venv .uv
	.uv/bin/pip install --quiet uv

sync: $(filter .uv/bin/uv,$(UV))  ## bring uv and the workspace's environment
	$(UV) sync --quiet --all-packages

demo: sync  ## the tour, on the embedded DuckDB connector
	@$(RUN) toucan-connectors demo
	@$(RUN) python -m toucan_connectors.duckdb.demo

test: sync  ## every test of every package; TOUCAN_REQUIRE_SERVERS=1 installs the real servers and insists on them
	$(if $(filter 1,$(TOUCAN_REQUIRE_SERVERS)),$(RUN) toucan-connectors-testing servers install)
	$(RUN) pytest -n auto --dist worksteal --connector-report=$(REPORT)
	$(RUN) python -m tools.capabilities --check $(REPORT)

capabilities: sync  ## write the tables of what the connectors were shown to do
	$(RUN) pytest -n auto --dist worksteal -q -k conformance --connector-report=$(REPORT) packages
	$(RUN) python -m tools.capabilities $(REPORT)

lint: sync  ## format, rules, types, layout
	$(RUN) ruff format --check
	$(RUN) ruff check
	MYPYPATH=$$(echo $(MEMBERS:%=%/src) tests-shared/tests/broken | tr ' ' :) $(RUN) mypy $(MEMBERS:%=%/src) $(MEMBERS:%=%/tests) tools
	$(RUN) python -m tools.check_layout
	$(UV) pip check --quiet --python .venv

format: sync  ## rewrite the code in the house's format
	$(RUN) ruff format
	$(RUN) ruff check --fix

bench: sync  ## speed and memory, side by side with peers in one run
	$(UV) sync --quiet --all-packages --group bench
	$(RUN) python -m tools.bench --only "$(ONLY)"

new_connector: sync  ## a new package in packages/: make new_connector type=Magento kind=http
	$(RUN) toucan-connectors new "$(type)" --kind $(or $(kind),plain) --workspace

build: sync  ## a wheel and a source archive of every package, in dist/
	rm -rf dist
	$(UV) build --quiet --all-packages --out-dir dist

docs: sync  ## the documentation, in site/
	$(RUN) python -m mkdocs --quiet build --strict

clean:  ## remove what the above made
	rm -rf $(REPORT) .venv .uv dist site .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis
