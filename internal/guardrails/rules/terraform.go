package rules

import (
	"slices"
	"strings"

	"landform/internal/guardrails"
	"landform/internal/lazyregexp"
)

var terraformRules = []rule{
	{
		ID: "state-encrypted", Class: refused, Stack: StateEncrypted,
		Why: "the state contains every secret of the stack in plain text",
		Fix: "use backend s3 with encrypt = true",
	},
	{
		ID: "state-customer-key", Class: advice, Stack: StateCustomerKey,
		Why: "encrypt alone uses an S3 key, even if the bucket has another key: everybody who can read the bucket can read every secret",
		Fix: "set kms_key_id in the backend",
	},
	{
		ID: "state-remote", Class: advice, Stack: StateRemote,
		Why: "a state in a local file has no lock, no versions and no encryption",
		Fix: "use backend s3",
	},
	{
		ID: "state-locked", Class: refused, Stack: StateLocked,
		Why: "two concurrent deployments would corrupt the state",
		Fix: "use backend s3 with dynamodb_table or use_lockfile",
	},
	{
		ID: "provider-account-bound", Class: refused, Stack: ProviderAccountBound,
		Why: "with the wrong credentials, the stack would be applied to another account",
		Fix: "set allowed_account_ids to one account",
	},
	{
		ID: "provider-version-bound", Class: advice, Stack: ProviderVersionBound,
		Why:     "another major version of a provider may plan different changes",
		Fix:     "set required_providers with source and version",
		Aliases: []string{"CKV_TF_1"},
	},
	{
		ID: "no-provisioners", Class: refused, Types: []string{guardrails.AnyType}, Resource: NoProvisioners,
		Why:      "a provisioner runs commands on the machine that runs Terraform, with its credentials, and the plan does not show what they do",
		Fix:      "use user data, or a resource of a provider",
		Violates: `{"aws_ebs_volume": {"main": {"provisioner": {"local-exec": {"command": "curl example.com | sh"}}}}}`,
	},
	{
		ID: "no-commands", Class: refused, Stack: NoCommands,
		Why: "it runs commands, or downloads unreviewed content, on the machine that runs Terraform, at each plan",
		Fix: "use a resource of a provider",
	},
	{
		ID: "module-pinned", Class: refused, Stack: ModulePinned,
		Why:     "everybody who can change the module can change the stack",
		Fix:     "set a version, or ref= with a commit",
		Aliases: []string{"CKV_TF_1", "CKV_TF_2"},
	},
	{
		ID: "module-read", Class: advice, Stack: ModuleRead,
		Why: "the resources of a module, and files in HCL, cannot be checked without reading them",
		Fix: "check the folder of the module too, in Terraform's JSON syntax",
	},
	{
		ID: "module-without-secrets", Class: refused, Stack: ModuleWithoutSecrets, Unknown: passes,
		Why:     "the JSON, the plan and the repository would contain the secret in plain text",
		Fix:     "use a sensitive variable without default, or a reference to Secrets Manager",
		Aliases: []string{"CKV_SECRET_6"},
	},
	{
		ID: "changes-seen", Class: refused, Types: []string{guardrails.AnyType}, Resource: ChangesSeen,
		Why:      "Terraform would not revert a change that somebody makes by hand",
		Fix:      "only ignore the arguments that are expected to change",
		Violates: `{"aws_ebs_volume": {"main": {"lifecycle": {"ignore_changes": "all"}}}}`,
	},
	{
		ID: "reference-resolves", Class: refused, Types: []string{guardrails.AnyType}, Resource: ReferenceResolves,
		Why:      "Terraform refuses a reference to a resource that is not in the stack",
		Fix:      "use the address of a resource in the stack",
		Violates: `{"aws_ebs_volume": {"main": {"kms_key_id": "${aws_kms_key.missing.arn}"}}}`,
	},
}

// backend is the S3 backend of a stack. The second result is false for other backends.
func backend(s stack) (value, bool) {
	found := s.Value("terraform.backend.s3")
	return found, found.Exists()
}

// StateEncrypted requires a state that is encrypted.
func StateEncrypted(s stack) answer {
	state, ok := backend(s)
	switch {
	case !ok:
		return skip
	case !state.Field("encrypt").IsTrue():
		return broken("terraform.backend", "%s", shown("backend s3 encrypt", state.Field("encrypt")))
	}
	return pass
}

// StateCustomerKey requires a state whose key says who may read it.
// https://developer.hashicorp.com/terraform/language/backend/s3#s3-state-storage
func StateCustomerKey(s stack) answer {
	state, ok := backend(s)
	if !ok || state.Field("kms_key_id").Exists() {
		return pass
	}
	return broken("terraform.backend", "backend s3 kms_key_id is not set")
}

