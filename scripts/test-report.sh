# Sourced by test.sh. `check` is a part that passes or fails; `tests` is a part that must have run at least one test.
names=() times=() exits=() passes=() failures=()

check() { part no "$@"; }
tests() { part yes "$@"; }

part() {
  local counts="$1" name="$2" log="$logs/$2.log" begun=$SECONDS status passed="" failed=""
  shift 2
  say "$name"
  "$@" 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  if [ "$counts" = yes ]; then
    passed="$(count pass "$log")"
    failed="$(count fail "$log")"
    if [ $((passed + failed)) -eq 0 ]; then
      echo "$name ran no test" | tee -a "$log"
      status=1
    fi
  fi
  names+=("$name") times+=($((SECONDS - begun))) exits+=("$status") passes+=("${passed:-0}") failures+=("${failed:-0}")
}

# Sums the closing lines of cargo test ("test result: ok. 3 passed; 0 failed"), node's runner ("# pass 3") and the plain "3 passed, 0 failed".
count() {
  awk -v what="$1" '
    /^test result:/ { for (i = 2; i <= NF; i++) if (index($i, what) == 1) sum += $(i - 1) }
    /^# (pass|fail) [0-9]+$/ { if ($2 == what) sum += $3 }
    /^[0-9]+ passed, [0-9]+ failed$/ { sum += (what == "pass") ? $1 : $3 }
    END { print sum + 0 }' "$2"
}

# A story runs on both engines; testing-db names its tests NAME::sqlite and NAME::postgres.
stories_are_equal() {
  local sqlite postgres
  sqlite="$(grep -cE '^test .*::sqlite \.\.\. ok$' "$1")"
  postgres="$(grep -cE '^test .*::postgres \.\.\. ok$' "$1")"
  echo "stories: $sqlite on SQLite, $postgres on PostgreSQL"
  [ "$sqlite" -gt 0 ] && [ "$sqlite" -eq "$postgres" ]
}

report() {
  local i red=0 passed=0 failed=0
  say "closing lines"
  for i in "${!names[@]}"; do
    grep -hE '^test result:|^# (tests|pass|fail) [0-9]+$|^[0-9]+ passed, [0-9]+ failed$|^stories:' "$logs/${names[i]}.log" | sed "s/^/${names[i]}: /"
  done
  say "parts"
  for i in "${!names[@]}"; do
    [ "${exits[i]}" -eq 0 ] || red=1
    passed=$((passed + passes[i])) failed=$((failed + failures[i]))
    printf '%-10s %5d s  exit %d\n' "${names[i]}" "${times[i]}" "${exits[i]}"
  done
  printf '%-10s %5d s\n\n%d passed, %d failed\n' total "$SECONDS" "$passed" "$failed"
  exit "$red"
}
