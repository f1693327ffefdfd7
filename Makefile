# Everything that a developer or CI runs. `make` alone lists the targets.
# The environment is in .venv. Its *.stamp files record what is installed, so a second call installs nothing.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
# Many tests wait for processes and servers, so there are more workers than cores.
WORKERS ?= 4
PYTEST = $(BIN)/pytest --numprocesses=$(WORKERS) --dist=worksteal

# Hard links into uv's cache make NLTK inside llama-index-core refuse its own data files.
export UV_LINK_MODE := copy
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Bytecode makes every start 40 % faster. All of it is compiled at the installation, because later nobody may write it.
unexport PYTHONDONTWRITEBYTECODE

# The demo has its own data folder, so it does not touch yours.
DEMO_ARTICLE := samples/atlantic-cable.html
DEMO_DATA_DIR := .cache/demo
DEMO_QUESTION_1 := When was the Queen’s message sent?
DEMO_QUESTION_2 := ¿Cuánto costaba al principio un telegrama a América?
DEMO_QUESTION_3 := How could a clerk tell a dot from a dash?
export DEMO_QUESTION_1 DEMO_QUESTION_2 DEMO_QUESTION_3

.DEFAULT_GOAL := help
.PHONY: help demo test check lint format docs lock audit clean

help: ## List the targets
	@echo "make TARGET, where TARGET is one of:"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{ printf "%-9s %s\n", $$1, $$2 }'

demo: export PINCITE_ARTICLE := $(DEMO_ARTICLE)
demo: export PINCITE_DATA_DIR := $(DEMO_DATA_DIR)
demo: $(VENV)/.runtime.stamp ## Index a sample article and ask it three questions in the terminal; no token, no account
	@printf '\n$$ pincite index %s\n' "$$PINCITE_ARTICLE"
	@$(BIN)/pincite index "$$PINCITE_ARTICLE"
	@for question in "$$DEMO_QUESTION_1" "$$DEMO_QUESTION_2" "$$DEMO_QUESTION_3"; do \
		printf '\n$$ pincite ask "%s"\n' "$$question"; \
		$(BIN)/pincite ask "$$question" || exit; \
	done
	@if [ -t 0 ] && [ -t 1 ]; then printf '\n$$ pincite chat\n'; $(BIN)/pincite chat; fi

test: $(VENV)/.dev.stamp ## Run the tests; ARGS="-k words" goes to pytest, WORKERS=0 runs them in one process
	@$(PYTEST) $(ARGS)

check: lint ## Run what CI runs: static checks, generated pages, tests with branch coverage
	@$(PYTEST) --cov --cov-report=term-missing:skip-covered $(ARGS)

lint: $(VENV)/.dev.stamp ## Run the static checks alone
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/mypy --config-file benchmarks/mypy.ini
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m config.reference --check docs/settings.md
	@$(BIN)/python -m config.reference --env --check .env.example

format: $(VENV)/.dev.stamp ## Let ruff lay out the code and repair what it can
	@$(BIN)/ruff check --fix --exit-zero --quiet
	@$(BIN)/ruff format

docs: $(VENV)/.dev.stamp ## Write the generated pages again
	@$(BIN)/python -m config.reference >docs/settings.md.new && mv docs/settings.md.new docs/settings.md
	@$(BIN)/python -m config.reference --env >.env.example.new && mv .env.example.new .env.example

# dev.txt contains every package, so the others take their versions from it. Pins stay until ARGS=--upgrade.
compile = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(ARGS)

lock: $(VENV)/.uv.stamp ## Resolve requirements/*.txt; ARGS=--upgrade takes newer versions
	@echo "Resolving requirements/*.txt…"
	@$(compile) requirements/uv.in -o requirements/uv.txt
	@$(compile) pyproject.toml --group dev --group build -o requirements/dev.txt
	@$(compile) pyproject.toml -c requirements/dev.txt -o requirements/runtime.txt
	@$(compile) pyproject.toml --extra mcp --extra postgresql --extra tracing -c requirements/dev.txt -o requirements/image.txt
	@$(compile) pyproject.toml --extra ocr -c requirements/dev.txt -o requirements/ocr.txt
	@$(compile) --group build -c requirements/dev.txt -o requirements/build.txt
	@$(compile) --group audit -o requirements/audit.txt

audit: $(VENV)/.dev.stamp requirements/audit.txt ## List licences of all that the image has, write an SBOM, look for known vulnerabilities; ADVISORIES=FILE does without a network
	@test -x .cache/audit/bin/pip-audit || { $(PYTHON) -m venv .cache/audit \
		&& $(BIN)/uv pip install --quiet --python .cache/audit/bin/python --no-build --require-hashes -r requirements/audit.txt; }
	@.cache/audit/bin/python .ci/audit.py requirements/image.txt --python $(BIN)/python \
		--licences docs/licences.md --sbom build/sbom.json $(if $(ADVISORIES),--advisories $(ADVISORIES))

clean: ## Remove the environment, the demo's data and everything else that make wrote
	@rm -rf $(VENV) .cache build dist .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An incomplete environment of the same Python is completed; one of another Python is replaced.
$(VENV)/.uv.stamp: requirements/uv.txt
	@version=$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null); \
	case "$$version" in \
		3.11 | 3.12 | 3.13 | 3.14) ;; \
		"") echo "Pincite needs Python 3.11 to 3.14, and there is no $(PYTHON) here: install one, or name one," \
			"as in 'PYTHON=python3.12 make $(MAKECMDGOALS)'." >&2; exit 1 ;; \
		*) echo "Pincite needs Python 3.11 to 3.14, and $(PYTHON) is $$version: name another one," \
			"as in 'PYTHON=python3.12 make $(MAKECMDGOALS)'." >&2; exit 1 ;; \
	esac; \
	$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make a virtual environment yet: run 'apt install $(notdir $(PYTHON))-venv'," \
			"then 'make $(MAKECMDGOALS)' again." >&2; exit 1; }; \
	echo "Making $(VENV) with Python $$version…"; \
	clear=--clear; [ "$$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" \
		= "$$version" ] && clear=; \
	$(PYTHON) -m venv $$clear $(VENV)
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements/uv.txt
	@touch $@

# Only wheels: a missing one fails at once. The project itself is editable, so changes need no installation.
define install
	@echo "Installing into $(VENV) (about a minute)…"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-build --require-hashes --compile-bytecode $(1)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q bot config index pincite prompts
endef

$(VENV)/.runtime.stamp: $(VENV)/.uv.stamp requirements/runtime.txt requirements/build.txt pyproject.toml
	$(call install,-r requirements/runtime.txt -r requirements/build.txt)
	@touch $@

$(VENV)/.dev.stamp: $(VENV)/.uv.stamp requirements/dev.txt pyproject.toml
	$(call install,-r requirements/dev.txt)
	@touch $(VENV)/.runtime.stamp $@
