#!/usr/bin/env bash
# Ce que les tests demandent à Debian : un Chromium, un PostgreSQL, une police.
# Installe ce qui manque si on est root ; sinon le dit, et échoue en CI. Muet quand tout est là.
set -euo pipefail

declare -A pour=(
    [chromium]="les parcours dans un navigateur"
    [postgresql]="les tests sur PostgreSQL"
    [fonts-dejavu-core]="une police pour les captures"
    [fonts-wqy-microhei]="une police chinoise pour les captures"
)

present() {
    case $1 in
        chromium) command -v chromium >/dev/null ;;
        postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
        fonts-dejavu-core) compgen -G '/usr/share/fonts/truetype/[dl]*/*.ttf' >/dev/null ;;
        fonts-wqy-microhei) compgen -G '/usr/share/fonts/truetype/wqy/*' >/dev/null ;;
    esac
}

manquants=()
for paquet in chromium postgresql fonts-dejavu-core fonts-wqy-microhei; do
    present "$paquet" || manquants+=("$paquet")
done
[ ${#manquants[@]} -gt 0 ] || exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installation pour les tests : ${manquants[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${manquants[@]}" >/dev/null
fi

statut=0
for paquet in "${manquants[@]}"; do
    present "$paquet" && continue
    echo "Laissé de côté : ${pour[$paquet]} (le paquet Debian « $paquet » manque)." >&2
    [ "${CI:-}" != true ] || statut=1
done
exit $statut
