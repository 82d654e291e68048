#!/usr/bin/env bash
# Imports 20,000 synthetic pictures with one reader, four times, each into a new database, and once again unchanged.
# Prints files per CPU-second of the whole process. Usage: bench/import.sh [COUNT]
set -euo pipefail
cd "$(dirname "$0")/.."
[ -f bench/target/bench.jar ] || mvn -q -DskipTests -pl bench -am package
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
java -cp bench/target/bench.jar io.gentrack.bench.SyntheticPictures "$work" "${1:-20000}"
java -XX:+UseSerialGC -cp bench/target/bench.jar io.gentrack.bench.ImportThroughput "$work" 4 1
