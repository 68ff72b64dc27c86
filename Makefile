# `make site` reads, `make test` proves; each installs what it needs into .venv.
PYTHON ?= python3
PORT ?= 8000
export NO_MKDOCS_2_WARNING = 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1
LOCK = .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
	--python-version 3.11 --custom-compile-command "make lock" pyproject.toml

.PHONY: site build test edit lint lock bench zensical install browser clean

site: .venv/site.stamp  ## build the site and serve it on 127.0.0.1
	@.venv/bin/apart serve --port $(PORT)

build: .venv/site.stamp  ## build the site and its archive into site/
	@.venv/bin/apart build

test: install browser  ## run every test
	@.venv/bin/python -m pytest

edit: .venv/site.stamp  ## serve the site and rebuild it at every change
	@.venv/bin/mkdocs serve --no-strict --livereload --dev-addr 127.0.0.1:$(PORT)

lint: install  ## check style and types; the pages' code included
	@.venv/bin/ruff format --check . && .venv/bin/ruff check . && .venv/bin/mypy

bench: install  ## measure what speed is promised
	@.venv/bin/python -m benchmarks

zensical: .venv/site.stamp build/zensical-venv/stamp  ## build with Zensical too, and compare page by page
	@.venv/bin/python -m benchmarks.zensical

install: .venv/test.stamp  ## install torch and the rest that the tests need

browser: install  ## find a browser; as root on Debian, install one
	@.venv/bin/python tests/support/browser.py >/dev/null 2>&1 || \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing chromium, in which the tests look at the pages"; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
		else .venv/bin/python tests/support/browser.py; fi

lock: install  ## resolve pyproject.toml's dependencies anew
	$(LOCK) --upgrade --extra test --output-file requirements/test.txt
	$(LOCK) --upgrade --constraint requirements/test.txt --output-file requirements/site.txt
	$(subst pyproject.toml,requirements/zensical.in,$(LOCK)) --upgrade --constraint requirements/site.txt \
		--output-file requirements/zensical.txt

clean:  ## remove the virtual environment and the built site
	rm -rf .venv site

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ". Name one: make PYTHON=python3.12 site")'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python has no venv here. On Debian: apt-get install python3-venv"; exit 1; }

build/zensical-venv/stamp: requirements/zensical.txt | .venv/bin/python
	@echo "Installing what requirements/zensical.txt names into build/zensical-venv"
	@.venv/bin/python -m venv build/zensical-venv
	@build/zensical-venv/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements/zensical.txt
	@touch $@

.venv/%.stamp: requirements/%.txt pyproject.toml | .venv/bin/python
	@echo "Installing what requirements/$*.txt names into .venv"
	@.venv/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements/$*.txt
	@.venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
