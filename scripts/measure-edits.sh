#!/usr/bin/env bash
# How long an incremental build takes after an edit of a verb, of a template, and of the shell. Prints seconds.
set -euo pipefail
. "$(dirname "$0")/env.sh"

built() {
  local begun=$EPOCHREALTIME
  cargo build --quiet -p anbiao
  awk -v from="$begun" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.1f s", to - from }'
}
# An edit that changes nothing: the file's time moves, its content does not.
edit() {
  touch "$2"
  printf '%-22s %s  (%s)\n' "$1" "$(built)" "$2"
}

built >/dev/null
edit "a verb" rooms/campaigns/src/verbs/sign.rs
edit "a room's template" rooms/overview/templates/overview/desk.html
edit "the shell's template" kit/web/templates/shell/page.html
