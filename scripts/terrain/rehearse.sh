#!/usr/bin/env bash
# Rehearses the move from CDKTF to CDK Terrain, its successor, in a copy of the last commit: generates Go modules of its
# packages from npm, renames imports, builds, synthesizes all stacks, and compares their JSON by meaning. Everything
# happens in build/terrain. Usage: scripts/terrain/rehearse.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly here=scripts/terrain work=$PWD/build/terrain
# Import paths: those of CDKTF, and those that jsii-pacmak gives the packages of CDK Terrain, by folder of what it writes.
readonly renames=(
  github.com/hashicorp/terraform-cdk-go/cdktf github.com/open-constructs/cdk-terrain-go/cdktn cdktn
  github.com/cdktf/cdktf-provider-aws-go/aws/v19 github.com/cdktn-io/cdktn-provider-aws-go/aws/v25 aws
  github.com/cdktf/cdktf-provider-random-go/random/v11 github.com/cdktn-io/cdktn-provider-random-go/random/v15 random
)

for tool in go git node npm; do
  command -v "$tool" >/dev/null || { echo "rehearse.sh: $tool is not there" >&2; exit 1; }
done
rm -rf "$work"
mkdir -p "$work/copy"

echo "Synthesizing with CDKTF"
go run . -outdir "$work/before"

echo "Installing the packages of CDK Terrain"
cp $here/package.json "$work/"
npm install --prefix "$work" --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel=error
# Of every generated package that any Go file imports.
git grep -hoE 'cdktf-provider-aws-go/aws/v19/[a-z0-9]+' HEAD -- '*.go' | sed 's#.*/##' | sort -u | grep -vx jsii >"$work/submodules"
mapfile -t submodules <"$work/submodules"
node $here/lean.mjs "$work/node_modules/@cdktn/provider-aws" "$work/lean/provider-aws" "${submodules[@]}"

echo "Generating Go modules with ${#submodules[@]} submodules of the AWS provider"
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20,22,24
"$work/node_modules/.bin/jsii-pacmak" --targets go --code-only --force --outdir "$work/modules" \
  "$work/lean/provider-aws" "$work/node_modules/@cdktn/provider-random" "$work/node_modules/cdktn"

echo "Renaming imports in a copy"
git archive HEAD | tar -x -C "$work/copy"
cd "$work/copy"
for ((i = 0; i < ${#renames[@]}; i += 3)); do
  grep -rlF "\"${renames[i]}" --include='*.go' . | xargs sed -i "s#\"${renames[i]}#\"${renames[i + 1]}#"
  major=$(sed -n 's#.*/\(v[0-9]*\)$#\1#p' <<<"${renames[i + 1]}") # which the version of a module in a folder must have
  go mod edit -droprequire "${renames[i]}" -require "${renames[i + 1]}@${major:-v0}.0.0" -replace "${renames[i + 1]}=$work/modules/go/${renames[i + 2]}"
done
# The package has another name, and the code keeps the one that it knows.
grep -rlF '"github.com/open-constructs/cdk-terrain-go/cdktn"' --include='*.go' . |
  xargs sed -i 's#^\(import \|\t\)"github.com/open-constructs/cdk-terrain-go/cdktn"#\1cdktf "github.com/open-constructs/cdk-terrain-go/cdktn"#'
go mod edit -require "github.com/aws/constructs-go/constructs/v10@v$(node -p 'require("../node_modules/constructs/package.json").version')"
go mod tidy
go build -o "$work/synth" .

echo "Synthesizing with CDK Terrain"
# The kernel in Go stands for CDKTF's packages (packages and providers in internal/kernel/classes.go): the one of jsii runs here.
LANDFORM_KERNEL=jsii "$work/synth" -outdir "$work/after"
cd - >/dev/null
node $here/compare.mjs "$work/before" "$work/after"
