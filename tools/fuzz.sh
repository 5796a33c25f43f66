#!/usr/bin/env bash
# Feeds mutated input to everything that reads bytes from outside, each for the given time.
#
# Usage: tools/fuzz.sh [SECONDS [TARGET...]]    60 seconds and all targets by default
#
# Builds the preset `fuzz` first. What covers new code is kept in tests/fuzz/corpus/TARGET and
# ignored by git, except the hand-made seed_* files. An input that crashes, hangs or needs too much
# memory lies in build-fuzz/found after it; it belongs, made small, into a regression test. Ends
# with 1 if there is one.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=tools/environment.sh
. "$root/tools/environment.sh"

seconds=${1:-60}
shift || true
targets=("$@")
if ((${#targets[@]} == 0)); then
    targets=(yahoo tiingo price_file actions_file universe_files)
fi
if ! [[ $seconds =~ ^[0-9]+$ ]]; then
    printf 'fuzz: SECONDS is a whole number, not %s\n' "$seconds" >&2
    exit 2
fi

"$root/tools/install_dependencies.sh" build fuzz
cd "$root"
cmake --preset fuzz > /dev/null
cmake --build --preset fuzz

found=$root/build-fuzz/found
mkdir -p "$found"
failed=()
for target in "${targets[@]}"; do
    corpus=$root/tests/fuzz/corpus/$target
    dictionary=$root/tests/fuzz/$target.dict
    log=$found/$target.log
    say "$target for $seconds s; log in $log"
    if ! "$root/build-fuzz/bin/${target}_fuzz" -max_total_time="$seconds" -timeout=10 \
        -rss_limit_mb=2048 -max_len=8192 -len_control=0 -dict="$dictionary" -artifact_prefix="$found/$target-" \
        -print_final_stats=1 "$corpus" > "$log" 2>&1; then
        failed+=("$target")
        tail -n 40 "$log" >&2
    fi
    grep -E '^stat::(number_of_executed_units|peak_rss_mb)' "$log" || true
done
if ((${#failed[@]} > 0)); then
    printf 'fuzz: FAILED: %s\n' "${failed[*]}"
    exit 1
fi
printf 'fuzz: %d targets, nothing found\n' "${#targets[@]}"
