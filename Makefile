# Everything is set up in .venv on first use; only python3 (3.11 or newer) and make are expected.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: install demo test lint types unit docs benchmark clean

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("stackproof needs Python 3.11 or newer: make PYTHON=python3.11") if sys.version_info < (3, 11) else 0'
	@echo "setting up $(VENV) (a minute or two) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --upgrade --constraint constraints.txt 'pip>=25.1'
	@$(PIP) install --constraint constraints.txt --editable '.[all]' --group dev
	@touch $(STAMP)

demo: $(STAMP)
	@$(BIN)/python scripts/demo.py

# The types are read beside the tests: mypy works on one processor, and most of a minute.
test: lint
	@$(MAKE) --no-print-directory --jobs=2 types unit

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

unit: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist loadgroup

docs: $(STAMP)
	$(BIN)/python scripts/generate_docs.py

benchmark: $(STAMP)
	$(BIN)/python -m benchmarks.speed

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
