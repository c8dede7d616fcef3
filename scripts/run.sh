#!/usr/bin/env bash
# Builds and starts the demonstration: PORT (8080), NOTICE (a notice of your own; it gets its own data folder).
set -euo pipefail
. "$(dirname "$0")/env.sh"

port="${PORT:-8080}"
notice="${NOTICE:-}"
data="data/demo"

if [ -n "$notice" ]; then
  [ -f "$notice" ] || fail "没有这个文件：$notice。 No such file."
  stem="$(basename "$notice")"
  data="data/${stem%.*}-$(sha256sum "$notice" | cut -c1-8)"
fi
if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
  fail "端口 $port 已被占用，请换一个：make run PORT=$((port + 1))。 Port $port is taken."
fi

scripts/setup.sh run
scripts/web.sh
cargo build --profile demo -p anbiao
anbiao="$target/demo/anbiao"

# Played into a folder beside it and renamed at the end: a demonstration that was interrupted starts anew.
if [ ! -d "$data" ]; then
  say "demo → $data"
  rm -rf "$data.partial"
  mkdir -p data
  "$anbiao" demo --data "$data.partial" --units 60 --photos-per-unit 4 --seed 7 ${notice:+--notice "$notice"}
  mv "$data.partial" "$data"
fi
say "登录账号 / sign-ins ($data/sign-ins.txt)"
cat "$data/sign-ins.txt"
say "浏览器打开 / open in a browser"
ANBIAO_LOG="${ANBIAO_LOG:-warn}" exec "$anbiao" serve --data "$data" --listen "127.0.0.1:$port"
