#!/usr/bin/env bash
# Measures the release build against its goals: bench.sh [reader|growth|import|desk|list|log|progress|photos|fingerprints …]. Exit 1 when one
# is missed, or when what it is measured against is missing.
set -euo pipefail
. "$(dirname "$0")/env.sh"

house=()
pictures=()
[ "$#" -gt 0 ] || set -- reader growth import desk list log progress photos fingerprints
for part in "$@"; do
  case "$part" in
    photos|fingerprints) pictures+=("$part") ;;
    *) house+=("$part") ;;
  esac
done

status=0
on="$(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n1)"
machine() { say "$on, load $(cut -d' ' -f1-3 /proc/loadavg)"; }
scripts/setup.sh bench
if [ "${#house[@]}" -gt 0 ]; then
  scripts/web.sh
  cargo build --quiet --release -p anbiao -p bench
  machine
  "$target/release/bench" --program "$target/release/anbiao" --data "$root/var/bench" "${house[@]}" || status=1
fi
if [ "${#pictures[@]}" -gt 0 ]; then
  peers="$(mktemp -d)"
  trap 'rm -rf "$peers"' EXIT
  npm install --prefix "$peers" --no-audit --no-fund --silent sharp@0.35.5 ||
    fail "没有装好对照用的 sharp（npm）。 The peer sharp could not be installed by npm."
  cargo build --quiet --release -p bench-photos
  machine
  "$target/release/bench-photos" --peers "$peers" "${pictures[@]}" || status=1
fi
exit "$status"
