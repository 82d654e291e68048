#!/bin/sh
# The real launcher, as people call it: from another folder, through a link, in a path with blanks, with what it needs missing.
# Usage: .ci/smoke.sh   (needs cli/target/gentrack.jar)
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0
HOME=$scratch/home XDG_CACHE_HOME=$scratch/cache XDG_DATA_HOME=$scratch/data
export HOME XDG_CACHE_HOME XDG_DATA_HOME
unset GENTRACK_DB COLUMNS 2>/dev/null || true
mkdir -p "$HOME"

check() { # what, expected, found
  if [ "$2" = "$3" ]; then
    echo "ok: $1"
  else
    echo "FAILED: $1: expected [$2], found [$3]"
    failed=1
  fi
}

[ -f "$root/cli/target/gentrack.jar" ] || { echo "FAILED: build first: mvn -q -DskipTests package"; exit 1; }
version="gentrack $(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' "$root/pom.xml" | head -n 1)"

cd /
check "from another folder" "$version" "$("$root/gentrack" --version 2>"$scratch/err")"
check "nothing on standard error" "" "$(cat "$scratch/err")"

mkdir -p "$scratch/a folder/bin"
ln -s "$root" "$scratch/a folder/the checkout"
ln -s "../the checkout/gentrack" "$scratch/a folder/bin/gentrack"
ln -s "$scratch/a folder/bin/gentrack" "$scratch/gt"
check "through links and blanks" "$version" "$("$scratch/gt" --version)"
check "found on the PATH" "$version" "$(PATH="$scratch/a folder/bin:$PATH" gentrack --version)"
check "in a bare locale" "$version" "$(env -u LANG LC_ALL=C "$root/gentrack" --version)"

code=0; "$root/gentrack" no-such-command >"$scratch/out" 2>/dev/null || code=$?
check "exit code of a usage error" 2 "$code"
check "standard output stays clean" "" "$(cat "$scratch/out")"

code=0; "$root/gentrack" import "$scratch/nothing here" >/dev/null 2>"$scratch/err" || code=$?
check "exit code of an unreadable file" 3 "$code"
check "the file is named" "$scratch/nothing here: unreadable: does not exist" "$(cat "$scratch/err")"

check "Java options reach Java" "$version" "$(GENTRACK_JAVA_OPTS='-Xmx64m -Dx=y' "$root/gentrack" --version)"

# Archive: made in the background by one of the runs above.
tries=0
until ls "$XDG_CACHE_HOME"/gentrack/*/gentrack.jsa >/dev/null 2>&1 || [ "$tries" -ge 120 ]; do
  tries=$((tries + 1)); sleep 1
done
check "an archive for faster starts" 1 "$(find "$XDG_CACHE_HOME" -name gentrack.jsa | wc -l | tr -d ' ')"
"$root/gentrack" doctor --json >"$scratch/out" 2>"$scratch/err"
check "with the archive: nothing on standard error" "" "$(cat "$scratch/err")"
check "with the archive: JSON only" "{" "$(head -c 1 "$scratch/out")"
echo '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' | "$root/gentrack" mcp --no-tracker >"$scratch/out" 2>"$scratch/err"
check "mcp: one line of protocol" '1 {"jsonrpc":"2.0","id":1,"result":{"tools":[' "$(wc -l <"$scratch/out" | tr -d ' ') $(head -c 43 "$scratch/out")"
check "mcp: nothing on standard error" "" "$(cat "$scratch/err")"
for archive in "$XDG_CACHE_HOME"/gentrack/*/gentrack.jsa; do
  echo broken >"$archive"
done
check "a broken archive is silent" "$version" "$("$root/gentrack" --version 2>&1)"
rm -rf "$XDG_CACHE_HOME" && : >"$XDG_CACHE_HOME"
check "a cache that cannot be made is silent" "$version" "$("$root/gentrack" --version 2>&1)"
rm -f "$XDG_CACHE_HOME"

# What is missing is said.
mkdir -p "$scratch/tools" "$scratch/old/bin"
for tool in sh env readlink ls cksum stty sed uname; do
  ln -s "$(command -v "$tool")" "$scratch/tools/$tool"
done
code=0; env -u JAVA_HOME PATH="$scratch/tools" "$root/gentrack" --version >"$scratch/out" 2>"$scratch/err" || code=$?
check "without Java: exit code" 1 "$code"
check "without Java: said on standard error only" "gentrack: no Java found" "$(cat "$scratch/out"; cut -c 1-23 "$scratch/err")"
printf '#!/bin/sh\nexit 9\n' >"$scratch/old/bin/java"; chmod +x "$scratch/old/bin/java"
echo 'JAVA_VERSION="11.0.2"' >"$scratch/old/release"
code=0; JAVA_HOME=$scratch/old "$root/gentrack" --version >/dev/null 2>"$scratch/err" || code=$?
check "an old Java: exit code" 1 "$code"
check "an old Java: named" "gentrack: Java 17 or newer is needed; $scratch/old/bin/java is version 11.0.2." "$(sed 's/ Set JAVA_HOME.*//' "$scratch/err")"
code=0; JAVA_HOME=$scratch/none "$root/gentrack" --version >/dev/null 2>&1 || code=$?
check "a JAVA_HOME that is none: exit code" 1 "$code"
cp "$root/gentrack" "$scratch/gentrack"
jdk=${JAVA_HOME:-}
if [ -z "$jdk" ]; then
  jdk=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.home = //p')
fi
code=0; PATH="$scratch/tools" JAVA_HOME="$jdk" "$scratch/gentrack" --version >/dev/null 2>"$scratch/err" || code=$?
check "without jar and Maven: exit code" 1 "$code"
check "without jar and Maven: said" "gentrack: it is not built yet, and there is no Maven" "$(cut -c 1-52 "$scratch/err")"

exit "$failed"
