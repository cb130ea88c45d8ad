package main

import (
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"landform/constructs/stack"
	"landform/internal/synthesized"
	"landform/stacks"

	"github.com/sebdah/goldie/v2"
	"github.com/tidwall/gjson"
)

// shipped contains the stacks for AWS, which the tests in this package check.
var shipped []synthesized.Stack

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "landform-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	shipped = mustSynthesize(filepath.Join(folder, "shipped"), stack.AWS)
	code := m.Run()
	if err := os.RemoveAll(folder); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

func mustSynthesize(outdir string, target stack.Target) []synthesized.Stack {
	err := synthesize(options{settings: "cdktf.json", outdir: outdir, target: target, catalogue: stacks.Shipped()})
	if err != nil {
		panic(err)
	}
	stacks, err := synthesized.Load(outdir)
	if err != nil {
		panic(err)
	}
	return stacks
}

func TestSnapshots(t *testing.T) {
	const folder = "testdata/snapshots"
	golden := goldie.New(t, goldie.WithFixtureDir(folder), goldie.WithNameSuffix(".json"),
		goldie.WithDiffEngine(goldie.ClassicDiff))
	var wanted []string
	for _, stack := range shipped {
		wanted = append(wanted, stack.Name+".json")
		t.Run(stack.Name, func(t *testing.T) {
			before, _ := os.ReadFile(filepath.Join(folder, stack.Name+".json")) // missing before the first update
			golden.Assert(t, stack.Name, stack.JSON)
			after, err := os.ReadFile(filepath.Join(folder, stack.Name+".json"))
			if err != nil {
				t.Fatal(err)
			}
			if string(before) != string(after) {
				t.Logf("snapshot rewritten; review what changed:\n%s", goldie.Diff(goldie.ClassicDiff, string(after), string(before)))
			}
		})
	}
	found, err := filepath.Glob(folder + "/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range found {
		if !slices.Contains(wanted, filepath.Base(file)) {
			t.Errorf("%s belongs to no stack: remove it", file)
		}
	}
}

func TestSynthesizingTwiceGivesTheSameBytes(t *testing.T) {
	again := mustSynthesize(t.TempDir(), stack.AWS)
	if len(again) != len(shipped) {
		t.Fatalf("%d stacks, then %d", len(shipped), len(again))
	}
	for index, stack := range again {
		if string(stack.JSON) != string(shipped[index].JSON) {
			t.Errorf("%s differs:\n%s", stack.Name,
				goldie.Diff(goldie.ClassicDiff, string(stack.JSON), string(shipped[index].JSON)))
		}
	}
}

// TestStacksNeedNoNode: the stacks use only features that the kernel in Go supports. Otherwise, the slower kernel in
// Node.js would take over.
func TestStacksNeedNoNode(t *testing.T) {
	program := filepath.Join(t.TempDir(), "synth")
	if output, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, output)
	}
	command := exec.Command(program, "-outdir", filepath.Join(t.TempDir(), "out"))
	command.Env = []string{"PATH=" + t.TempDir()}
	if output, err := command.CombinedOutput(); err != nil || strings.Contains(string(output), "Node.js") {
		t.Errorf("without Node.js: %v\n%s", err, output)
	}
}

func TestStackNames(t *testing.T) {
	var names []string
	for _, stack := range shipped {
		names = append(names, stack.Name)
	}
	for _, name := range []string{
		"dev-stack", "staging-stack", "production-stack", "state-stack",
		"ticketing-dev-stack", "ticketing-prod-stack", "ticketing-state-stack",
	} {
		if !slices.Contains(names, name) {
			t.Errorf("no %s among %v", name, names)
		}
	}
}

func TestEachStackHasItsOwnState(t *testing.T) {
	taken := map[string]string{}
	for _, stack := range shipped {
		backend := stack.Get("terraform.backend.s3")
		for _, argument := range []string{"bucket", "key", "region", "dynamodb_table", "kms_key_id"} {
			if backend.Get(argument).String() == "" {
				t.Errorf("%s: the backend has no %s", stack.Name, argument)
			}
		}
		if !backend.Get("encrypt").Bool() {
			t.Errorf("%s: the state is not encrypted", stack.Name)
		}
		place := backend.Get("bucket").String() + "/" + backend.Get("key").String()
		if strings.Contains(place, "${") {
			t.Errorf("%s: the location of the state, %s, is not a literal", stack.Name, place)
		}
		if other, ok := taken[place]; ok {
			t.Errorf("%s and %s share the state %s", other, stack.Name, place)
		}
		taken[place] = stack.Name
	}
}

func TestProvidersAreRestrictedToOneAccount(t *testing.T) {
	for _, stack := range shipped {
		for _, provider := range stack.Get("provider.aws").Array() {
			accounts := provider.Get("allowed_account_ids").Array()
			if len(accounts) != 1 || len(accounts[0].String()) != 12 {
				t.Errorf("%s: allowed_account_ids is %s, want one account", stack.Name, provider.Get("allowed_account_ids").Raw)
			}
			if provider.Get("access_key").Exists() || provider.Get("skip_credentials_validation").Exists() {
				t.Errorf("%s: the provider has settings for an offline plan", stack.Name)
			}
		}
	}
}

