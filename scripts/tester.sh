#!/usr/bin/env bash
# Toutes les suites, l'une après l'autre même si l'une échoue ; un bilan d'une ligne par suite.
set -euo pipefail

# Chaque processus recompilerait le code et les tests, même là où la machine interdit d'écrire à
# côté : on compile une fois pour toutes les suites.
unset PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX="$PWD/build/octets"

rapports=build/tests
mkdir -p "$rapports"
rm -f "$rapports"/*.xml
statut=0

suite() {
    local nom=$1
    shift
    printf '\n== %s\n' "$nom"
    "$@" --junitxml="$rapports/$nom.xml" || statut=1
}

navigateur() {
    command -v chromium-headless-shell || command -v chromium
}

pytest=(.venv/bin/pytest -q -rs)
# Un navigateur sur une machine occupée rate parfois un instant : un parcours en échec se rejoue une fois,
# et le bilan le dit, avec la trace. Rien d'autre ne se rejoue.
parcours=("${pytest[@]}" -n 3 --reruns 1 --rerun-show-tracebacks tests/parcours)
# Les attaques ne se jouent que sur PostgreSQL, la base des vrais collèges ; seule une machine qui ne
# l'a pas les joue sur SQLite.
attaques=(--ignore=tests/attaques)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || attaques=()
suite SQLite env -u DATABASE_URL "${pytest[@]}" -n 2 --ignore=tests/parcours "${attaques[@]}"
if compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
    # Un test qui n'ouvre pas la base dirait la même chose deux fois.
    suite PostgreSQL scripts/postgres_de_test.sh "${pytest[@]}" -n 2 --ignore=tests/parcours \
        --avec-base
    if navigateur >/dev/null; then
        suite Parcours scripts/postgres_de_test.sh "${parcours[@]}"
    fi
elif navigateur >/dev/null; then
    suite Parcours env -u DATABASE_URL "${parcours[@]}"
fi

echo
.venv/bin/python scripts/bilan.py "$rapports"/*.xml || statut=1
exit $statut
