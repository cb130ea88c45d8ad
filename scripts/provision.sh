#!/usr/bin/env bash
# Deploys an environment of the ticketing system: scripts/provision.sh dev|prod [--rotate]
#
# The database password and the JWT secret are read in Secrets Manager, where the first deployment put them. They are asked
# for, twice, where they are not there yet, and with --rotate; TF_VAR_database_password and TF_VAR_jwt_secret come before
# both. They reach Terraform through the environment only: never on a command line, where every process can read them, and
# never in a file. With EMULATOR=1, it deploys to the AWS emulator at AWS_ENDPOINT_URL.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# current prints a field of a secret of the environment; nothing where there is no such secret yet.
current() {
  local answer
  if answer=$(aws secretsmanager get-secret-value --secret-id "ticketing/$environment/$1" --query SecretString --output text 2>&1); then
    jq -er --arg field "$2" '.[$field]' <<<"$answer" || fail "ticketing/$environment/$1 has no field $2"
  elif [[ $answer == *"marked for deletion"* || $answer == *"scheduled for deletion"* ]]; then
    fail "ticketing/$environment/$1 is about to be deleted, and its name is taken until then. Free it with
aws secretsmanager delete-secret --force-delete-without-recovery --secret-id ticketing/$environment/$1"
  elif [[ $answer != *ResourceNotFoundException* ]]; then
    fail "ticketing/$environment/$1 cannot be read: $answer"
  fi
}

# obtain sets and exports a secret: from the environment, from Secrets Manager, or from the person.
obtain() {
  local -r name=$1 prompt=$2 secret=$3 field=$4
  local value=${!name:-} again
  [[ -n $value || -n $rotate ]] || value=$(current "$secret" "$field")
  if [[ -z $value ]]; then
    IFS= read -rs -p "$prompt: " value
    echo
    [[ -n $value ]] || fail "the ${prompt,} must not be empty"
    IFS= read -rs -p "$prompt, once more: " again
    echo
    [[ $value == "$again" ]] || fail "the two differ: nothing is done"
  fi
  printf -v "$name" '%s' "$value"
  export "${name?}"
}

rotate=
for argument in "$@"; do
  shift
  if [[ $argument == --rotate ]]; then rotate=yes; else set -- "$@" "$argument"; fi
done
stack=$(stack_of "$@")
environment=$1
enter_project
require_tools
[[ -t 0 ]] || fail "there is no terminal to ask at: a pipeline deploys with \"make plan-file\" and \"make apply\""
build
landform ready "$stack"
obtain TF_VAR_database_password "Database password" rds/password password
obtain TF_VAR_jwt_secret "JWT secret" backend JWT_SECRET
# Signals reach landform, which lets Terraform finish, and not a shell in between.
exec bin/landform deploy --app bin/synth "${target[@]}" "$stack"
