#!/bin/sh
# The commands of the README's section on sharing, by the real launcher, with a server and a stand-in for CivitAI on this machine.
# Usage: .ci/sharing.sh   (needs cli/target/gentrack.jar)
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cd "$root"
scratch=$(mktemp -d)
civitai=
server=
stop() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  [ -z "$civitai" ] || kill "$civitai" 2>/dev/null || true
  wait
  rm -rf "$scratch"
}
trap stop EXIT
HOME=$scratch/home XDG_DATA_HOME=$scratch/data GENTRACK_NO_CACHE=1
export HOME XDG_DATA_HOME GENTRACK_NO_CACHE
unset GENTRACK_DB GENTRACK_CONFIG GENTRACK_COMMUNITY_SERVER COLUMNS 2>/dev/null || true
mkdir -p "$HOME"
failed=0
has() { # what, expected part, file
  if grep -qF -- "$2" "$3"; then
    echo "ok: $1"
  else
    echo "FAILED: $1: no [$2] in:"
    cat "$3"
    failed=1
  fi
}
address() { # file
  tries=0
  until grep -q 'http://127' "$1" || [ "$tries" -ge 60 ]; do
    tries=$((tries + 1))
    sleep 0.5
  done
  sed -n 's|.*\(http://127[0-9.:]*[0-9]\).*|\1|p' "$1" | head -n 1
}

java cli/src/test/java/io/gentrack/cli/StandInCivitai.java 0 >"$scratch/civitai" 2>&1 &
civitai=$!
site=$(address "$scratch/civitai")
./gentrack community serve --min-contributors 1 --port 0 --civitai-url "$site" --cache-ttl 0 >"$scratch/server" 2>&1 &
server=$!
GENTRACK_COMMUNITY_SERVER=$(address "$scratch/server")
export GENTRACK_COMMUNITY_SERVER

./gentrack import --quiet samples >"$scratch/out"
./gentrack review --civitai --civitai-url "$site" >"$scratch/out" 2>&1
has "review shows what could be shared" "2 entries (private LoRAs excluded: 0, private models: 0)" "$scratch/out"
echo n | ./gentrack share >"$scratch/out" 2>&1
has "share asks" "Share these with the community? [y/N]" "$scratch/out"
has "a no sends nothing" "Nothing was sent." "$scratch/out"
echo y | ./gentrack share >"$scratch/out" 2>&1
has "a yes shares" "Shared 2 entries with $GENTRACK_COMMUNITY_SERVER" "$scratch/out"
./gentrack community search --family sdxl >"$scratch/out" 2>&1
has "others find it" "Detail Tweaker XL - v1.0 0.8" "$scratch/out"
./gentrack forget >"$scratch/out" 2>&1
has "forget takes it back" "has deleted 2 entries of yours" "$scratch/out"
./gentrack community search --family sdxl --json >"$scratch/out" 2>&1
has "others do not find it any more" '"results" : [ ]' "$scratch/out"
exit "$failed"
