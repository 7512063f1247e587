# Siyu. `make` prints what there is. Needs only Python 3.11 or newer and git; the rest is fetched into .venv.
.DEFAULT_GOAL := help
.SUFFIXES:
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
RUN := .venv/bin/python
PORT ?= 8000
# How many test processes; N=0 keeps everything in one, for a debugger.
N ?= 3
# In order of the files: otherwise those with few but long tests come last, and one process works while the others wait.
PYTEST := $(RUN) -m pytest -n $(N) --dist loadfile --no-loadscope-reorder --durations 25
# The rest of `siyu demo`, as in: make demo ARGS="--customers 2000"
ARGS ?=
# Some shells ask Python to keep no bytecode; then every process of ours would compile the whole product when it starts.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo dev test test-fast lint fix bench check lock build smoke clean env env-test env-lint console

help: ## Print this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

demo: env console ## Start the demo brand, API, worker, WeCom simulator and console (PORT=8000, ARGS=…); Ctrl-C ends it
	@exec .venv/bin/siyu demo --port $(PORT) $(ARGS)

dev: env ## The demo with the console rebuilt as you type, on Vite's own port
	@trap 'kill 0' EXIT; .venv/bin/siyu demo --port $(PORT) $(ARGS) & \
	  SIYU_API=http://127.0.0.1:$(PORT) $(RUN) -m tools.console dev

test: env-test console ## Everything: Python on SQLite and PostgreSQL, console units, browser (T=tests/segments or T="-k name" narrows)
ifdef T
	@exec $(PYTEST) $(T)
else
	@$(RUN) -m tools.console test
	@$(PYTEST) -m "not browser"
	@SIYU_CHROMIUM="$$($(RUN) -m tools.browser)" && export SIYU_CHROMIUM && exec $(RUN) -m pytest -n 2 --dist loadfile -m browser
endif

test-fast: env-test ## The same without the browser (T=… narrows)
ifdef T
	@exec $(PYTEST) -m "not browser" $(T)
else
	@$(RUN) -m tools.console test
	@exec $(PYTEST) -m "not browser"
endif

lint: env-lint ## ruff, mypy --strict, import contracts, house rules, and tsc and eslint on the console
	@$(RUN) -m tools.lint

fix: env-lint ## Let the tools mend what they can
	@$(RUN) -m ruff check --fix-only --quiet .
	@$(RUN) -m ruff format .
	@$(RUN) -m tools.console fix

bench: env-test ## Measure against the named baselines; writes benchmarks/results.json and results.md
	@exec .venv/bin/siyu bench all --out benchmarks $(ARGS)

check: ## What CI runs
	@bash .ci/run

lock: env-lint ## Compile requirements/*.txt again (ARGS=--upgrade takes newer versions)
	@$(RUN) -m tools.lock $(ARGS)

build: env console ## Build the wheel, console included, into dist/
	@$(RUN) -m hatchling build -t wheel

smoke: env ## Install the built wheel elsewhere, start the demo there and end it
	@$(RUN) -m tools.smoke

clean: ## Remove what was built or cached; .venv and data stay
	@rm -rf build dist src/siyu/console_dist web/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find src tests tools benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

env:
	@$(PYTHON) -m tools.environment runtime

env-test:
	@$(PYTHON) -m tools.environment runtime test peers

env-lint:
	@$(PYTHON) -m tools.environment runtime test lint

console:
	@$(RUN) -m tools.console build