func TestNetworksDoNotOverlap(t *testing.T) {
	networks := map[string]netip.Prefix{}
	for _, stack := range shipped {
		for _, vpc := range stack.OfType("aws_vpc") {
			network := netip.MustParsePrefix(vpc.Get("cidr_block").String())
			for other, taken := range networks {
				if network.Overlaps(taken) {
					t.Errorf("%s %s overlaps %s %s", stack.Name, network, other, taken)
				}
			}
			networks[stack.Name] = network
		}
	}
	if len(networks) < 3 {
		t.Errorf("networks of %d stacks, want at least 3", len(networks))
	}
}

// secretArgument matches the names of arguments with a secret. literalSecret matches a literal secret in a jsonencode
// expression. wellKnown matches access key IDs and private keys.
var (
	secretArgument = regexp.MustCompile(`(?i)^(password|auth_token|secret_string|private_key|secret_key|token)$`)
	literalSecret  = regexp.MustCompile(`"(?:password|auth_token|token|secret)" = "[^$]`)
	wellKnown      = regexp.MustCompile(`AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY`)
)

func TestJSONContainsNoSecret(t *testing.T) {
	references := 0
	for _, stack := range shipped {
		if found := wellKnown.FindString(string(stack.JSON)); found != "" {
			t.Errorf("%s contains %q", stack.Name, found)
		}
		for _, resource := range stack.Resources {
			resource.JSON.ForEach(func(argument, value gjson.Result) bool {
				if !secretArgument.MatchString(argument.String()) {
					return true
				}
				references++
				if !strings.HasPrefix(value.String(), "${") || literalSecret.MatchString(value.String()) {
					t.Errorf("%s: %s of %s is not a reference", stack.Name, argument, resource.Path)
				}
				return true
			})
		}
	}
	if references == 0 {
		t.Error("no secret argument found: the test is out of date")
	}
}

func TestStacksHaveNoDataSources(t *testing.T) {
	for _, stack := range shipped {
		if data := stack.Get("data"); data.Exists() {
			t.Errorf("%s has data sources: %s", stack.Name, data.Raw)
		}
	}
}

func TestProductionIsProtected(t *testing.T) {
	checked := 0
	for _, stack := range shipped {
		if stack.Metadata().Stage != synthesized.Production {
			continue
		}
		checked++
		databases := stack.OfType("aws_db_instance")
		if len(databases) == 0 {
			t.Fatalf("%s has no database", stack.Name)
		}
		for _, database := range databases {
			if !database.Get("deletion_protection").Bool() || database.Get("skip_final_snapshot").Bool() ||
				database.Get("final_snapshot_identifier").String() == "" || !database.Get("multi_az").Bool() {
				t.Errorf("%s is not protected: %s", database.Path, database.JSON.Raw)
			}
		}
		for _, cluster := range stack.OfType("aws_eks_cluster") {
			if cluster.Get("vpc_config.public_access_cidrs.#(==\"0.0.0.0/0\")").Exists() {
				t.Errorf("the whole internet can reach the API server of %s", cluster.Path)
			}
		}
	}
	if checked == 0 {
		t.Error("no environment is production")
	}
}

func TestStatesCannotBeDestroyed(t *testing.T) {
	kinds := []string{"aws_s3_bucket", "aws_dynamodb_table", "aws_kms_key"}
	for _, stack := range shipped {
		if stack.Metadata().Role != synthesized.RoleState {
			continue
		}
		for _, kind := range kinds {
			found := stack.OfType(kind)
			if len(found) == 0 {
				t.Errorf("%s has no %s", stack.Name, kind)
			}
			for _, resource := range found {
				if !resource.Get("lifecycle.prevent_destroy").Bool() {
					t.Errorf("%s: %s can be destroyed", stack.Name, resource.Path)
				}
			}
		}
	}
}

func TestBadSettingsWriteNothing(t *testing.T) {
	text, err := os.ReadFile("cdktf.json")
	if err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(t.TempDir(), "cdktf.json")
	text = []byte(strings.Replace(string(text), `"eksVersion": "1.35"`, `"eksVersion": "1.3"`, 1))
	if err := os.WriteFile(broken, text, 0o644); err != nil {
		t.Fatal(err)
	}
	outdir := filepath.Join(t.TempDir(), "out")
	err = synthesize(options{settings: broken, outdir: outdir, catalogue: stacks.Shipped()})
	if err == nil || !strings.Contains(err.Error(), `context.volteryde.eksVersion is "1.3"`) {
		t.Errorf("error is %v, want one that names eksVersion and its value", err)
	}
	if _, err := os.Stat(outdir); !os.IsNotExist(err) {
		t.Errorf("%s was written", outdir)
	}
}
