#!/usr/bin/env bash
# Synthesizes all stacks with the jsii kernel on each supported version of Node.js, and compares the output, byte by byte, with
# that of the Go kernel. Installs Node.js from npm. Works in build/nodes. Usage: scripts/node-versions.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly work=$PWD/build/nodes
system=$(uname -s | tr '[:upper:]' '[:lower:]')
machine=$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
# The supported versions are defined in package.json, under "engines".
versions=$(sed -n 's/.*"node": "\(.*\)".*/\1/p' package.json | tr -d '|')

rm -rf "$work"
mkdir -p "$work"
go build -o "$work/synth" .
"$work/synth" -outdir "$work/go"
for version in $versions; do
  npm install --prefix "$work/$version" --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel=error "node-$system-$machine@$version" >/dev/null
  node=$work/$version/node_modules/node-$system-$machine/bin/node
  LANDFORM_KERNEL=jsii JSII_NODE=$node JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20,22,24 NODE_OPTIONS=--no-deprecation "$work/synth" -outdir "$work/out-$version"
  diff -r --exclude=origins.json "$work/go" "$work/out-$version" # only the Go kernel writes origins.json: the source positions of constructs
  echo "Node.js $("$node" --version): identical output"
done
