# The two commands that matter are `make demo` and `make test`. Each sets up what is missing; `make` alone lists all.

BIN := .venv/bin
READY := .venv/.ready
RECORDINGS ?= samples

.DEFAULT_GOAL := help
.PHONY: help install models demo test test-fast lint format readme data golden score hear bench cost race wheel clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 18

install: $(READY) ## make .venv and install scribe, the base speech model and the tools into it

# Done again only when pyproject.toml changes.
$(READY): pyproject.toml
	@echo "Setting up .venv; the first time this takes some minutes."
	@test -x $(BIN)/python || for python in python3.13 python3.12 python3.11 python3; do \
		$$python -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
			&& exec $$python -m venv .venv; \
	done; \
	test -x $(BIN)/python || { \
		echo "scribe needs Python 3.11 or newer with its venv module (on Debian and Ubuntu: apt install python3-venv)." >&2; \
		exit 1; \
	}
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[base-model,dev]'
	@# pip compiles what it installs, but not what it links to: without this the first start takes half a second longer.
	$(BIN)/python -m compileall -q scribe
	@touch $@

models: $(READY) ## put the base speech model into your data folder (scribe does so itself when it is first needed)
	$(BIN)/scribe models pull base

demo: $(READY) ## turn the recordings of samples/ into notes
	$(BIN)/scribe process samples --out demo-notes
	@echo "The notes are in demo-notes/; open one of its .note.md files, such as demo-notes/d01.note.md."

test: $(READY) ## run every test
	$(BIN)/pytest

test-fast: $(READY) ## run the tests that need no speech model, browser or wheel
	$(BIN)/pytest -m "not slow"

lint: $(READY) ## check style, types, and that the README shows each command's --help
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/cog -I tests --check README.md

format: $(READY) ## put the code into the common style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

readme: $(READY) ## write each command's --help into the README
	$(BIN)/cog -I tests -r README.md

data: $(READY) ## check models/ and templates/, for people who edit only those
	$(BIN)/pytest --quiet tests/test_vocabulary.py tests/test_patterns.py tests/test_understanding.py tests/test_render.py tests/test_billing.py

golden: $(READY) ## rewrite the expected notes of tests/golden and show what changed
	$(BIN)/python tests/golden_notes.py
	git --no-pager diff --stat tests/golden

score: $(READY) ## score notes of the development set, from text and from the recordings in RECORDINGS=samples
	$(BIN)/python benchmarks/score.py --recordings '$(RECORDINGS)'

hear: $(READY) ## measure how well the recordings in RECORDINGS=samples are heard, raw and corrected
	$(BIN)/python benchmarks/hear.py '$(RECORDINGS)' --texts tests/dictations/development.json --notes

bench: $(READY) ## time how fast scribe starts, and how fast the page answers
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/review.py

cost: $(READY) ## measure what it costs to understand a dictation, from 200 words to 20,000
	$(BIN)/python benchmarks/cost.py

race: $(READY) ## race whisper-ctranslate2 over the recordings in RECORDINGS=samples; installs it into .race
	$(BIN)/python benchmarks/race.py '$(RECORDINGS)' --texts tests/dictations/development.json

wheel: $(READY) ## build the packages for installing elsewhere into dist/
	$(BIN)/python -m build --no-isolation

clean: ## remove everything that was made here, the notes of the demo included
	rm -rf .venv .race dist build demo-notes .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
