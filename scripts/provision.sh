#!/usr/bin/env bash
# Deploys an environment of the ticketing system: scripts/provision.sh dev|prod [--rotate]
#
# Where the database password and the JWT secret come from, in this order: the environment variables TF_VAR_database_password
# and TF_VAR_jwt_secret; Secrets Manager, where the first deployment stored them; a prompt, which asks twice. --rotate skips
# Secrets Manager. The secrets are passed to Terraform as environment variables only: never on a command line, which every
# process can read, and never in a file. With EMULATOR=1, the script deploys to the AWS emulator at AWS_ENDPOINT_URL.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# stored prints a field of a secret in Secrets Manager. It prints nothing if the secret does not exist yet.
stored() {
  local answer
  if answer=$(aws secretsmanager get-secret-value --secret-id "ticketing/$environment/$1" --query SecretString --output text 2>&1); then
    jq -er --arg field "$2" '.[$field]' <<<"$answer" || fail "the secret ticketing/$environment/$1 has no field $2"
  elif [[ $answer == *"marked for deletion"* || $answer == *"scheduled for deletion"* ]]; then
    fail "the secret ticketing/$environment/$1 is scheduled for deletion, and its name cannot be reused until then. To delete it now, run
aws secretsmanager delete-secret --force-delete-without-recovery --secret-id ticketing/$environment/$1"
  elif [[ $answer != *ResourceNotFoundException* ]]; then
    fail "cannot read the secret ticketing/$environment/$1: $answer"
  fi
}

# obtain sets and exports a secret: from the environment, from Secrets Manager, or from a prompt.
obtain() {
  local -r name=$1 prompt=$2 secret=$3 field=$4
  local value=${!name:-} again
  [[ -n $value || -n $rotate ]] || value=$(stored "$secret" "$field")
  if [[ -z $value ]]; then
    IFS= read -rs -p "$prompt: " value
    echo
    [[ -n $value ]] || fail "${prompt,,} must not be empty"
    IFS= read -rs -p "$prompt (again): " again
    echo
    [[ $value == "$again" ]] || fail "the two entries differ: nothing was deployed"
  fi
  printf -v "$name" '%s' "$value"
  export "${name?}"
}

rotate=
for argument in "$@"; do
  shift
  if [[ $argument == --rotate ]]; then rotate=yes; else set -- "$@" "$argument"; fi
done
stack=$(stack_name "$@")
environment=$1
enter_project
require_tools
[[ -t 0 ]] || fail "cannot prompt: standard input is not a terminal. In a pipeline, deploy with \"make plan-file\" and \"make apply\""
build
landform ready "$stack"
reach "$stack"
obtain TF_VAR_database_password "Database password" rds/password password
obtain TF_VAR_jwt_secret "JWT secret" backend JWT_SECRET
# exec: signals go directly to landform, which lets Terraform finish.
exec bin/landform deploy --app bin/synth "${target[@]}" "$stack"
