#!/usr/bin/env bash
# Runs a command with the secret variables of a stack, which it reads from Secrets Manager:
#   with-secrets.sh STACK COMMAND [ARGUMENT...]
# The command gets them as environment variables, TF_VAR_<name>. A stack without variables needs no secrets.
set -euo pipefail
stack=$1
shift
file=cdktf.out/stacks/$stack/cdk.tf.json
prefix=$(jq -r '."//".landform | "\(.system)/\(.environment)"' "$file")

# read_secret prints one field of a secret.
read_secret() {
  local value
  if ! value=$(aws secretsmanager get-secret-value --secret-id "$prefix/$1" --query SecretString --output text); then
    echo "with-secrets.sh: cannot read the secret $prefix/$1. Deploy $stack for the first time with scripts/provision.sh, which prompts for its secrets" >&2
    return 1
  fi
  jq -er --arg field "$2" '.[$field]' <<<"$value"
}

# mask hides a value in GitHub's logs: the whole value, and each of its lines, since a workflow command ends at the first line break.
# https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
mask() {
  local text=${1//%/%25}
  text=${text//$'\r'/%0D}
  echo "::add-mask::${text//$'\n'/%0A}"
  local line # hide each line by itself, too
  while read -r line; do
    [[ -z $line || $line == "$1" ]] || echo "::add-mask::${line//%/%25}"
  done <<<"$1"
}

while read -r input; do
  case $input in
    database_password) value=$(read_secret rds/password password) ;;
    jwt_secret) value=$(read_secret backend JWT_SECRET) ;;
    *)
      echo "with-secrets.sh: $stack has a variable $input, and this script knows no secret for it" >&2
      exit 1
      ;;
  esac
  [[ -z ${GITHUB_ACTIONS:-} ]] || mask "$value"
  export "TF_VAR_$input=$value"
done < <(jq -r '.variable // {} | keys[]' "$file")

exec "$@"
