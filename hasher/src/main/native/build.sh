#!/bin/sh
# Builds the optional SHA-256 library. The hasher works without it, so everything that is missing here is a message and
# exit 0; only a compiler that runs and rejects our own source fails the build.
# usage: build.sh SOURCE_DIR OUTPUT_DIR JAVA_HOME
set -u
source_dir=$1
output_dir=$2
java_home=$3

skip() {
  echo "native SHA-256 not built: $1 (MessageDigest is used instead)"
  exit 0
}

[ "${GENTRACK_NATIVE_BUILD:-yes}" = no ] && skip "GENTRACK_NATIVE_BUILD=no"
case $(uname -m) in
  x86_64 | amd64) ;;
  *) skip "there is no kernel for $(uname -m)" ;;
esac
case $(uname -s) in
  Linux) system=linux name=libgentrack_sha256.so flags="-shared -fPIC -Wl,--build-id=none -Wl,-z,noexecstack -s" ;;
  Darwin) system=darwin name=libgentrack_sha256.dylib flags="-dynamiclib" ;;
  *) skip "no recipe for $(uname -s)" ;;
esac
compiler=${CC:-}
[ -n "$compiler" ] || for candidate in cc gcc clang; do
  if command -v "$candidate" >/dev/null 2>&1; then compiler=$candidate && break; fi
done
[ -n "$compiler" ] || skip "no C compiler"
command -v "$compiler" >/dev/null 2>&1 || skip "no C compiler named $compiler"
include=$java_home/include
[ -f "$include/jni.h" ] || include=$java_home/../include
[ -f "$include/jni.h" ] || skip "no jni.h under the JDK"

target=$output_dir/io/gentrack/hasher/native/$system-x86_64/$name
source=$source_dir/sha256_x86.c
if [ -f "$target" ] && [ -z "$(find "$source" "$0" -newer "$target")" ]; then exit 0; fi
probe=$(mktemp -d) || skip "no temporary directory"
trap 'rm -rf "$probe"' EXIT
cat >"$probe/probe.c" <<'C'
#include <cpuid.h>
#include <immintrin.h>
#include <stdlib.h>
int probe(void) { return abs(1); }
C
# A compiler without its headers, or one too old for the SHA intrinsics, is the machine's state and not our fault.
# shellcheck disable=SC2086
"$compiler" -O2 -fPIC -msha -msse4.1 -c "$probe/probe.c" -o "$probe/probe.o" 2>/dev/null || skip "$compiler cannot build for SHA-NI"
mkdir -p "$(dirname "$target")" || exit 1
# shellcheck disable=SC2086
"$compiler" -O2 -Wall -Wextra $flags -I"$include" -I"$include/$system" "$source" -o "$probe/$name" || exit 1
mv "$probe/$name" "$target" || exit 1
chmod 644 "$target"
echo "native SHA-256 built: $system-x86_64"
