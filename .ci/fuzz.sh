#!/usr/bin/env bash
# Fuzzes every reader and the way from JSON to settings, each from the inputs stored in <module>/src/test/fuzz, as many at once as there
# are processors. Needs the class path of a test run, so it comes after mvn verify.
#
#   .ci/fuzz.sh                      4 seconds each in an order of chance; two minutes at most, what is left then is said
#   .ci/fuzz.sh 1800 png webp        half an hour for each of these two
#   FUZZ_KEEP=1 .ci/fuzz.sh 1800     and stores the smallest set of inputs that reaches all that was reached
#
# An input that fails is copied to <module>/src/test/resources, where it belongs to the ordinary tests from then on.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$(pwd)
seconds=${1:-4}
room=100
if [ $# -gt 0 ]; then
  shift
  room=1000000
fi
began=$(date +%s)
containers="png webp jpeg avif mp4 webm flac mp3 ogg glb svg gif safetensors sniffed exif"
graphs="json edited parameters"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fuzz() { # target
  local target=$1 module=core class=io.gentrack.core.container.ContainerFuzzTest
  if [ $(($(date +%s) - began)) -ge "$room" ]; then
    echo "fuzz: $target NOT RUN this time: the two minutes are over"
    return 0
  fi
  case " $graphs " in *" $target "*) module=extractors class=io.gentrack.extractors.GraphFuzzTest ;; esac
  local report="$root/$module/target/surefire-reports/TEST-$class.xml"
  [ -f "$report" ] || { echo "fuzz: run mvn verify first; $report is not there" >&2; return 1; }
  local cp
  cp=$(sed -n 's/.*<property name="surefire.test.class.path" value="\([^"]*\)".*/\1/p' "$report" | head -n 1)
  local stored="$root/$module/src/test/fuzz/$target.zip" folder="$work/$target"
  mkdir -p "$folder/corpus" "$folder/found"
  if [ -f "$stored" ]; then (cd "$folder/corpus" && jar xf "$stored"); fi
  jazzer() {
    (cd "$folder" && java -Xmx700m -XX:+UseSerialGC -Djazzer.hooks=true -Djava.awt.headless=true -cp "$cp" \
      com.code_intelligence.jazzer.Jazzer --target_class="$class" --target_method="$target" "$@")
  }
  local failed=0
  jazzer -max_total_time="$seconds" -print_final_stats=1 -timeout=60 -rss_limit_mb=3000 -artifact_prefix="$folder/found/" \
    "$folder/corpus" > "$folder/log" 2>&1 || failed=$?
  if [ "$failed" != 0 ]; then
    local inputs="$root/$module/src/test/resources/${class//.//}Inputs/$target"
    mkdir -p "$inputs"
    find "$folder/found" -type f -exec cp {} "$inputs/" \;
    echo "fuzz: $target failed; what made it fail is in $inputs" >&2
    grep -A 15 -m 1 -E '== Java|ERROR: libFuzzer' "$folder/log" >&2 || tail -n 20 "$folder/log" >&2
    return 1
  fi
  if [ -n "${FUZZ_KEEP:-}" ]; then
    mkdir -p "$folder/least" "$(dirname "$stored")"
    jazzer -merge=1 "$folder/least" "$folder/corpus" > "$folder/merge.log" 2>&1
    rm -f "$stored"
    (cd "$folder/least" && jar cfM "$stored" .)
  fi
  echo "fuzz: $target $(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/log") inputs in $seconds s, no finding"
}

[ $# -gt 0 ] || set -- $containers $graphs
export -f fuzz
export root seconds work graphs began room
printf '%s\n' "$@" | sort -R | xargs -P "$(getconf _NPROCESSORS_ONLN)" -I{} bash -euo pipefail -c 'fuzz {}'
