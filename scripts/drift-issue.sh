#!/usr/bin/env bash
# Keeps one open issue for a stack that has drifted, and closes it when the drift is gone:
#   drift-issue.sh STACK FILE
# The file says what has drifted; it is empty where nothing has.
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
