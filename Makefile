# Two commands do everything: make run, make test.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 7860
HOST ?= 127.0.0.1
export HF_HUB_OFFLINE := 1
export GRADIO_ANALYTICS_ENABLED := False
PIP := $(BIN)/python -m pip --disable-pip-version-check
# Only files whose SHA-256 stands in the lock; --no-deps, since the lock is complete (pip check proves it)
LOCKED := $(PIP) install --require-hashes --no-deps

.PHONY: help install install-dev install-ocr install-interop model adapter build run serve check test test-interop fuzz bench lock licences clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

install: $(VENV)/.installed ## Create .venv and install Hetu (torch first, CPU build where one can be had)

$(VENV)/.installed: pyproject.toml locks/requirements.txt $(wildcard locks/torch*.txt) scripts/install_torch.py
	$(PYTHON) -c 'import sys; sys.exit("需要 Python 3.11 至 3.14，当前是 " + sys.version.split()[0] if not (3, 11) <= sys.version_info < (3, 15) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python scripts/install_torch.py
	$(LOCKED) -r locks/requirements.txt
	$(PIP) install --no-deps --no-build-isolation --no-index -e .
	$(PIP) check
	touch $@

install-dev: $(VENV)/.installed-dev ## Install what the tests need, a browser included

$(VENV)/.installed-dev: $(VENV)/.installed locks/requirements-dev.txt scripts/install_browser.py
	$(LOCKED) -r locks/requirements-dev.txt
	$(PIP) check
	$(BIN)/python scripts/install_browser.py
	touch $@

model: install ## Fetch and convert the embedding model
	$(BIN)/hetu model

adapter: install ## Train the shipped adapter again from data/language/pairs.jsonl (some 15 minutes on two free cores)
	$(BIN)/python -m embeddings.training --out data/model/adapter.npz

build: install ## Everything up to a usable build folder
	$(BIN)/hetu build

run: build serve ## Install, build, open the page

serve: install ## Open the page over the build there is
	$(BIN)/hetu serve --host $(HOST) --port $(PORT)

check: install-dev ## Lint, types, import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check ## Everything: lint, types, tests
	$(BIN)/python -m pytest

install-ocr: install ## Install what reads scans and pictures (200 MB)
	$(LOCKED) -r locks/requirements-ocr.txt

install-interop: install-dev ## Install the foreign linked-data tools (rapper, serdi, Virtuoso, npm packages)
	$(BIN)/python scripts/install_interop.py $(VENV)/interop

test-interop: install-interop ## Hetu's RDF and endpoint against foreign parsers, validators, stores and clients
	$(BIN)/python -m pytest tests/interop

fuzz: install-dev build ## The campaign of hostile inputs: a quarter of an hour on two cores, resumable (build/campaign)
	$(BIN)/python -m tests.campaign

bench: install ## Print timings as medians and ratios
	$(BIN)/python -m benchmarks.ask
	$(BIN)/python -m benchmarks.encode
	$(BIN)/python -m benchmarks.collections

lock: install-dev ## Make the lock again; UPGRADE="--upgrade [NAME …]" takes newer versions
	$(BIN)/python -m scripts.lock $(UPGRADE)

licences: install-dev ## Make docs/licences.md again
	$(BIN)/python -m scripts.licences

clean: ## Remove the environment and the build
	rm -rf $(VENV) data/build
