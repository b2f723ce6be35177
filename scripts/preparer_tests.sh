#!/usr/bin/env bash
# Ce que les tests demandent à Debian : un Chromium, un PostgreSQL, une police.
# Installe ce qui manque si on est root ; sinon le dit, et échoue en CI. Muet quand tout est là.
set -euo pipefail

declare -A pour=(
    [chromium-headless-shell]="les parcours dans un navigateur"
    [postgresql]="les tests sur PostgreSQL"
    [fonts-dejavu-core]="une police pour les captures"
)

installe() {
    case $1 in
        chromium-headless-shell) command -v chromium-headless-shell >/dev/null ;;
        postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
        fonts-dejavu-core) compgen -G '/usr/share/fonts/truetype/[dl]*/*.ttf' >/dev/null ;;
    esac
}

# Le Chromium avec fenêtre fait les mêmes parcours, un tiers plus lentement.
suffit() {
    installe "$1" || { [ "$1" = chromium-headless-shell ] && command -v chromium >/dev/null; }
}

manquants=()
for paquet in "${!pour[@]}"; do
    installe "$paquet" || manquants+=("$paquet")
done
[ ${#manquants[@]} -gt 0 ] || exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installation pour les tests : ${manquants[*]}"
    apt-get update -qq || true
    for paquet in "${manquants[@]}"; do
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$paquet" >/dev/null || true
    done
fi

statut=0
for paquet in "${manquants[@]}"; do
    suffit "$paquet" && continue
    echo "Laissé de côté : ${pour[$paquet]} (le paquet Debian « $paquet » manque)." >&2
    [ "${CI:-}" != true ] || statut=1
done
exit $statut
