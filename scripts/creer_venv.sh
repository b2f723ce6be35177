#!/usr/bin/env bash
# Crée .venv. Sur un Debian nu, python3 n'a pas de quoi le faire : on l'installe si on en a le droit.
set -euo pipefail

python=${PYTHON:-python3}
if [ -z "$python" ] || ! "$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
    echo "DossierSCO demande Python 3.11 (PYTHON=/chemin/vers/python3.11 make installer)." >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    if [ "$(id -u)" -ne 0 ]; then
        echo "Il manque le paquet python3-venv : « sudo apt-get install python3-venv », puis recommencez." >&2
        exit 1
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
fi
"$python" -m venv .venv
