# Every command anyone types. `make help` lists them; each sets up what it needs, once.
PY ?= python3
BIN := .venv/bin
NAMES := src tests $(wildcard bench)
MAKEFLAGS += --no-print-directory

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup setup-dev run test check format prove bench lock clean

help:           ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 18

setup: .venv/run.ok      ## what `make run` needs, by hashed locks
	@:

setup-dev: .venv/dev.ok  ## what the tests and checks need as well
	@:

run: .venv/run.ok        ## show one worked claim, then serve the web application with invented people
	@$(BIN)/uberrima adjudicate docs/walk/seq-01.jsonl --edition products/seq-01-annual-deductible/2025-1 --explain en --out - \
	  | $(BIN)/python docs/walk/sentences.py B3 1
	@echo "That is one worked claim of README.md. All published examples, side by side with ours: $(BIN)/uberrima run"
	@UBERRIMA_DEMO=1 $(BIN)/uberrima serve

test: .venv/dev.ok       ## all tests
	$(BIN)/pytest -n 2

check: .venv/dev.ok      ## style, types, and which way imports point
	$(BIN)/ruff check $(NAMES)
	$(BIN)/ruff format --check $(NAMES)
	$(BIN)/mypy $(NAMES)
	$(BIN)/lint-imports

format: .venv/dev.ok     ## put the source into the house's form
	$(BIN)/ruff check --fix-only $(NAMES)
	$(BIN)/ruff format $(NAMES)

prove: .venv/dev.ok      ## everything the documents promise, shown again
	$(BIN)/python -m tests.prove

bench: .venv/dev.ok      ## every figure the documents give, measured here
	$(BIN)/python -m bench

lock: .venv/dev.ok       ## write requirements/*.lock anew from *.in
	for name in runtime dev build installer; do \
	  $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    requirements/$$name.in -o requirements/$$name.lock || exit 1; \
	done

clean:          ## forget everything that was set up
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# The project is put on the path by one relative line, and its command is one small script that finds Python beside
# itself: nothing to build, nothing to fetch, and a moved checkout still works.
define COMMAND
#!/bin/sh
'''exec' "$$(dirname -- "$$(readlink -f -- "$$0")")/python" -P "$$0" "$$@"
' '''
import sys
from uberrima.cli import main
sys.exit(main())
endef
export COMMAND

.venv/run.ok: Makefile requirements/installer.lock requirements/build.lock requirements/runtime.lock
	@$(PY) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed. Say: make PY=python3.12")'
	$(PY) -m venv .venv
	@$(BIN)/python -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "uberrima.pth").write_text("../../../../src\n")'
	@printf '%s\n' "$$COMMAND" > $(BIN)/uberrima && chmod +x $(BIN)/uberrima
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/installer.lock 2> .venv/installer.log \
	  || echo "uv cannot be had here (.venv/installer.log says why): pip installs the same lock, only slower."
	@$(call install,build)
	@$(call install,runtime)
	@touch $@

.venv/dev.ok: .venv/run.ok requirements/dev.lock
	@$(call install,dev)
	@touch $@

# A lock, by uv or else by pip. What comes as source is built by what build.lock put there, without fetching more.
install = { test -x $(BIN)/uv && $(BIN)/uv pip install -q --python $(BIN)/python --no-build-isolation --require-hashes -r requirements/$(1).lock; } \
  || $(BIN)/pip install -q --disable-pip-version-check --no-build-isolation --require-hashes -r requirements/$(1).lock
