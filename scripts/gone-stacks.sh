#!/usr/bin/env bash
# Writes the jobs that destroy the stacks removed by a push to the step output "jobs":
#   gone-stacks.sh COMMIT
# COMMIT is the commit before the push. A stack is destroyed only after approval: if its GitHub environment has no required
# reviewers, the script writes no job for it, and exits with an error after it has written the other jobs.
set -euo pipefail
if [[ $1 =~ ^0*$ ]]; then # GitHub sends only zeros for a new branch
  echo "jobs=[]" >>"$GITHUB_OUTPUT"
  exit
fi
jobs=$(bin/landform matrix --gone-since "$1")
unreviewed=
while read -r environment; do
  # https://docs.github.com/en/rest/deployments/environments#get-an-environment
  reviewed=$(gh api "repos/$GITHUB_REPOSITORY/environments/$environment" --jq 'any(.protection_rules[]; .type == "required_reviewers")') || reviewed=
  [[ $reviewed != true ]] || continue
  stack=$(jq -r --arg environment "$environment" '.[] | select(.environment == $environment) | .stack' <<<"$jobs")
  echo "::error::$stack was removed from the project, and the GitHub environment $environment has no required reviewers. Add reviewers and rerun this job, or destroy the stack yourself: landform destroy $stack --at $1" >&2
  jobs=$(jq -c --arg environment "$environment" 'map(select(.environment != $environment))' <<<"$jobs")
  unreviewed=yes
done < <(jq -r '.[].environment' <<<"$jobs")
echo "jobs=$(jq -c . <<<"$jobs")" >>"$GITHUB_OUTPUT"
[[ -z $unreviewed ]]
