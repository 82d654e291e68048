#!/usr/bin/env bash
# Whole import (read, parse, extract, fingerprint, store): one core against two on the same pictures, three times in turn,
# then 200,000 pictures with a heap of 256 MB at most. Linux, for taskset. Usage: bench/import_limits.sh [COUNT [MANY]]
set -euo pipefail
cd "$(dirname "$0")/.."
[ -f bench/target/bench.jar ] || mvn -q -DskipTests -pl bench -am package
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
run() { java -XX:+UseSerialGC "$1" -cp bench/target/bench.jar io.gentrack.bench.ImportThroughput "${@:2}"; }
java -cp bench/target/bench.jar io.gentrack.bench.SyntheticPictures "$work/some" "${1:-20000}"
for round in 1 2 3; do
  echo "== round $round, one core, one reader"
  taskset -c 0 java -XX:+UseSerialGC -cp bench/target/bench.jar io.gentrack.bench.ImportThroughput "$work/some" 4 1 | tail -3
  echo "== round $round, two cores, two readers"
  taskset -c 0,1 java -XX:+UseSerialGC -cp bench/target/bench.jar io.gentrack.bench.ImportThroughput "$work/some" 4 2 | tail -3
done
rm -rf "$work/some"
java -cp bench/target/bench.jar io.gentrack.bench.SyntheticPictures "$work/many" "${2:-200000}"
echo "== ${2:-200000} pictures, heap of 256 MB at most"
run -Xmx256m "$work/many" 1 2
uptime
