#!/usr/bin/env bash
# Tries the MCP server with real clients: the TypeScript clients v1 and v2, and the official conformance suite.
# Needs the built jar and compiled tests (mvn package), and Node 22 or newer; without Node it says so and does nothing.
set -euo pipefail
cd "$(dirname "$0")"
if ! command -v node >/dev/null || [ "$(node -p 'parseInt(process.versions.node)')" -lt 22 ]; then
  echo "MCP clients NOT RUN: Node 22 or newer is needed."
  exit 0
fi
jar=$(cd ../../cli/target && pwd)/gentrack.jar
[ -f "$jar" ] || { echo "Build first: mvn package" >&2; exit 1; }
[ -d node_modules ] || npm ci --silent

work=$(mktemp -d)
servers=()
trap 'kill "${servers[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT
# The address a server prints: $1 the file it prints to.
address() {
  for _ in $(seq 200); do
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
node clients.mjs "$jar" "$(address "$work/gentrack.log")"

java -cp "../target/test-classes:$jar" io.gentrack.mcp.transport.ConformanceFixture >"$work/fixture.log" 2>&1 &
servers+=($!)
fixture=$(address "$work/fixture.log")
for revision in 2025-11-25 2026-07-28; do
  echo "conformance $revision"
  node node_modules/@modelcontextprotocol/conformance/dist/index.js server --url "$fixture" --requirements "$revision" \
    --expected-failures "expected-$revision.yml" -o "$work/$revision" >"$work/$revision.txt" 2>&1 ||
    { sed -n '/SUMMARY/,$p' "$work/$revision.txt"; exit 1; }
  grep '^Total' "$work/$revision.txt"
done
