#!/usr/bin/env bash
# The contract suite against the Cloudflare Worker with real D1 in workerd, and what its questions cost in rows.
# Needs Node 20 or newer and the compiled tests; without Node it says so and does nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$(pwd)
if ! command -v node >/dev/null || [ "$(node -p 'parseInt(process.versions.node)')" -lt 20 ]; then
  echo "Worker NOT TESTED: Node 20 or newer is needed."
  exit 0
fi
export WRANGLER_SEND_METRICS=false WRANGLER_SEND_ERROR_REPORTS=false WRANGLER_HIDE_BANNER=true CLOUDFLARE_CF_FETCH_ENABLED=false
export CI=1 DO_NOT_TRACK=1
cd community/worker
# Installed again only where the lock file says something new.
if ! cmp -s package-lock.json node_modules/.installed-lock; then
  # A machine without a way to a registry says so; a lock file that does not fit its package.json fails here.
  if ! npm ci --silent >"${TMPDIR:-/tmp}/gentrack-npm.txt" 2>&1; then
    cat "${TMPDIR:-/tmp}/gentrack-npm.txt"
    rm -rf node_modules
    if npm view wrangler version >/dev/null 2>&1; then exit 1; fi
    echo "Worker NOT TESTED: npm reaches no registry."
    exit 0
  fi
  cp package-lock.json node_modules/.installed-lock
fi
work=$(mktemp -d)
wrangler=""
stop() {
  # Its children as well: wrangler starts workerd and esbuild.
  [ -z "$wrangler" ] || kill -- "-$wrangler" 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT
free_port() { node -e 's=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }
port=$(free_port)
civitai=$(free_port)
inspector=$(free_port)

npx --no-install wrangler deploy --dry-run --outdir "$work/out" >"$work/dry-run.txt" 2>&1 || { cat "$work/dry-run.txt"; exit 1; }
grep '^Total Upload' "$work/dry-run.txt"
npx --no-install wrangler d1 migrations apply community --local --persist-to "$work/state" >"$work/migrations.txt" 2>&1 ||
  { cat "$work/migrations.txt"; exit 1; }
set -m
npx --no-install wrangler dev --local --ip 127.0.0.1 --port "$port" --inspector-port "$inspector" --persist-to "$work/state" \
  --var "CIVITAI_URL:http://127.0.0.1:$civitai" --var REPORT_ROWS:1 --show-interactive-dev-session=false --log-level warn \
  >"$work/wrangler.txt" 2>&1 </dev/null &
wrangler=$!
set +m
# Any answer will do; this address is in no test.
for _ in $(seq 100); do
  node -e 'fetch(process.argv[1],{headers:{"CF-Connecting-IP":"192.0.2.1"}}).then(()=>process.exit(0),()=>process.exit(1))' \
    "http://127.0.0.1:$port/" && break
  kill -0 "$wrangler" 2>/dev/null || { cat "$work/wrangler.txt"; exit 1; }
  sleep 0.3
done

cd "$root"
mvn -B -ntp test -pl community -am -Dspotless.goal=check -Dtest='*ContractTest' -Dsurefire.failIfNoSpecifiedTests=false \
  -Dgentrack.community.url="http://127.0.0.1:$port" -Dgentrack.community.civitai.port="$civitai" >"$work/tests.txt" 2>&1 ||
  { grep -E "Tests run:|ERROR|FAIL" "$work/tests.txt" | head -60; cat "$work/wrangler.txt"; exit 1; }
grep -E "Tests run:.*ContractTest" "$work/tests.txt"
kill -- "-$wrangler" 2>/dev/null || true
wrangler=""

cd community/worker
node rows-read.mjs "$work/out/index.js"
