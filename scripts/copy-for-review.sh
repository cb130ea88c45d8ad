#!/usr/bin/env bash
# Leaves a copy of a stack's state without its secrets where pull requests are planned against it:
#   copy-for-review.sh STACK URL [OUTDIR]
# The stack is initialized in OUTDIR, cdktf.out by default; URL is the folder in the state bucket, ending in a slash.
set -euo pipefail
stack=$1 url=$2 outdir=${3:-cdktf.out}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
terraform -chdir="$outdir/stacks/$stack" state pull >"$scratch/state.json"
terraform -chdir="$outdir/stacks/$stack" show -json >"$scratch/shown.json"
bin/landform redact "$stack" "$scratch/state.json" "$scratch/shown.json" --outdir "$outdir" >"$scratch/copy.json"
aws s3 cp --only-show-errors "$scratch/copy.json" "$url$stack.tfstate"
