#!/usr/bin/env bash
# Builds web/dist; quick when nothing has changed.
set -euo pipefail
. "$(dirname "$0")/env.sh"

lock="web/package-lock.json"
mark="web/node_modules/.lock-installed"
if ! cmp -s "$lock" "$mark"; then
  npm --prefix web ci --ignore-scripts --no-audit --no-fund
  cp "$lock" "$mark"
fi
node web/build.mjs
