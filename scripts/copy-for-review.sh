#!/usr/bin/env bash
# Uploads a copy of a stack's state without secrets to S3. Pull requests are planned against this copy:
#   copy-for-review.sh STACK URL [OUTDIR]
# The stack must be initialized in OUTDIR (default: cdktf.out). URL is the folder in the state bucket, ending in a slash.
set -euo pipefail
stack=$1 url=$2 outdir=${3:-cdktf.out}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
terraform -chdir="$outdir/stacks/$stack" state pull >"$scratch/state.json"
terraform -chdir="$outdir/stacks/$stack" show -json >"$scratch/shown.json"
bin/landform redact "$stack" "$scratch/state.json" "$scratch/shown.json" --outdir "$outdir" >"$scratch/copy.json"
aws s3 cp --only-show-errors "$scratch/copy.json" "$url$stack.tfstate"
