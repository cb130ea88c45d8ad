#!/usr/bin/env bash
# Plans the stacks that a pull request changes, without permissions in their accounts:
#   plan-pull-request.sh JOBS
# JOBS is the output of "landform matrix". Each stack is planned against the copy of its state, without secrets, that the last
# deployment uploaded, or against an empty state if there is no copy. The plans are written to build/plans, as JSON.
set -euo pipefail
jobs=$1
plans=build/plans
rm -rf "$plans"
mkdir -p "$plans"
bin/synth -offline -outdir build/offline

mapfile -t stacks < <(jq -r '.[].stack' <<<"$jobs")
field() { jq -r --arg stack "$1" ".[] | select(.stack == \$stack) | .$2" <<<"$jobs"; }

# Download all copies first: GitHub's OIDC token, in the file TOKEN_FILE, expires before the last plan ends. Terraform gets
# neither the token nor the role.
for stack in "${stacks[@]}"; do
  state=build/offline/stacks/$stack/terraform.tfstate
  rm -f "$state"
  if ! AWS_WEB_IDENTITY_TOKEN_FILE=$TOKEN_FILE AWS_ROLE_ARN=$(field "$stack" pullRequestRole) \
    aws s3 cp --only-show-errors "$(field "$stack" reviews)$stack.tfstate" "$state"; then
    echo "$stack: no copy of the state found. The plan is against an empty state, as for a new stack" | tee -a "$plans/notes.txt" >&2
  fi
done

for stack in "${stacks[@]}"; do
  run() { terraform -chdir="build/offline/stacks/$stack" "$@"; }
  run init -input=false >&2
  # No requests to AWS: no refresh of the state, and no state lock.
  run plan -input=false -refresh=false -lock=false -out=tfplan >&2
  run show -json tfplan >"$plans/$stack.json"
done
