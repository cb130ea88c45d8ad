#!/usr/bin/env bash
# Opens or updates the GitHub issue about a stack's drift, and closes it when the stack no longer drifts:
#   drift-issue.sh STACK FILE
# FILE is the report of the drifted resources. It is empty if there is no drift.
set -euo pipefail
stack=$1 file=$2

title="Drift in $stack"
number=$(gh issue list --state open --limit 200 --json number,title --jq "map(select(.title == \"$title\"))[0].number // empty")
if [ ! -s "$file" ]; then
  [ -z "$number" ] || gh issue close "$number" --comment "The last plan finds no drift."
elif [ -n "$number" ]; then
  gh issue edit "$number" --body-file "$file"
else
  gh issue create --title "$title" --body-file "$file"
fi
