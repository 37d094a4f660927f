# The words of a developer; CONTRIBUTING.md explains them. Where there is no make: pip install . && hergang demo

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Stamps are written last: a .venv that was not finished has none, and is made anew.
MADE := $(VENV)/.made
INSTALLED := $(VENV)/.installed
DEVELOPED := $(VENV)/.developed

.DEFAULT_GOAL := all
.PHONY: all demo test check types docs golden quality

all: check test

demo: $(INSTALLED)
	$(BIN)/hergang demo

test: $(DEVELOPED)
	$(BIN)/python -m pytest

check: $(DEVELOPED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python docs/generate.py --check
	$(BIN)/python docs/generate_questions.py --check
	$(BIN)/python docs/generate_graph.py --check
	$(MAKE) --no-print-directory types

# mypy does not see through an editable install with package-dir: it checks a copy, from outside the checkout.
types: $(DEVELOPED)
	@rm -rf build; copy=$$(mktemp -d) && trap 'rm -rf "$$copy"' EXIT && \
	$(BIN)/python -m pip install --quiet --no-deps --target "$$copy" . && \
	mypy=$(CURDIR)/$(BIN)/mypy && cd "$$copy" && \
	"$$mypy" --config-file $(CURDIR)/pyproject.toml --cache-dir $(CURDIR)/.mypy_cache -p hergang

docs: $(DEVELOPED)
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/generate_questions.py
	$(BIN)/python docs/generate_graph.py

golden: $(DEVELOPED)
	HERGANG_REWRITE=1 $(BIN)/python -m pytest tests/hergang/test_readme.py

quality: $(DEVELOPED)
	$(BIN)/python tests/quality/report.py --data $(or $(HERGANG_TEST_DATA),../shared)/data --part dev

$(MADE):
	$(PYTHON) -m venv --clear $(VENV)
	touch $@

$(INSTALLED): $(MADE) pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

$(DEVELOPED): $(MADE) pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@ $(INSTALLED)
