#!/usr/bin/env bash
# Runs every check in order, then prints the runners' closing lines, the time of each part and the sum. Any red part: exit 1.
set -uo pipefail
. "$(dirname "$0")/env.sh"
. scripts/test-report.sh

logs="$root/var/test"
rm -rf "$logs"
mkdir -p "$logs"

generated_is_clean() {
  local before
  before="$(tree_print)"
  cargo run --quiet -p xtask -- gen || return 1
  [ "$before" = "$(tree_print)" ] && echo "generated files: clean" && return
  git status --short
  echo "xtask gen changed files: commit what it writes" >&2
  return 1
}
tree_print() { { git status --porcelain; git diff; } | sha256sum; }

# A page that never answers ends its file red after 15 minutes, and not the night.
browser_tests() {
  cargo build -p anbiao || return 1
  ANBIAO_BIN="$target/debug/anbiao" \
    node --test --test-timeout=900000 --test-reporter=tap web/tests/*.test.mjs
}

check setup    scripts/setup.sh test
[ "${exits[0]}" -eq 0 ] || report # without the tools every other part would only fail after it
hash -r
check web      scripts/web.sh
check types    web/node_modules/.bin/tsc --noEmit -p web
check format   cargo fmt --all --check
check clippy   cargo clippy --workspace --all-targets -- -D warnings
tests cargo    cargo test --workspace --no-fail-fast
check stories  stories_are_equal "$logs/cargo.log"
tests house    cargo run --quiet -p xtask -- house
check generated generated_is_clean
tests islands  node web/test.mjs
tests browser  browser_tests
report
