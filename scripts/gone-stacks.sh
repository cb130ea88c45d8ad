#!/usr/bin/env bash
# Writes the jobs that destroy what a push has taken out of the project, as an output of the step named "jobs":
#   gone-stacks.sh COMMIT
# COMMIT is the one before the push. A destruction is asked for, or not done: an environment of the repository whose approval
# nobody is asked for is left out, and fails this script behind the output, so that somebody sees it.
set -euo pipefail
if [[ $1 =~ ^0*$ ]]; then # the branch is new
  echo "jobs=[]" >>"$GITHUB_OUTPUT"
  exit
fi
jobs=$(bin/landform matrix --gone-since "$1")
refused=
while read -r environment; do
  # https://docs.github.com/en/rest/deployments/environments#get-an-environment
  asks=$(gh api "repos/$GITHUB_REPOSITORY/environments/$environment" --jq 'any(.protection_rules[]; .type == "required_reviewers")') || asks=
  [[ $asks != true ]] || continue
  stack=$(jq -r --arg environment "$environment" '.[] | select(.environment == $environment) | .stack' <<<"$jobs")
  echo "::error::$stack is gone from the project, and the environment $environment has no required reviewers: nobody would be asked. Add some and run this again, or destroy it by hand: landform destroy $stack --at $1" >&2
  jobs=$(jq -c --arg environment "$environment" 'map(select(.environment != $environment))' <<<"$jobs")
  refused=yes
done < <(jq -r '.[].environment' <<<"$jobs")
echo "jobs=$(jq -c . <<<"$jobs")" >>"$GITHUB_OUTPUT"
[[ -z $refused ]]
