#!/usr/bin/env bash
# Rehearses the migration from CDKTF to its successor, CDK Terrain. In a copy of the last commit, it generates Go modules from
# CDK Terrain's npm packages, renames imports, builds the app, synthesizes all stacks, compares their JSON semantically with
# CDKTF's, and checks their arguments against AWS provider 6. Works in build/terrain, where it leaves the migrated copy and the
# generated modules. Usage: scripts/terrain/rehearse.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly here=$PWD/scripts/terrain work=$PWD/build/terrain
# Three values each: CDKTF's import path, the import path that jsii-pacmak generates for CDK Terrain's package, and its folder.
readonly renames=(
  github.com/hashicorp/terraform-cdk-go/cdktf github.com/open-constructs/cdk-terrain-go/cdktn cdktn
  github.com/cdktf/cdktf-provider-aws-go/aws/v19 github.com/cdktn-io/cdktn-provider-aws-go/aws/v25 aws
  github.com/cdktf/cdktf-provider-random-go/random/v11 github.com/cdktn-io/cdktn-provider-random-go/random/v15 random
)

fail() {
  echo "rehearse.sh: $1" >&2
  exit 1
}

current="Checking prerequisites"
step() {
  current=$1
  echo "$1"
}

# clean removes intermediate files after a success. After a failure, it keeps everything for debugging.
clean() {
  local -r code=$?
  if [[ $code == 0 ]]; then
    rm -rf "$work/node_modules" "$work/lean" "$work/package.json"
  else
    echo "rehearse.sh: failed at step \"$current\"; the files so far are in $work" >&2
  fi
}

for tool in go git node npm; do
  command -v "$tool" >/dev/null || fail "$tool is missing: install Go 1.26, Git, and Node.js 20, 22 or 24 with npm"
done
[[ $(node -p 'parseInt(process.versions.node)') -ge 20 ]] || fail "node is version $(node --version): install 20, 22 or 24"
git rev-parse --quiet --verify HEAD >/dev/null || fail "$PWD has no commit: run the rehearsal in a clone of the repository"
[[ -z $(git status --porcelain --untracked-files=no) ]] || echo "Uncommitted changes are ignored."

trap clean EXIT
rm -rf "$work"
mkdir -p "$work/copy"
git archive HEAD | tar -x -C "$work/copy"

step "Synthesizing with CDKTF"
(cd "$work/copy" && go run . -outdir "$work/before")

step "Installing the packages of CDK Terrain"
cp "$here/package.json" "$work/"
npm install --prefix "$work" --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel=error
# All generated packages that Go files import.
mapfile -t submodules < <(grep -rhoE --include='*.go' "${renames[3]}/[a-z0-9]+" "$work/copy" | sed 's#.*/##' | sort -u | grep -vx jsii)
[[ ${#submodules[@]} -gt 0 ]] || fail "no file imports ${renames[3]}: update the import paths in \"renames\""
node "$here/lean.mjs" "$work/node_modules/@cdktn/provider-aws" "$work/lean/provider-aws" "${submodules[@]}"

step "Generating Go modules, with ${#submodules[@]} submodules of the AWS provider"
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20,22,24
"$work/node_modules/.bin/jsii-pacmak" --targets go --code-only --force --outdir "$work/modules" \
  "$work/lean/provider-aws" "$work/node_modules/@cdktn/provider-random" "$work/node_modules/cdktn"

step "Renaming imports, and building"
cd "$work/copy"
for ((i = 0; i < ${#renames[@]}; i += 3)); do
  grep -rlF "\"${renames[i]}" --include='*.go' . | xargs -r sed -i.cdktf "s#\"${renames[i]}#\"${renames[i + 1]}#"
  major=$(sed -n 's#.*/\(v[0-9]*\)$#\1#p' <<<"${renames[i + 1]}") # the module's version must have the same major version
  go mod edit -droprequire "${renames[i]}" -require "${renames[i + 1]}@${major:-v0}.0.0" -replace "${renames[i + 1]}=../modules/go/${renames[i + 2]}"
done
# The package name is different: import it under the old name, which the code uses.
grep -rlF "\"${renames[1]}\"" --include='*.go' . | xargs -r sed -E -i.cdktf "s#^(import |[[:space:]]+)\"${renames[1]}\"#\1cdktf \"${renames[1]}\"#"
find . -name '*.go.cdktf' -delete
go mod edit -require "github.com/aws/constructs-go/constructs/v10@v$(node -p 'require("../node_modules/constructs/package.json").version')"
go mod tidy
go build -o "$work/synth" .

step "Synthesizing with CDK Terrain"
# The Go kernel supports CDKTF's packages only (see internal/kernel/classes.go): use the jsii kernel here.
LANDFORM_KERNEL=jsii "$work/synth" -outdir "$work/after"

step "Comparing"
node "$here/compare.mjs" "$work/before" "$work/after"
node "$here/arguments.mjs" "$work/before" "$work/node_modules/@cdktn/provider-aws" "$work/node_modules/@cdktn/provider-random"
echo "The migrated app is in build/terrain/copy, its generated modules are in build/terrain/modules."
