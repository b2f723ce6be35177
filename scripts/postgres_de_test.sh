#!/usr/bin/env bash
# Lance la commande donnée avec un PostgreSQL jetable, que désigne DATABASE_URL.
# Rien ne survit : ni serveur ni données, même si la commande échoue.
set -euo pipefail

initdb=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1 || true)
if [ -z "$initdb" ]; then
    echo "PostgreSQL manque : apt-get install postgresql." >&2
    exit 1
fi
binaires=$(dirname "$initdb")

# initdb refuse root : on passe par l'utilisateur du paquet Debian.
serveur=()
dossier=$(mktemp -d /tmp/dossiersco-pg-XXXXXX)
if [ "$(id -u)" -eq 0 ]; then
    serveur=(runuser -u postgres --)
    chown postgres "$dossier"
fi

nettoyer() {
    (cd / && "${serveur[@]}" "$binaires/pg_ctl" -D "$dossier/donnees" -m immediate stop >/dev/null 2>&1) || true
    rm -rf "$dossier"
}
trap nettoyer EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
options="-p $port -k $dossier -c listen_addresses=127.0.0.1 -c max_connections=200"
options+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
(
    cd /
    "${serveur[@]}" "$binaires/initdb" -D "$dossier/donnees" -U postgres --auth=trust \
        --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null
    "${serveur[@]}" "$binaires/pg_ctl" -D "$dossier/donnees" -l "$dossier/journal" \
        -o "$options" -w start >/dev/null
)

export DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres"
"$@"
