package rules_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"landform/internal/guardrails"
	"landform/internal/guardrails/rules"
	"landform/internal/synthesized"

	"github.com/tidwall/gjson"
	"github.com/tidwall/sjson"
)

// shipped returns the stacks of the snapshots.
func shipped(t testing.TB) []synthesized.Stack {
	t.Helper()
	files, err := filepath.Glob("../../../testdata/snapshots/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no snapshots", err)
	}
	var stacks []synthesized.Stack
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		stacks = append(stacks, read(t, strings.TrimSuffix(filepath.Base(file), ".json"), text))
	}
	return stacks
}

func read(t testing.TB, name string, text []byte) synthesized.Stack {
	t.Helper()
	stack, err := synthesized.Parse(name, name+".json", text)
	if err != nil {
		t.Fatal(err)
	}
	return stack
}

// caught is the minimum share of faults that the rules must detect.
const caught = 0.98

// leastFaults is the minimum number of faults, so that the test cannot pass by testing nothing.
const leastFaults = 400

// TestMutations breaks each protected argument of each type in turn. The rule for that argument must detect it,
// and no other rule may.
func TestMutations(t *testing.T) {
	stacks := largest(shipped(t))
	scores := make([]score, len(stacks))
	t.Run("stacks", func(t *testing.T) {
		for index, stack := range stacks {
			t.Run(stack.Name, func(t *testing.T) {
				t.Parallel()
				scores[index] = score{T: t}
				scores[index].faults(stack)
			})
		}
	})
	whole := score{T: t}
	for _, score := range scores {
		whole.all, whole.missed = whole.all+score.all, whole.missed+score.missed
	}
	whole.end()
}

func (s *score) faults(stack synthesized.Stack) {
	before := findings(stack)
	for _, fault := range faults {
		for _, resource := range first(stack.OfType(fault.kind)) {
			mutated, ok := fault.apply(s.T, stack, resource)
			if !ok {
				continue // the argument has this value already
			}
			s.judge(fmt.Sprintf("%s %s: %s = %v", stack.Name, resource.Address(), fault.path, fault.set), before, findings(mutated), fault)
		}
	}
	s.documents(stack, before)
}

// largest returns the largest stack of each system and role: the others are created by the same code.
func largest(stacks []synthesized.Stack) []synthesized.Stack {
	best := map[string]synthesized.Stack{}
	for _, stack := range stacks {
		kind := stack.Metadata().System + " " + string(stack.Metadata().Role)
		if len(stack.Resources) > len(best[kind].Resources) {
			best[kind] = stack
		}
	}
	var result []synthesized.Stack
	for _, kind := range slices.Sorted(maps.Keys(best)) {
		result = append(result, best[kind])
	}
	return result
}

// first returns the first resource: the others are created by the same construct, and each fault costs a check of its
// stack.
func first(resources []synthesized.Resource) []synthesized.Resource {
	return resources[:min(1, len(resources))]
}

// findings returns the findings for a stack, as "rule path finding".
func findings(stack synthesized.Stack) map[string]string {
	found := map[string]string{}
	report := guardrails.Check(rules.Table(), []synthesized.Stack{stack}, nil)
	for _, finding := range report.Findings {
		found[finding.Rule.ID+" "+finding.Path+" "+finding.Text] = finding.Rule.ID
	}
	return found
}

// apply breaks a resource. The second result is false if it is already broken in this way.
func (m mutation) apply(t *testing.T, stack synthesized.Stack, resource synthesized.Resource) (synthesized.Stack, bool) {
	t.Helper()
	place := "resource." + resource.Type + "." + gjson.Escape(resource.Name)
	if m.path != "" {
		place += "." + inLists(resource, m.path)
	}
	current := gjson.GetBytes(stack.JSON, place)
	var text []byte
	var err error
	if resource.Type == "aws_kms_key" && m.path == "enable_key_rotation" && resource.Value("customer_master_key_spec").Exists() {
		return stack, false // KMS does not rotate asymmetric keys
	}
	if m.set == nil {
		if !current.Exists() {
			return stack, false
		}
		text, err = sjson.DeleteBytes(stack.JSON, place)
	} else {
		if current.Exists() && current.String() == fmt.Sprint(m.set) {
			return stack, false
		}
		text, err = sjson.SetBytes(stack.JSON, place, m.set)
	}
	if err != nil {
		t.Fatal(err)
	}
	return read(t, stack.Name, text), true
}

// inLists returns a path in the form of the JSON, in which blocks may be lists of one element.
func inLists(resource synthesized.Resource, path string) string {
	var place []string
	for name := range strings.SplitSeq(path, ".") {
		place = append(place, name)
		if value := resource.Get(strings.Join(place, ".")); value.IsArray() && strings.Count(path, ".") >= len(place) && !strings.HasPrefix(path, strings.Join(place, ".")+".0") {
			place = append(place, "0")
		}
	}
	return strings.Join(place, ".")
}

// score counts the detected faults.
type score struct {
	*testing.T
	all, missed int
}

