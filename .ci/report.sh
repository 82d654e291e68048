#!/usr/bin/env bash
# Opens the report in a headless Chromium where there is one: wide, dark and as narrow as a phone. Anything on the console, any request
# and any missing number is a failure. Where there is no Chromium it says so and passes.
set -euo pipefail
cd "$(dirname "$0")/.."
browser=""
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" > /dev/null; then browser=$name; break; fi
done
if [ -z "$browser" ]; then
  echo "report in a browser NOT RUN: no chromium on this machine"
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GENTRACK_DB="$work/generations.db"
./gentrack import -q samples > /dev/null || [ $? = 3 ]
./gentrack report -q --out "$work/report.html" > /dev/null
total=$(./gentrack stats --json | sed -n 's/^ *"executions" : \([0-9]*\).*/\1/p' | head -n 1)

# A profile of its own; what the browser itself would ask the network for is switched off.
page() { # size, fragment, extra arguments
  local size=$1 fragment=$2
  shift 2
  timeout 120 "$browser" --headless=new --no-sandbox --disable-gpu --user-data-dir="$work/profile" \
    --disable-background-networking --disable-component-update --disable-sync --no-first-run --host-resolver-rules="MAP * ~NOTFOUND" \
    --enable-logging=stderr --log-level=0 --window-size="$size" --virtual-time-budget=4000 \
    "$@" "file://$work/report.html$fragment" 2> "$work/log"
  if grep -F ':CONSOLE' "$work/log"; then
    echo "report: the console of $browser is not empty ($size $fragment)" >&2
    exit 1
  fi
}

page 1280,1600 "" --log-net-log="$work/net.json" --dump-dom > "$work/dom.html"
grep -q '<html[^>]*data-ready="yes"' "$work/dom.html" || { echo "report: the page did not finish drawing" >&2; exit 1; }
shown=$(sed -n 's/.*data-fact="Generations">\([0-9,]*\)<.*/\1/p' "$work/dom.html" | tr -d ,)
[ "$shown" = "$total" ] || { echo "report: it shows $shown generations, stats says $total" >&2; exit 1; }
# What the browser asks its own maker, however it is started; fonts and scripts come from other hosts.
own='://(clients[0-9]*|update|accounts|safebrowsing|optimizationguide-pa|content-autofill|redirector)[.](google|googleapis|gvt1)[.]com/'
if grep -oE '"url":"(https?|wss?):[^"]*' "$work/net.json" | grep -vE "$own" | sort -u | grep .; then
  echo "report: something was asked for over the network" >&2
  exit 1
fi
for view in "1280,1600 #dark dark" "390,844 - phone"; do
  read -r size fragment name <<< "$view"
  page "$size" "${fragment#-}" --screenshot="$work/$name.png" > /dev/null
  [ -s "$work/$name.png" ] || { echo "report: no picture of the $name page" >&2; exit 1; }
done
if [ -n "${KEEP:-}" ]; then cp "$work"/*.png "$work/report.html" "$KEEP/"; fi
echo "report: $total generations in $browser, nothing on the console, no request"
