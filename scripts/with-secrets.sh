#!/usr/bin/env bash
# Runs a command with the secrets that a person once gave to a stack, as Secrets Manager has them:
#   with-secrets.sh STACK COMMAND [ARGUMENT...]
# They reach the command through its environment, as TF_VAR_<name>. A stack without such inputs needs none.
set -euo pipefail
stack=$1
shift
file=cdktf.out/stacks/$stack/cdk.tf.json
prefix=$(jq -r '."//".landform | "\(.system)/\(.environment)"' "$file")

# read_secret prints one field of a secret.
read_secret() {
  local value
  if ! value=$(aws secretsmanager get-secret-value --secret-id "$prefix/$1" --query SecretString --output text); then
    echo "with-secrets.sh: $prefix/$1 cannot be read. The first deployment of $stack is a person's, with scripts/provision.sh, who is asked for its secrets" >&2
    return 1
  fi
  jq -er --arg field "$2" '.[$field]' <<<"$value"
}

# mask keeps a value out of GitHub's logs: all of its lines, of which a bare command would hide the first and print the rest.
# https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
mask() {
  local text=${1//%/%25}
  text=${text//$'\r'/%0D}
  echo "::add-mask::${text//$'\n'/%0A}"
  local line # and each line where it stands alone
  while read -r line; do
    [[ -z $line || $line == "$1" ]] || echo "::add-mask::${line//%/%25}"
  done <<<"$1"
}

while read -r input; do
  case $input in
    database_password) value=$(read_secret rds/password password) ;;
    jwt_secret) value=$(read_secret backend JWT_SECRET) ;;
    *)
      echo "with-secrets.sh: $stack asks for $input, and no secret is known to hold it" >&2
      exit 1
      ;;
  esac
  [[ -z ${GITHUB_ACTIONS:-} ]] || mask "$value"
  export "TF_VAR_$input=$value"
done < <(jq -r '.variable // {} | keys[]' "$file")

exec "$@"
