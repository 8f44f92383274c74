# `make help` lists what there is. Only Python 3.11 or newer and make are needed: everything else is
# installed into .venv and node_modules, and again only when a lock file changed.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 5000
WORKERS ?= 2
TESTS ?= tests
MINUTES ?= 60
export HOST PORT TLS

BIN := .venv/bin
STAMPS := .venv/.stamps
SET_UP := bash .ci/set-up $(PYTHON)
CATALOGUES := $(wildcard app/translations/*/LC_MESSAGES/messages.po)
COMPILED := $(CATALOGUES:.po=.mo)
export FLASK_APP := wsgi.py

.PHONY: help install run test bench soak lint demo screenshots lock messages clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

install: $(STAMPS)/run node_modules/.run $(COMPILED) ## install what running needs, and no more

run: install ## start web and worker on the demo data (HOST, PORT, TLS=1)
	@$(BIN)/flask demo
	@exec $(BIN)/flask up

test: $(STAMPS)/dev node_modules/.dev $(COMPILED) ## run all tests (TESTS=path, WORKERS=2, REQUIRE_ALL=1)
	@$(BIN)/pytest -n $(WORKERS) --dist loadgroup $(TESTS)

bench: $(STAMPS)/dev node_modules/.dev $(COMPILED) ## measure the hot paths beside a bare Flask app
	@$(BIN)/python -m bench.run

soak: $(STAMPS)/dev node_modules/.dev $(COMPILED) ## scan in Chromium for an hour and watch that nothing grows (MINUTES=60)
	@$(BIN)/python -m bench.soak --minutes $(MINUTES)

lint: $(STAMPS)/dev node_modules/.dev ## style, types, layers, translations, scripts
	@bash .ci/lint

demo: $(STAMPS)/run $(COMPILED) ## make the demo data anew (ANCHOR=2027-06-20 sets its "today")
	@$(BIN)/flask demo --reset $(if $(ANCHOR),--anchor $(ANCHOR))

screenshots: $(STAMPS)/dev node_modules/.dev $(COMPILED) ## take the README's pictures from the demo
	@$(BIN)/python -m tests.browser.screenshots

lock: ## lock the newest versions that requirements/*.in allow
	@bash .ci/lock $(PYTHON)

messages: $(STAMPS)/dev ## collect texts from the sources into the catalogues
	@$(BIN)/python .ci/translations.py update

clean: ## remove what set-up made; the data in instance/ stays
	rm -rf .venv node_modules .cache $(COMPILED)

$(STAMPS)/run: requirements/run.txt
	@$(SET_UP) python run
	@touch $@

$(STAMPS)/dev: requirements/run.txt requirements/dev.txt
	@$(SET_UP) python dev
	@touch $(STAMPS)/run $@

node_modules/.run: package.json package-lock.json | $(STAMPS)/run
	@$(SET_UP) browser run
	@touch $@

node_modules/.dev: package.json package-lock.json | $(STAMPS)/dev
	@$(SET_UP) browser dev
	@touch node_modules/.run $@

%.mo: %.po | $(STAMPS)/run
	@$(BIN)/pybabel -q compile -i $< -o $@
