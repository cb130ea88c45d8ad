#!/usr/bin/env bash
# Plans the stacks that a pull request changes, without any right in their accounts:
#   plan-pull-request.sh JOBS
# JOBS is what "landform matrix" prints. Each stack is planned against a copy of its state that holds no secrets, as the
# last deployment left it; where there is none, against nothing. The plans are left in build/plans, as JSON.
set -euo pipefail
jobs=$1
plans=build/plans
rm -rf "$plans"
mkdir -p "$plans"
bin/synth -offline -outdir build/offline

mapfile -t stacks < <(jq -r '.[].stack' <<<"$jobs")
field() { jq -r --arg stack "$1" ".[] | select(.stack == \$stack) | .$2" <<<"$jobs"; }

# First the copies: the token that GitHub gives a job, in the file that TOKEN_FILE names, does not live as long as the plans
# take. Terraform gets neither token nor role.
for stack in "${stacks[@]}"; do
  state=build/offline/stacks/$stack/terraform.tfstate
  rm -f "$state"
  if ! AWS_WEB_IDENTITY_TOKEN_FILE=$TOKEN_FILE AWS_ROLE_ARN=$(field "$stack" pullRequestRole) \
    aws s3 cp --only-show-errors "$(field "$stack" reviews)$stack.tfstate" "$state"; then
    echo "$stack has no copy of its state: it is planned as if nothing was deployed" | tee -a "$plans/notes.txt" >&2
  fi
done

for stack in "${stacks[@]}"; do
  run() { terraform -chdir="build/offline/stacks/$stack" "$@"; }
  run init -input=false >&2
  # Nothing is asked of AWS: neither whether the state is what is there, nor for a lock.
  run plan -input=false -refresh=false -lock=false -out=tfplan >&2
  run show -json tfplan >"$plans/$stack.json"
done
