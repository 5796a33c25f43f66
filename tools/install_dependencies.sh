#!/usr/bin/env bash
# Installs what a bare Debian 12 lacks, and nothing when nothing is missing.
#
# Usage: tools/install_dependencies.sh GROUP...
#   build   what compiles the programs: compiler, CMake, libraries
#   pages   Node.js and npm, which build the pages
#   test    what the tests need on top: GoogleTest, Python, Chromium, a second compiler
#   fuzz    what tools/fuzz.sh needs on top: Clang with its sanitizers
#
# Runs apt-get as root or with sudo. Node.js comes from Debian where that is new enough; Debian
# 12's own is not, so it then only fetches a newer one into build/node, from the npm registry.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

build_packages=(
    g++ cmake ninja-build pkg-config
    libfmt-dev libspdlog-dev nlohmann-json3-dev libtomlplusplus-dev libcli11-dev
    libcurl4-openssl-dev libsqlite3-dev libsqlitecpp-dev libarchive-dev zlib1g-dev libcsv-dev
    libxml2-dev libzstd-dev libxxhash-dev libsimdjson-dev
    libxgboost-dev libeigen3-dev libboost1.81-dev libboost-json1.81-dev
    libhowardhinnant-date-dev libsodium-dev tzdata ca-certificates
)
pages_packages=(nodejs npm ca-certificates)
# Chromium draws no text without a font.
test_packages=(libgtest-dev libgmock-dev python3 chromium fonts-dejavu-core clang openssl strace)
fuzz_packages=(clang libclang-rt-14-dev)

node_needed=20.19     # What Vite 8 runs on.
npm_major_needed=11   # Older ones leave out Vite's compiled parts.
node_fetched=22.23.3
npm_fetched=11.21.2

say() { printf 'dependencies: %s\n' "$*" >&2; }

fail() {
    say "$*"
    exit 1
}

as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo > /dev/null; then
        sudo "$@"
    else
        fail "missing: ${missing[*]}; run this as root, or install them by hand"
    fi
}

# Fills `missing` with those of its arguments that are not installed.
find_missing() {
    local installed
    command -v dpkg-query > /dev/null || fail "this is no Debian; needed: $*"
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2> /dev/null || true)
    missing=()
    for package in "$@"; do
        grep -qxF "installed $package" <<< "$installed" || missing+=("$package")
    done
}

# Nothing that is there is removed for it: a conflict ends in apt's own message.
apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        --no-remove "${missing[@]}" > "$log" 2>&1
}

install_packages() {
    find_missing "$@"
    ((${#missing[@]} > 0)) || return 0
    say "installing ${missing[*]}"
    log=$(mktemp)
    # The list of packages may be absent or old; fetching it is only worth while then.
    if ! apt_install && ! { as_root apt-get update -qq > "$log" 2>&1 && apt_install; }; then
        cat "$log" >&2
        fail "apt-get could not install ${missing[*]}"
    fi
    rm -f "$log"
}

# Whether the Node.js and npm that would run now can build the pages.
node_is_good() {
    local node npm version
    node=$(command -v node) && npm=$(command -v npm) || return 1
    version=$("$node" --version) && version=${version#v}
    [[ $(printf '%s\n' "$node_needed" "$version" | sort -V | head -1) == "$node_needed" ]] ||
        return 1
    # Its package.json, because npm takes a third of a second to tell its own version.
    version=$(sed -n 's/^ *"version": *"\([0-9]*\).*/\1/p' \
        "$(dirname "$(readlink -f "$npm")")/../package.json" 2> /dev/null | head -1)
    ((${version:-0} >= npm_major_needed))
}

install_node() {
    PATH="$root/build/node/node_modules/.bin:$PATH"
    node_is_good && return 0
    if ! command -v node > /dev/null || ! command -v npm > /dev/null; then
        install_packages "${pages_packages[@]}"
    fi
    node_is_good && return 0
    say "fetching Node.js $node_fetched and npm $npm_fetched into build/node"
    log=$(mktemp)
    npm install --prefix "$root/build/node" --no-audit --no-fund \
        "node@$node_fetched" "npm@$npm_fetched" > "$log" 2>&1 || {
        cat "$log" >&2
        fail "npm could not fetch Node.js $node_fetched"
    }
    rm -f "$log"
    hash -r
    node_is_good || fail "Node.js $node_needed and npm $npm_major_needed are needed for the pages"
}

(($# > 0)) || fail "which group? build, pages, test, fuzz"
packages=()
pages=no
for group in "$@"; do
    case $group in
        build) packages+=("${build_packages[@]}") ;;
        pages) pages=yes ;;
        test) packages+=("${test_packages[@]}") ;;
        fuzz) packages+=("${fuzz_packages[@]}") ;;
        *) fail "unknown group $group: build, pages, test, fuzz" ;;
    esac
done
if ((${#packages[@]} > 0)); then
    install_packages "${packages[@]}"
fi
if [[ $pages == yes ]]; then
    install_node
fi
