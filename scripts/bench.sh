#!/usr/bin/env bash
# Measures the release build against its goals: bench.sh [reader|growth|import|desk|list|log|progress|directus|photos|fingerprints …]. Exit 1 when one
# is missed, or when what it is measured against is missing.
set -euo pipefail
. "$(dirname "$0")/env.sh"

house=()
pictures=()
[ "$#" -gt 0 ] || set -- reader growth import desk list log progress directus photos fingerprints
for part in "$@"; do
  case "$part" in
    photos|fingerprints) pictures+=("$part") ;;
    *) house+=("$part") ;;
  esac
done

# What is measured against is installed by its own package manager into a folder that goes with this run.
peers="$(mktemp -d)"
trap 'rm -rf "$peers"' EXIT
peer() {
  say "npm install $1"
  npm install --prefix "$peers" --no-audit --no-fund --silent "$1" ||
    fail "没有装好对照用的 $1（npm）。 The peer $1 could not be installed by npm."
}

status=0
on="$(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n1)"
machine() { say "$on, load $(cut -d' ' -f1-3 /proc/loadavg)"; }
scripts/setup.sh bench
hash -r
# Parts of Directus are built here where no ready ones can be fetched; Node's own headers lie beside it when it came with them.
beside_node="$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")"
[ -f "$beside_node/include/node/node.h" ] && export npm_config_nodedir="$beside_node"
if [ "${#house[@]}" -gt 0 ]; then
  scripts/web.sh
  cargo build --quiet --release -p anbiao -p bench
  case " ${house[*]} " in *" directus "*) peer directus@11.3.5 ;; esac
  machine
  "$target/release/bench" --program "$target/release/anbiao" --data "$root/var/bench" --peers "$peers" "${house[@]}" || status=1
fi
if [ "${#pictures[@]}" -gt 0 ]; then
  peer sharp@0.35.5
  cargo build --quiet --release -p bench-photos
  machine
  "$target/release/bench-photos" --peers "$peers" "${pictures[@]}" || status=1
fi
exit "$status"
