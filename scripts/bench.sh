#!/usr/bin/env bash
# Measures the release build against its goals: bench.sh [reader|growth|import|desk …]. Exit 1 when one is missed.
set -euo pipefail
. "$(dirname "$0")/env.sh"

scripts/setup.sh bench
scripts/web.sh
cargo build --quiet --release -p anbiao -p bench
say "$(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg), $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n1)"
"$target/release/bench" --program "$target/release/anbiao" --data "$root/var/bench" "$@"