func (s *score) judge(name string, before, after map[string]string, fault mutation) {
	s.Helper()
	s.all++
	fired := map[string]bool{}
	for key, rule := range after {
		if _, known := before[key]; !known {
			fired[rule] = true
		}
	}
	if !fired[fault.rule] {
		s.missed++
		s.Logf("missed: %s: not detected by %s, but by %v", name, fault.rule, slices.Sorted(maps.Keys(fired)))
		return
	}
	for rule := range fired {
		if rule != fault.rule && !slices.Contains(fault.also, rule) {
			s.Errorf("%s: also detected by %s, besides %s", name, rule, fault.rule)
		}
	}
}

func (s *score) end() {
	s.Helper()
	share := 1 - float64(s.missed)/float64(s.all)
	s.Logf("%d of %d faults detected: %.1f %%", s.all-s.missed, s.all, 100*share)
	if share < caught || s.all < leastFaults {
		s.Errorf("%d of %d faults detected, want %.0f %% of at least %d", s.all-s.missed, s.all, 100*caught, leastFaults)
	}
}

// documents breaks each statement of each policy document.
func (s *score) documents(stack synthesized.Stack, before map[string]string) {
	s.Helper()
	for _, document := range stack.Documents() {
		for _, statement := range document.Statements {
			for _, fault := range policyFaults(document, statement) {
				place := "resource." + document.Resource.Type + "." + gjson.Escape(document.Resource.Name) + "." + document.Argument
				policy := gjson.GetBytes(stack.JSON, place).String()
				for path, value := range fault.set.(map[string]any) {
					var err error
					if path = fmt.Sprintf("Statement.%d.%s", statement.Index, path); value == nil {
						policy, err = sjson.Delete(policy, path)
					} else {
						policy, err = sjson.Set(policy, path, value)
					}
					if err != nil {
						s.Fatal(err)
					}
				}
				text, err := sjson.SetBytes(stack.JSON, place, policy)
				if err != nil {
					s.Fatal(err)
				}
				name := fmt.Sprintf("%s %s statement %d: %v", stack.Name, document.Resource.Address(), statement.Index, fault.set)
				s.judge(name, before, findings(read(s, stack.Name, text)), fault)
			}
		}
	}
}

// policyFaults returns changes that make a statement grant too much.
func policyFaults(document synthesized.Document, statement synthesized.Statement) []mutation {
	everybody := map[string]any{"Principal": map[string]any{"AWS": "*"}, "Condition": nil}
	everything := map[string]any{"Action": "*", "NotAction": nil, "Resource": "*", "NotResource": nil, "Condition": nil}
	switch {
	case statement.Effect == "Deny" && document.Kind == synthesized.BucketPolicy && statement.Sid == "DenyInsecureTransport":
		return []mutation{{set: map[string]any{"Condition.Bool": map[string]any{"aws:SecureTransport": "true"}}, rule: "s3-policy-requires-tls"}}
	case statement.Effect != "Allow":
		return nil
	}
	switch document.Kind {
	case synthesized.Identity:
		if statement.Index > 0 { // one statement of a document is enough
			return nil
		}
		return []mutation{
			{set: everything, rule: "iam-no-administrator"},
			{set: map[string]any{"Action": "secretsmanager:GetSecretValue", "NotAction": nil, "Resource": "*", "NotResource": nil, "Condition": nil}, rule: "iam-data-named"},
			{set: map[string]any{"Action": "iam:PassRole", "NotAction": nil, "Resource": "*", "NotResource": nil, "Condition": nil}, rule: "iam-pass-role-named"},
			{set: map[string]any{"Action": "iam:PutRolePolicy", "NotAction": nil, "Resource": "*", "NotResource": nil, "Condition": nil}, rule: "iam-no-escalation"},
		}
	case synthesized.Trust:
		faults := []mutation{{set: map[string]any{"Principal": map[string]any{"AWS": "*"}, "Action": "sts:AssumeRole", "Condition": nil}, rule: "iam-trust-not-public"}}
		if statement.Principals[0].Type == "Federated" {
			faults = append(faults, mutation{set: map[string]any{"Condition": nil}, rule: "iam-oidc-subject", also: []string{"iam-oidc-audience"}})
		}
		return faults
	case synthesized.Endpoint:
		return []mutation{{set: map[string]any{"Action": "*", "Resource": "*", "Condition": nil}, rule: "endpoint-policy-bound"}}
	case synthesized.KeyPolicy:
		return []mutation{{set: everybody, rule: "kms-policy-not-public"}}
	case synthesized.BucketPolicy:
		return []mutation{{set: everybody, rule: "s3-policy-not-public"}}
	case synthesized.OfResource:
		faults := []mutation{{set: everybody, rule: "policy-not-public"}}
		if len(statement.Conditions) > 0 && statement.Principals[0].Type == "Service" {
			faults = append(faults, mutation{set: map[string]any{"Condition": nil}, rule: "policy-confused-deputy"})
		}
		return faults
	}
	return nil
}
