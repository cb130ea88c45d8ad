package main

import (
	"strings"
	"testing"

	"landform/internal/synthesized"

	"github.com/aquasecurity/trivy/pkg/iac/scan"
	"github.com/aquasecurity/trivy/pkg/iac/types"
)

// results is a result of a check, failed or passed.
func results(id string, failed bool) scan.Results {
	var results scan.Results
	metadata := types.NewMetadata(types.NewRange("main.tf", 1, 1, "", nil), "aws_sqs_queue.q")
	if failed {
		results.Add("a finding", metadata)
	} else {
		results.AddPassed(metadata)
	}
	results.SetRule(scan.Rule{ID: id})
	return results
}

func TestJudge(t *testing.T) {
	for name, test := range map[string]struct {
		results scan.Results
		want    string
	}{
		"nothing read":         {nil, "Trivy read nothing"},
		"all passes":           {results("AWS-0001", false), ""},
		"known to a rule":      {append(results("AVD-AWS-0107", true), results("AWS-0001", false)...), ""},
		"answered":             {append(results("AWS-0162", true), results("AWS-0001", false)...), ""},
		"neither of the other": {append(results("AWS-9999", true), results("AWS-0001", false)...), "AWS-9999 aws_sqs_queue.q: a finding"},
	} {
		got := strings.Join((&count{}).judge(synthesized.Stack{Name: "s"}, test.results), "\n")
		if (test.want == "") != (got == "") || !strings.Contains(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}
