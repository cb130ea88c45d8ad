#!/usr/bin/env bash
# Generates the JSON files in this folder: make.sh path/to/volteryde.md
# Needs Terraform with the AWS and random providers, but no AWS account. README.md describes its changes to the document.
set -euo pipefail
document=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# In the document, each file is a code block below its path.
awk -v root="$work" '
  /^\*\*`infrastructure\/terraform\/.*`\*\*:/ { split($0, part, "`"); file = part[2]; sub("infrastructure/terraform", root, file) }
  /^```/ { if (writing) { writing = 0; close(file); file = "" }
           else if (file != "") { writing = 1; folder = file; sub("/[^/]*$", "", folder); system("mkdir -p " folder) }
           next }
  writing { print > file }' "$document"

sed -i 's/replication_group_description/description/' "$work/modules/elasticache-redis/main.tf"
cp -r "$work/environments/dev" "$work/environments/production"
sed -i 's/"dev"/"production"/' "$work/environments/production/main.tf"
for environment in dev production; do
  cp "$here/offline.tf" "$work/environments/$environment/offline_override.tf"
  cd "$work/environments/$environment"
  terraform init -input=false > init.log
  terraform plan -input=false -out=plan > plan.log
  terraform show -json plan > plan.json
  go run "$here/reduce.go" "$here/state.go" < plan.json > "$here/volteryde-$environment.json"
done
cd "$work/environments/dev"
go run "$here/reduce.go" "$here/state.go" state < plan.json > "$here/volteryde-dev-state.json"
