# Sourced: finds a Chromium by CHROMIUM or by its usual names. Ubuntu's stub that only points to a snap is no browser.
find_browser() {
  local name path
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    [ -n "$name" ] || continue
    path="$(command -v "$name" 2>/dev/null)" || continue
    "$path" --version 2>/dev/null | grep -qE 'Chrom(e|ium) [0-9]' || continue
    printf '%s\n' "$path"
    return 0
  done
  return 1
}
