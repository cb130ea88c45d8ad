package ticketing_test

import (
	"encoding/json"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"landform/constructs/constructtest"
	"landform/internal/engine"
	"landform/internal/synthesized"
	"landform/test/shipped"
)

// securityGroups returns the security group table of the ticketing system. The databases have no egress rules.
func securityGroups(listeners ...string) []constructtest.GroupRules {
	return []constructtest.GroupRules{
		{
			Resource: "load balancer", Group: "load-balancer/security-group/group",
			Inbound: listeners, Outbound: []string{"tcp 8080 to ECS tasks"},
		},
		{
			Resource: "ECS tasks", Group: "backend-service/security-group/group",
			Inbound:  []string{"tcp 8080 from load balancer"},
			Outbound: []string{"tcp 443 to anywhere", "tcp 5432 to PostgreSQL", "tcp 6379 to Redis"},
		},
		{Resource: "PostgreSQL", Group: "postgres/security-group/group", Inbound: []string{"tcp 5432 from ECS tasks"}},
		{Resource: "Redis", Group: "redis/security-group/group", Inbound: []string{"tcp 6379 from ECS tasks"}},
	}
}

func TestSecurityGroups(t *testing.T) {
	constructtest.SecurityGroupTable(t, shipped.Stack(t, "ticketing-dev-stack"), securityGroups("tcp 80 from anywhere"))
	constructtest.SecurityGroupTable(t, shipped.Stack(t, "ticketing-prod-stack"), securityGroups("tcp 443 from anywhere", "tcp 80 from anywhere"))
}

// TestEnvironmentsDifferAsDocumented compares the two environments with the document's list.
func TestEnvironmentsDifferAsDocumented(t *testing.T) {
	for name, want := range map[string]struct {
		zones, gateways int
		documented      map[string]map[string]any
	}{
		"ticketing-dev-stack": {2, 1, map[string]map[string]any{
			"postgres/instance": {
				"instance_class": "db.t3.micro", "multi_az": false, "deletion_protection": false, "backup_retention_period": 7,
			},
			"redis/group":             {"num_cache_clusters": 1, "num_node_groups": nil},
			"backend-service/service": {"desired_count": 1},
			"backend-service/scaling": {"min_capacity": 1, "max_capacity": 2},
			"load-balancer/balancer":  {"enable_deletion_protection": false},
		}},
		"ticketing-prod-stack": {3, 3, map[string]map[string]any{
			"postgres/instance": {
				"instance_class": "db.t3.small", "multi_az": true, "deletion_protection": true, "backup_retention_period": 7,
			},
			"redis/group":             {"num_node_groups": 2, "replicas_per_node_group": 1},
			"backend-service/service": {"desired_count": 3},
			"backend-service/scaling": {"min_capacity": 2, "max_capacity": 10},
			"load-balancer/balancer":  {"enable_deletion_protection": true},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			stack := shipped.Stack(t, name)
			for path, arguments := range want.documented {
				constructtest.Expect(t, constructtest.Find(t, stack, path), arguments)
			}
			if got := len(stack.OfType("aws_subnet")); got != 2*want.zones {
				t.Errorf("%d subnets, want a public and a private one in each of %d zones", got, want.zones)
			}
			if got := len(stack.OfType("aws_nat_gateway")); got != want.gateways {
				t.Errorf("%d NAT gateways, want %d", got, want.gateways)
			}
			constructtest.Expect(t, constructtest.Find(t, stack, "postgres/instance"), map[string]any{
				"engine_version": "16", "publicly_accessible": false, "storage_encrypted": true,
			})
			constructtest.Expect(t, constructtest.Find(t, stack, "redis/group"), map[string]any{"engine_version": "7.0"})
		})
	}
}

func TestStorageIsPrivateAndOnlyCloudflareReadsTheFrontend(t *testing.T) {
	for _, name := range []string{"ticketing-dev-stack", "ticketing-prod-stack"} {
		stack := shipped.Stack(t, name)
		for _, kind := range []string{"storage", "frontend"} {
			constructtest.Expect(t, constructtest.Find(t, stack, kind+"/versioning"), map[string]any{
				"versioning_configuration.status": "Enabled",
			})
			constructtest.Expect(t, constructtest.Find(t, stack, kind+"/server-side-encryption"), map[string]any{
				"rule.0.apply_server_side_encryption_by_default.sse_algorithm": "AES256",
			})
			constructtest.Expect(t, constructtest.Find(t, stack, kind+"/public-access-block"), map[string]any{
				"block_public_acls": true, "block_public_policy": true, "ignore_public_acls": true, "restrict_public_buckets": true,
			})
		}
		constructtest.Expect(t, constructtest.Find(t, stack, "storage/lifecycle"), map[string]any{
			"rule.0.transition.0.storage_class": "INTELLIGENT_TIERING",
		})
		private := constructtest.Document(t, constructtest.Find(t, stack, "storage/policy"), "policy")
		constructtest.Expect(t, private, map[string]any{"Statement.#": 1, "Statement.0.Effect": "Deny"})
		public := constructtest.Find(t, stack, "frontend/policy")
		readers := constructtest.Statement(t, public, "policy", "ReadThroughTheCDN").Get(`Condition.IpAddress.aws:SourceIp`).Array()
		if len(readers) != 15 {
			t.Errorf("%s: the frontend has %d readers, want Cloudflare's 15 networks", name, len(readers))
		}
		for _, reader := range readers {
			if network := netip.MustParsePrefix(reader.String()); network.Bits() < 8 || network.Addr().IsPrivate() {
				t.Errorf("%s: %s may read the frontend", name, network)
			}
		}
	}
}

