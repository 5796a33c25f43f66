# shellcheck shell=bash disable=SC2154
# Sourced by start, test and the scripts in tools/ after they set `root`, the checkout.

# Node.js where tools/install_dependencies.sh had to fetch a newer one than the machine's.
PATH="$root/build/node/node_modules/.bin:$PATH"
# XGBoost's OpenMP threads spin while they wait unless told otherwise before the library loads.
export OMP_WAIT_POLICY=passive

say() { printf '\n== %s\n' "$*"; }

# The SHA-256 of the names and contents of all files below the given paths, npm's and Vite's
# output apart.
hash_of() {
    (cd "$root" && find "$@" \( -name node_modules -o -path "frontend/dist*" \) -prune -o \
        -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d ' ' -f 1)
}

# Configures build/ unless it is already this checkout's; ninja itself sees changed CMake files.
# Arguments go to cmake.
configure() {
    local cache="$root/build/CMakeCache.txt"
    if [[ -f $cache ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache"; then
        set -- --fresh "$@"  # A copied or moved checkout.
    fi
    (cd "$root" && cmake --preset release "$@")
}
