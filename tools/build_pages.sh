#!/usr/bin/env bash
# Builds the pages from frontend/ into frontend/dist and frontend/dist_ml_automation, when what they
# are made of has changed.
#
# Usage: tools/build_pages.sh [--packages-only]
#   --packages-only   only install the npm packages that package-lock.json names
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=tools/environment.sh
. "$root/tools/environment.sh"

packages_stamp="$root/build/pages.packages.stamp"
pages_stamp="$root/build/pages.stamp"
# openapi.json: the pages' types are generated from it.
inputs=(frontend backend/turbomode/api/openapi.json)

same_as() { [[ -f $2 && $(< "$2") == "$1" ]]; }

install_packages() {
    local now
    now=$(hash_of frontend/package.json frontend/package-lock.json)
    if [[ -d $root/frontend/node_modules ]] && same_as "$now" "$packages_stamp"; then
        return 0
    fi
    say "Installing the npm packages of the pages"
    rm -f "$packages_stamp"
    npm --prefix "$root/frontend" ci --no-audit --no-fund
    printf '%s\n' "$now" > "$packages_stamp"
}

mkdir -p "$root/build"
if [[ ${1:-} == --packages-only ]]; then
    install_packages
    exit 0
fi
if [[ -d $root/frontend/dist && -d $root/frontend/dist_ml_automation ]] &&
    same_as "$(hash_of "${inputs[@]}")" "$pages_stamp"; then
    exit 0
fi
install_packages
say "Building the pages"
rm -f "$pages_stamp"
npm --prefix "$root/frontend" run build
# Only now: the build writes the generated types into frontend/src.
hash_of "${inputs[@]}" > "$pages_stamp"
