#!/bin/sh
# Builds the plug-in jar of this folder: needs a JDK 17 or newer and a built gentrack (any run of ./gentrack builds it).
set -eu
cd -- "$(dirname -- "$0")"
out=../../target/plugin-template
rm -rf "$out"
javac --release 17 -cp ../../cli/target/gentrack.jar -d "$out/classes" jar/src/com/example/gentrack/*.java
jar --create --file "$out/plugin-template.jar" -C "$out/classes" . -C jar META-INF
echo "target/plugin-template/plugin-template.jar is ready; put it into the plug-in folder that gentrack doctor names."
