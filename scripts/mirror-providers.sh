#!/usr/bin/env bash
# Puts one unpacked copy of each provider into a folder, for every Terraform that runs after it:
#   mirror-providers.sh FOLDER
# Terraform links to what it finds in such a folder instead of unpacking another copy for each stack: the AWS provider alone
# takes 700 MB. FOLDER/terraformrc is the configuration (TF_CLI_CONFIG_FILE) that leads to it, and to nothing else.
set -euo pipefail
mkdir -p "$1"
folder=$(cd "$1" && pwd)
if [[ ! -f .terraform.lock.hcl ]]; then
  echo "mirror-providers.sh: there is no .terraform.lock.hcl: nothing says which builds of the providers were reviewed. Run \"make lock\", and commit the file" >&2
  exit 1
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
jq -s '{terraform: {required_providers: (map(.terraform.required_providers) | add)}}' cdktf.out/stacks/*/cdk.tf.json >"$scratch/main.tf.json"
cp .terraform.lock.hcl "$scratch"
while read -r source; do
  if ! grep -qF "provider \"registry.terraform.io/$source\"" .terraform.lock.hcl; then
    echo "mirror-providers.sh: .terraform.lock.hcl has no build of $source that was reviewed. Run \"make lock\", and commit the file" >&2
    exit 1
  fi
done < <(jq -r '.terraform.required_providers[].source' "$scratch/main.tf.json")
# What the lock file has of a provider, init holds the download against. What jobs want of every other init is not for this one.
unset TF_CLI_ARGS TF_CLI_ARGS_init
TF_PLUGIN_CACHE_DIR=$folder terraform -chdir="$scratch" init -input=false >&2
cat >"$folder/terraformrc" <<CONFIGURATION
disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path = "$folder"
  }
}
CONFIGURATION
