#!/usr/bin/env bash
# Puts a plan into a pull request as a comment, in the place of an earlier plan of the same stack:
#   plan-comment.sh PULL_REQUEST STACK FILE
set -euo pipefail
pull_request=$1 stack=$2 file=$3

body=$(mktemp)
trap 'rm -f "$body"' EXIT
marker="<!-- plan of $stack -->"
{
  printf '%s\n### Plan of %s\n\n```\n' "$marker" "$stack"
  head -c 60000 "$file" # GitHub takes 65,536 characters
  printf '\n```\n'
} > "$body"

comments="repos/{owner}/{repo}/issues/$pull_request/comments"
earlier=$(gh api "$comments" --paginate --jq ".[] | select(.body | startswith(\"$marker\")) | .id" | head -n 1)
if [ -n "$earlier" ]; then
  gh api --silent --method PATCH "repos/{owner}/{repo}/issues/comments/$earlier" --field "body=@$body"
else
  gh api --silent --method POST "$comments" --field "body=@$body"
fi