// TestTaskRoleMayUseOnlyItsBucket checks every policy of the task role.
func TestTaskRoleMayUseOnlyItsBucket(t *testing.T) {
	stack := shipped.Stack(t, "ticketing-prod-stack")
	role := constructtest.Find(t, stack, "backend-service/task-role/role").Reference("name")
	var granted []synthesized.Resource
	for _, policy := range stack.OfType("aws_iam_role_policy") {
		if policy.Get("role").String() == role {
			granted = append(granted, policy)
		}
	}
	if len(granted) != 1 {
		t.Fatalf("the task's role has %d policies, want one", len(granted))
	}
	const bucket = "arn:aws:s3:::ticketing-prod-storage-666666666666"
	constructtest.Expect(t, constructtest.Document(t, granted[0], "policy"), map[string]any{
		"Statement.#.Resource": `[["` + bucket + `"],["` + bucket + `/*"]]`,
	})
}

func TestBackendHasAllItsVariables(t *testing.T) {
	for _, name := range []string{"ticketing-dev-stack", "ticketing-prod-stack"} {
		stack := shipped.Stack(t, name)
		container := constructtest.Document(t, constructtest.Find(t, stack, "backend-service/task"), "container_definitions")
		bucket := constructtest.Find(t, stack, "storage/bucket").Reference("id")
		constructtest.Expect(t, container, map[string]any{
			"0.environment":    `[{"name":"MINIO_ENDPOINT","value":"s3.amazonaws.com"},{"name":"S3_BUCKET","value":"` + bucket + `"},{"name":"STORAGE_TYPE","value":"s3"}]`,
			"0.secrets.#.name": `["DATABASE_URL","JWT_SECRET","REDIS_URL"]`,
		})
		value := constructtest.Find(t, stack, "backend-secret/version").Get("secret_string").String()
		for _, want := range []string{
			`"DATABASE_URL" = "postgres://ticketing:${urlencode(var.database_password)}@`,
			`"REDIS_URL" = "rediss://:`, `"JWT_SECRET" = var.jwt_secret`,
		} {
			if !strings.Contains(value, want) {
				t.Errorf("%s: the backend's secret has no %s: %s", name, want, value)
			}
		}
	}
}

func TestListenersDependOnTheDomain(t *testing.T) {
	dev, prod := shipped.Stack(t, "ticketing-dev-stack"), shipped.Stack(t, "ticketing-prod-stack")
	balancer := constructtest.Find(t, dev, "load-balancer/balancer")
	for got, want := range map[string]string{
		dev.Get("output.alb_url.value").String():  "http://" + balancer.Reference("dns_name"),
		prod.Get("output.alb_url.value").String(): "https://api.tickets.example.com",
	} {
		if got != want {
			t.Errorf("alb_url is %s, want %s", got, want)
		}
	}
	if listeners := dev.OfType("aws_lb_listener"); len(listeners) != 1 || listeners[0].Get("protocol").String() != "HTTP" {
		t.Errorf("dev has %d listeners, want one of plain HTTP", len(listeners))
	}
	constructtest.Expect(t, constructtest.Find(t, prod, "load-balancer/http"), map[string]any{
		"port": 80, "default_action.0.type": "redirect", "default_action.0.redirect.protocol": "HTTPS",
	})
	constructtest.Expect(t, constructtest.Find(t, prod, "load-balancer/https"), map[string]any{
		"port": 443, "certificate_arn": constructtest.Find(t, prod, "certificate/issued").Reference("certificate_arn"),
	})
}