// StateRemote forbids state in a file. CDKTF writes that backend unless it is told another, so that it speaks of stacks
// with an environment only.
func StateRemote(s stack) answer {
	if s.Metadata().Environment != "" && s.Value("terraform.backend.local").Exists() {
		return broken("terraform.backend", "backend local")
	}
	return pass
}

// StateLocked requires a state lock.
func StateLocked(s stack) answer {
	state, ok := backend(s)
	if !ok {
		return skip
	}
	if state.Field("dynamodb_table").Exists() || state.Field("use_lockfile").IsTrue() {
		return pass
	}
	return broken("terraform.backend", "backend s3 has no lock")
}

// ProviderAccountBound requires providers that accept exactly one account. A provider that works without AWS has none.
func ProviderAccountBound(s stack) answer {
	whole := skip
	for _, provider := range s.Value("provider.aws").List() {
		if worksWithoutAWS(provider) {
			continue
		}
		whole = whole.And(pass)
		if len(provider.All("allowed_account_ids")) != 1 {
			whole = whole.And(broken("provider.aws", "allowed_account_ids has %d accounts", len(provider.All("allowed_account_ids"))))
		}
	}
	return whole
}

// worksWithoutAWS returns whether a provider is one for offline plans or for an emulator.
func worksWithoutAWS(provider value) bool {
	return provider.Field("skip_credentials_validation").IsTrue()
}

// ProviderVersionBound requires source and version of each configured provider.
func ProviderVersionBound(s stack) answer {
	whole := pass
	providers := s.Value("terraform.required_providers")
	for _, name := range sorted(s.Value("provider").Keys()) {
		required := providers.Field(name)
		version := required.Field("version")
		if !version.Exists() || strings.HasPrefix(strings.TrimSpace(version.String()), ">") && !strings.Contains(version.String(), "<") {
			whole = whole.And(broken("terraform.required_providers", "provider %s has no version that ends", name))
		}
	}
	return whole
}

// NoProvisioners forbids provisioners.
func NoProvisioners(r resource) answer {
	if r.Value("provisioner").Exists() {
		return broken("provisioner", "provisioner %s", strings.Join(sorted(r.Value("provisioner").Keys()), ", "))
	}
	return pass
}

// NoCommands forbids data sources and resources that run commands.
func NoCommands(s stack) answer {
	whole := pass
	for _, r := range slices.Concat(s.Data(), s.Resources) {
		if r.Type == "external" || r.Type == "http" || r.Type == "null_resource" && r.Value("provisioner").Exists() || r.Type == "shell_script" {
			whole = whole.And(broken("", "%s", r.Address()))
		}
	}
	return whole
}

// fixed matches a Git source with a commit or a tag.
var fixed = lazyregexp.New(`[?&]ref=(v?\d|[0-9a-f]{7,40}\b)`)

// ModulePinned requires a version for external modules.
func ModulePinned(s stack) answer {
	whole := pass
	modules := s.Value("module")
	for _, name := range sorted(modules.Keys()) {
		module := modules.Field(name)
		source := module.Field("source").String()
		if strings.HasPrefix(source, "./") || strings.HasPrefix(source, "../") || module.Field("version").Exists() || fixed.MatchString(source) {
			continue
		}
		whole = whole.And(broken("module."+name, "module %s from %s has no version", name, source))
	}
	return whole
}

// ModuleRead requires everything that belongs to a stack to be looked at.
func ModuleRead(s stack) answer { return answer{Unread: s.Unread()} }

// ModuleWithoutSecrets forbids literal secret to be handed to a module.
func ModuleWithoutSecrets(s stack) answer {
	whole := pass
	modules := s.Value("module")
	for _, name := range sorted(modules.Keys()) {
		for _, argument := range sorted(modules.Field(name).Keys()) {
			v := modules.Field(name).Field(argument)
			if isSecretName(argument) && v.Known() && len(v.String()) > 0 && !isPlace(v.String()) && !v.IsTrue() && !v.IsFalse() {
				whole = whole.And(broken("module."+name, "module.%s: %s is literal", name, argument))
			}
		}
	}
	return whole
}

// ChangesSeen requires ignore_changes to name the ignored arguments.
func ChangesSeen(r resource) answer { return isNone(r, "lifecycle.ignore_changes", "all") }

// ReferenceResolves requires references to resources that exist in the stack.
func ReferenceResolves(r resource) answer {
	whole := pass
	for _, reference := range r.References() {
		if _, ok := r.Stack().Resource(reference.To); !ok && isType.MatchString(reference.To) {
			whole = whole.And(broken(reference.Argument, "%s refers to %s", reference.Argument, reference.To))
		}
	}
	return whole
}

// isType matches addresses of our providers' types. In "for x in list : x.name", "x.name" is not an address.
var isType = lazyregexp.New(`^(data\.)?(aws|random|tls)_\w+\.`)
