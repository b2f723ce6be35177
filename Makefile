# `make` seul liste les commandes. PORT change le port de la démonstration.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
TOURS ?= 10000
PIP = .venv/bin/python -m pip install --quiet --disable-pip-version-check
FEUILLE = dossiersco/socle/static/socle/dsfr.css
GABARITS = $(shell find dossiersco -name '*.html')
SOURCES_FEUILLE = $(GABARITS) $(shell find dossiersco -name '*.py' -o -name dossiersco.css)

.DEFAULT_GOAL := aide
.DELETE_ON_ERROR:
.PHONY: aide installer demo demo-neuf test check fix banc proprietes phare captures phrases verrouiller

aide: ## liste les commandes
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1|/' | \
		while IFS='|' read -r nom quoi; do printf '  make %-12s %s\n' "$$nom" "$$quoi"; done

installer: .venv/base.installe $(FEUILLE) ## crée .venv avec les dépendances verrouillées
	@:

demo: installer ## sert un collège fictif sur http://127.0.0.1:8000 (PORT=… pour changer)
	.venv/bin/dossiersco demo --port $(PORT)

demo-neuf: ## efface la démonstration et recommence
	rm -rf var/demo
	$(MAKE) --no-print-directory demo

test: check ## tout vérifier : statique, SQLite, PostgreSQL, navigateur
	scripts/preparer_tests.sh
	scripts/tester.sh

check: .venv/test.installe $(FEUILLE) ## la partie statique : style, types, contrats, migrations
	.venv/bin/ruff check --quiet
	.venv/bin/ruff format --check --quiet
	.venv/bin/djade --target-version 5.2 --check $(GABARITS)
	.venv/bin/djlint --lint --quiet dossiersco
	.venv/bin/mypy config dossiersco
	.venv/bin/lint-imports --config pyproject.toml
	DATABASE_URL=sqlite:///:memory: .venv/bin/dossiersco makemigrations --check --dry-run

fix: .venv/test.installe ## corrige ce qui se corrige seul
	.venv/bin/ruff check --fix --quiet
	.venv/bin/ruff format --quiet
	-.venv/bin/djade --target-version 5.2 $(GABARITS)

banc: .venv/test.installe $(FEUILLE) ## mesure les performances, sur SQLite puis PostgreSQL
	scripts/preparer_tests.sh
	env -u DATABASE_URL .venv/bin/python -m bancs
	scripts/postgres_de_test.sh .venv/bin/python -m bancs

proprietes: .venv/test.installe ## éprouve le retour vers SIECLE : 10 000 bases au hasard (TOURS=…)
	.venv/bin/python -m bancs.proprietes $(TOURS)

phare: .venv/test.installe $(FEUILLE) bancs/lighthouse/node_modules ## note les pages d'une famille avec Lighthouse (demande npm)
	scripts/preparer_tests.sh
	env -u DATABASE_URL .venv/bin/python -m bancs phare

captures: .venv/test.installe $(FEUILLE) ## refait les images de docs/captures
	scripts/preparer_tests.sh
	CAPTURES=oui scripts/postgres_de_test.sh .venv/bin/pytest tests/parcours

phrases: .venv/test.installe ## ajoute aux catalogues les phrases des familles qui y manquent
	.venv/bin/python manage.py shell --no-imports -c "from tests.coherence.phrases import mettre_a_jour; mettre_a_jour()"

verrouiller: ## recompile requirements/ avec uv, sans adresse d'index
	scripts/verrouiller.sh

.venv/bin/pip:
	PYTHON=$(PYTHON) scripts/creer_venv.sh

.venv/base.installe: requirements/base.txt pyproject.toml | .venv/bin/pip
	$(PIP) --require-hashes -r requirements/base.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/test.installe: requirements/test.txt .venv/base.installe
	$(PIP) --require-hashes -r requirements/test.txt
	@touch $@

bancs/lighthouse/node_modules: bancs/lighthouse/package-lock.json
	npm ci --prefix bancs/lighthouse
	@touch $@

$(FEUILLE): $(SOURCES_FEUILLE) .venv/base.installe
	@.venv/bin/dossiersco assembler_dsfr
	@touch $@