func TestOutputs(t *testing.T) {
	for _, name := range []string{"ticketing-dev-stack", "ticketing-prod-stack"} {
		stack := shipped.Stack(t, name)
		for _, output := range []string{"alb_url", "s3_bucket_name", "redis_endpoint", "db_endpoint"} {
			if !stack.Get("output." + output + ".value").Exists() {
				t.Errorf("%s has no output %s", name, output)
			}
			if sensitive := stack.Get("output." + output + ".sensitive").Bool(); sensitive != (output == "db_endpoint") {
				t.Errorf("%s: sensitive of output %s is %v", name, output, sensitive)
			}
		}
	}
	prod := shipped.Stack(t, "ticketing-prod-stack")
	endpoint := constructtest.Find(t, prod, "redis/group").Reference("configuration_endpoint_address")
	if got := prod.Get("output.redis_endpoint.value").String(); got != endpoint {
		t.Errorf("redis_endpoint is %s, want %s", got, endpoint)
	}
	records := prod.Get("output.cloudflare_records.value")
	if got := records.Get("#.proxied").Raw; got != "[true,false,false]" {
		t.Errorf("proxied are %s, want the frontend and neither the API nor the proof of its certificate", got)
	}
	if got := records.Get("0.content").String(); got != constructtest.Find(t, prod, "frontend/website").Reference("website_endpoint") {
		t.Errorf("the frontend's record leads to %s", got)
	}
	if got := records.Get("1.content").String(); got != constructtest.Find(t, prod, "load-balancer/balancer").Reference("dns_name") {
		t.Errorf("the API's record leads to %s", got)
	}
}

// TestDeepLinksAreRewritten: a path without an extension is a page of the application.
func TestDeepLinksAreRewritten(t *testing.T) {
	for name, host := range map[string]string{"ticketing-dev-stack": "dev.tickets.example.com", "ticketing-prod-stack": "tickets.example.com"} {
		stack := shipped.Stack(t, name)
		rule := stack.Get("output.cloudflare_rewrite.value")
		want := `http.host eq "` + host + `" and http.request.uri.path.extension eq ""`
		if got := rule.Get("when").String(); got != want {
			t.Errorf("%s: the rule applies when %s, want %s", name, got, want)
		}
		page := constructtest.Find(t, stack, "frontend/website").Get("index_document.suffix").String()
		if got := rule.Get("rewrite_path").String(); got != "/"+page {
			t.Errorf("%s: deep links lead to %s, want the page %s", name, got, page)
		}
	}
}

// TestSecretInputsHaveNoDefault checks the stacks for AWS; stacks for an offline plan have placeholders as defaults.
func TestSecretInputsHaveNoDefault(t *testing.T) {
	for _, name := range []string{"ticketing-dev-stack", "ticketing-prod-stack"} {
		for _, input := range []string{"database_password", "jwt_secret"} {
			variable := shipped.Stack(t, name).Get("variable." + input)
			if !variable.Get("sensitive").Bool() || variable.Get("nullable").Raw != "false" || variable.Get("default").Exists() {
				t.Errorf("%s: variable %s is %s, want it sensitive and without a default", name, input, variable.Raw)
			}
		}
	}
}

// TestInvalidSecretsAreRefused plans with the real Terraform. It moves the preconditions of the resources to outputs, which
// need no provider.
func TestInvalidSecretsAreRefused(t *testing.T) {
	terraform, err := engine.Find(t.Context(), engine.Terraform)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	stack := shipped.Stack(t, "ticketing-prod-stack")
	outputs := map[string]any{}
	for _, path := range []string{"postgres/instance", "backend-secret/version"} {
		checks := constructtest.Find(t, stack, path).Get("lifecycle.precondition").Raw
		outputs[strings.ReplaceAll(path, "/", "-")] = map[string]any{"value": "", "precondition": json.RawMessage(checks)}
	}
	text, err := json.Marshal(map[string]any{"variable": json.RawMessage(stack.Get("variable").Raw), "output": outputs})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "cdk.tf.json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	const password, key = `Correct-Horse_Battery!$&*()`, "0123456789abcdef0123456789abcdef"
	for name, test := range map[string]struct{ password, key, refusal string }{
		"both valid":                {password, key, ""},
		"a short password":          {"fifteen-letters", key, "The database password must have 16 to 128 characters."},
		"a long password":           {strings.Repeat("x", 129), key, "The database password must have 16 to 128 characters."},
		"a slash in the password":   {password + "/", key, "The database password must consist of printable ASCII"},
		"an at sign":                {password + "@", key, "The database password must consist of printable ASCII"},
		"a double quote":            {password + `"`, key, "The database password must consist of printable ASCII"},
		"a space":                   {password + " x", key, "The database password must consist of printable ASCII"},
		"a letter outside of ASCII": {password + "ä", key, "The database password must consist of printable ASCII"},
		"a short key":               {password, key[1:], "The JWT secret must have at least 32 characters."},
	} {
		t.Run(name, func(t *testing.T) {
			plan := exec.CommandContext(t.Context(), terraform.Path, "plan", "-input=false", "-no-color")
			plan.Dir = folder
			plan.Env = append(os.Environ(), "TF_VAR_database_password="+test.password, "TF_VAR_jwt_secret="+test.key)
			output, err := plan.CombinedOutput()
			said := strings.Join(strings.Fields(strings.ReplaceAll(string(output), "│", "")), " ")
			if (err != nil) != (test.refusal != "") || !strings.Contains(said, test.refusal) {
				t.Errorf("terraform says %s\nwant %q", output, test.refusal)
			}
			if strings.Contains(said, test.password) || strings.Contains(said, test.key) {
				t.Errorf("terraform shows a secret: %s", output)
			}
		})
	}
}
