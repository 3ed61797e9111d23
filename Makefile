# Two commands: `make run` and `make test`. `make help` lists the rest.
# Plain recipes, so that GNU make 3.81 (macOS) reads them too. What they do stands in tools/.

DATA ?= demo
SETS ?=
PORT ?= 8000
CUSTOMERS ?= 20000
FULL ?=
IMAGE ?= customer-scoring
SECONDS ?= 60

# a Python 3.11 or newer, looked for when a recipe needs it (PYTHON=... names one)
python = python=$$(PYTHON="$(PYTHON)" sh tools/find-python.sh) && exec "$$python"
venv = .venv/bin/python
way = $(python) -m tools.run --data "$(DATA)" --customers "$(CUSTOMERS)" --port "$(PORT)"

.PHONY: help run test nightly soak demo-data fit serve bench quality screenshots format openapi lock image sbom audit fuzz clean
.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: ## data, fit, service, one scored customer [DATA=demo|complete-journey] [CUSTOMERS=20000] [PORT=8000] [FULL=1]
	@$(way) $(if $(FULL),--full)

test: ## everything that CI runs
	@$(python) -m tools.check

nightly: ## the invariants of an answer on 10,000 payloads each, and thousands of calls by Schemathesis, for an hour or more
	@$(python) -m tools.environment dev
	@OMP_NUM_THREADS=1 $(venv) -m pytest --hypothesis-profile=nightly --durations=0 tests/scoring/test_payloads.py \
	  tests/scoring/test_scorer_consistency.py tests/scoring/test_scorer_invariants.py
	@SCHEMATHESIS_EXAMPLES=200 OMP_NUM_THREADS=1 $(venv) -m pytest -rP --durations=0 tests/contract/test_schemathesis.py

soak: ## the long forms of tests/faults: a million requests, 500 reloads, 50,000 requests over restarts; hours
	@$(python) -m tools.environment dev
	@SOAK=1 OMP_NUM_THREADS=1 $(venv) -m pytest --durations=0 tests/faults
	@OVERLOAD_SECONDS=60 OMP_NUM_THREADS=1 $(venv) -m pytest tests/service/test_overload.py

demo-data: ## the tables alone, in build/ [DATA, CUSTOMERS]
	@$(way) --until data

fit: ## the tables and a bundle in models/ [DATA, CUSTOMERS]
	@$(way) --until fitted

serve: ## the bundle that models/current names [PORT]
	@$(python) -m tools.environment serve
	@$(python) -m tools.web
	@exec $(venv) -m service --port "$(PORT)"

bench: ## the figures of speed and size, in five minutes (benchmarks/RESULTS.md has the long runs, with peers)
	@$(python) -m tools.environment dev
	@$(venv) -m benchmarks
	@$(venv) -m benchmarks.bulk --quick --bundle build/bench/models
	@$(venv) -m benchmarks.serving --quick --bundle build/bench/models

quality: ## how good the defaults are on real data, with peers beside them [SETS="telco demo"]
	@$(python) -m tools.environment --venv .venv-bench bench complete-journey >&2
	@.venv-bench/bin/python -m benchmarks.quality $(SETS)

format: ## ruff's fixes and format
	@$(python) -m tools.environment dev
	@$(venv) -m ruff check --fix . && $(venv) -m ruff format .

screenshots: ## the pictures of the page in docs/page, by chromium
	@$(python) -m tools.environment dev
	@$(python) -m tools.web
	@$(venv) -m tools.screenshots

openapi: ## openapi.yaml, the client's types and docs/reference from the code
	@$(python) -m tools.environment dev
	@$(venv) -m tools.openapi --write
	@$(venv) -m tools.client --write
	@$(venv) -m tools.references --write

lock: ## requirements/*.lock from pyproject.toml [UPGRADE=1]
	@$(python) -m tools.environment dev
	@sh tools/lock.sh $(if $(UPGRADE),--upgrade)

fuzz: ## every parser under a coverage-guided fuzzer, and 100,000 wrong requests [SECONDS=60, for each target]
	@$(python) -m tools.environment dev
	@OMP_NUM_THREADS=1 $(venv) -m tests.fuzz.campaign --seconds "$(SECONDS)"

audit: ## known vulnerabilities of what is served; fails where nobody can be asked
	@$(python) -m tools.environment dev
	@$(venv) -m tools.audit --required

sbom: ## the bill of materials of the image, as CycloneDX, in build/
	@$(python) -m tools.environment dev
	@$(venv) -m tools.sbom

image: ## the container image, with the bundle that models/current names [IMAGE=customer-scoring]
	@$(python) -m tools.web
	@sh tools/image.sh "$(IMAGE)"

clean: ## removes what can be made again: build/, caches (keeps .venv, .venv-bench and models/)
	@rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name ".venv*" -prune -o -name __pycache__ -type d -exec rm -rf {} +
