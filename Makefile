# `make` lists the targets.  Everything runs in .venv, which the first call creates.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run tables test test-slow lint corpus evaluate bench clean

VENV  := .venv
BIN   := $(VENV)/bin
OUT   ?= out
SPLIT ?= dev
ARGS  ?=

# pip says what is wrong, and nothing else.
PIP   := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name text; do printf '%-10s %s\n' "$$name" "$$text"; done

run: $(VENV)/.installed ## Mine the reports of corpus/ into out/ and show the tables
	@code=0; $(BIN)/reportminer run corpus/reports --out $(OUT) --force || code=$$?; \
	if [ $$code -gt 1 ]; then exit $$code; fi  # 1: some document has an error; the tables are there and say which
	@$(MAKE) --no-print-directory tables

tables: $(VENV)/.installed ## Show the head of the tables in out/
	@OUT="$(OUT)" $(BIN)/python -c "$$SHOW_TABLES"

test: $(VENV)/.installed-dev ## Run the tests that take seconds
	@$(BIN)/python -m pytest -m "not slow" $(ARGS)

test-slow: $(VENV)/.installed-dev ## Run the tests that take longer (minutes; builds the wheel)
	@$(BIN)/python -m pytest -m slow $(ARGS)

lint: $(VENV)/.installed-dev ## Check style and types
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m mypy

corpus: $(VENV)/.installed-dev ## Build corpus/reports and corpus/gold again from corpus/marked
	@$(BIN)/python corpus/build.py

evaluate: $(VENV)/.installed ## Score against corpus/gold/dev  (SPLIT=train|dev|test|examples, ARGS="--errors 20")
	@$(BIN)/reportminer evaluate corpus/gold/$(SPLIT) $(ARGS)

bench: $(VENV)/.installed ## Measure speed and memory  (ARGS="--mb 2")
	@$(BIN)/python benchmarks/run.py $(ARGS)

clean: ## Remove what the other targets made, .venv included
	@rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment: made once, brought up to date when pyproject.toml changes.
$(BIN)/python:
	@for name in python3.12 python3.11 python3.13 python3; do \
	  if $$name -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "making $(VENV) with $$($$name --version)"; exec $$name -m venv $(VENV); \
	  fi; \
	done; \
	echo "no Python 3.11 or newer with the venv module; on Debian: apt-get install python3-venv" >&2; exit 1

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "installing reportminer (a minute or two the first time)"
	@$(PIP) -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	@echo "installing reportminer with its development tools (a minute or two the first time)"
	@$(PIP) -e '.[dev]'
	@touch $@ $(VENV)/.installed

define SHOW_TABLES
import csv, os, pathlib
from rich.console import Console
from rich.table import Table

VIEWS = {
    "figures": ("text", "value", "kind", "unit", "counted", "comparator", "time_start", "time_end", "place"),
    "dates": ("text", "kind", "value", "start_date", "end_date", "role"),
    "resolutions": ("text", "key", "type", "number", "issuer", "date"),
    "entity_counts": ("label", "name", "entity_id", "mentions", "documents"),
}
out = pathlib.Path(os.environ["OUT"])
tables = {file.stem: list(csv.DictReader(file.open(encoding="utf-8", newline=""))) for file in sorted(out.glob("*.csv"))}
counts = {name: len(rows) for name, rows in tables.items()}
tables["entity_counts"] = [row for row in tables["entity_counts"] if row["scope"] == "corpus"]
console = Console(width=None if os.isatty(1) else 150, highlight=False)
for name, columns in VIEWS.items():
    view = Table(title=f"{name}: {min(8, len(tables[name]))} of {len(tables[name])} rows", title_justify="left", box=None, pad_edge=False)
    for column in columns:
        view.add_column(column, max_width=34, no_wrap=True, overflow="ellipsis")
    for row in tables[name][:8]:
        view.add_row(*(" ".join(row[column].split()) for column in columns))
    console.print(view)
    console.print()
console.print("rows per table: " + ", ".join(f"{name} {count}" for name, count in counts.items()), soft_wrap=True)
console.print(f"all columns: {out}{os.sep}*.csv; what they mean: .venv/bin/reportminer schema figures", soft_wrap=True)
endef
export SHOW_TABLES
