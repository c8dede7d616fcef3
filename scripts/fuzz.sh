#!/usr/bin/env bash
# Feeds every reader with changed fixtures: fuzz.sh [TARGET…], FUZZ_SECONDS (600) each. Seeds and findings stay in var/fuzz.
set -euo pipefail
. "$(dirname "$0")/env.sh"
# The fuzzer needs compiler flags that a stable compiler keeps for itself.
export RUSTC_BOOTSTRAP=1

seconds="${FUZZ_SECONDS:-600}"
corpus="$root/var/fuzz"
targets=("$@")
[ "${#targets[@]}" -gt 0 ] || targets=(text docx pdf html ofd sheets photos)

command -v c++ >/dev/null || fail "没有找到 C++ 编译器：apt-get install g++。 No C++ compiler: apt-get install g++."
command -v soffice >/dev/null || fail "没有找到 LibreOffice：scripts/setup.sh test。 No LibreOffice: scripts/setup.sh test."
command -v cargo-fuzz >/dev/null || cargo install --quiet --locked --root .tools cargo-fuzz

say "seeds → ${corpus#"$root/"}"
mkdir -p "$corpus"
cargo run --quiet --manifest-path fuzz/Cargo.toml --target-dir "$target/fuzz" --example seeds -- "$corpus"
# All but libjpeg is safe Rust: a panic, a crash, endless time or memory is what could be found, and needs no sanitizer.
for name in "${targets[@]}"; do
  say "$name, $seconds s"
  mkdir -p "$corpus/found"
  features=()
  [ "$name" = text ] && features=(--features reading)
  cargo fuzz run --sanitizer none "${features[@]}" --target-dir "$target/fuzz" "$name" "$corpus/$name" -- \
    -max_total_time="$seconds" -timeout=30 -rss_limit_mb=2048 -max_len=400000 \
    -artifact_prefix="$corpus/found/$name-" -print_final_stats=1
done
