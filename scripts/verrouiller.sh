#!/usr/bin/env bash
# Recompile requirements/*.txt depuis pyproject.toml : versions et empreintes, jamais d'adresse.
set -euo pipefail

if ! command -v uv >/dev/null; then
    echo "uv manque : « pipx install uv », puis recommencez." >&2
    exit 1
fi
compiler=(uv pip compile pyproject.toml --quiet --python-version 3.11 --generate-hashes
    --no-header --no-annotate)
"${compiler[@]}" --output-file requirements/base.txt
"${compiler[@]}" --extra test --constraint requirements/base.txt --output-file requirements/test.txt
