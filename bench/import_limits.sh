#!/usr/bin/env bash
# Whole import (read, parse, extract, fingerprint, store): one core against two on the same pictures, three times in turn, first with
# settings drawn anew for each picture, then with runs of pictures of the same settings, as people make them;
# then 200,000 pictures with a heap of 256 MB at most. Linux, for taskset. Usage: bench/import_limits.sh [COUNT [MANY]]
set -euo pipefail
cd "$(dirname "$0")/.."
[ -f bench/target/bench.jar ] || mvn -q -DskipTests -pl bench -am package
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pictures() { java -cp bench/target/bench.jar io.gentrack.bench.SyntheticPictures "$@"; }
imports=(-XX:+UseSerialGC -cp bench/target/bench.jar io.gentrack.bench.ImportThroughput)
columns='/^round|^first 4|^again|^heap/p'
pictures "$work/drawn" "${1:-20000}"
pictures "$work/runs" "${1:-20000}" runs
for kind in drawn runs; do
  for round in 1 2 3; do
    echo "== $kind, round $round, one core, one reader"
    taskset -c 0 java "${imports[@]}" "$work/$kind" 4 1 | sed -nE "$columns"
    echo "== $kind, round $round, two cores, two readers"
    taskset -c 0,1 java "${imports[@]}" "$work/$kind" 4 2 | sed -nE "$columns"
  done
done
rm -rf "$work/drawn" "$work/runs"
pictures "$work/many" "${2:-200000}"
echo "== ${2:-200000} pictures, heap of 256 MB at most"
java -Xmx256m "${imports[@]}" "$work/many" 1 2
uptime
