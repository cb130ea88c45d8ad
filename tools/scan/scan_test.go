package main

import (
	"strings"
	"testing"

	"landform/internal/synthesized"

	"github.com/aquasecurity/trivy/pkg/iac/scan"
	"github.com/aquasecurity/trivy/pkg/iac/types"
)

// results returns one result of a check, failed or passed.
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

func TestUnexpected(t *testing.T) {
	for name, test := range map[string]struct {
		results scan.Results
		want    string
	}{
		"nothing read":    {nil, "Trivy read nothing"},
		"passed":          {results("AWS-0001", false), ""},
		"known to a rule": {append(results("AVD-AWS-0107", true), results("AWS-0001", false)...), ""},
		"accepted":        {append(results("AWS-0162", true), results("AWS-0001", false)...), ""},
		"unknown":         {append(results("AWS-9999", true), results("AWS-0001", false)...), "AWS-9999 aws_sqs_queue.q: a finding"},
	} {
		got := strings.Join((&count{used: map[string]bool{}}).unexpected(synthesized.Stack{Name: "s"}, test.results), "\n")
		if (test.want == "") != (got == "") || !strings.Contains(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestAcceptedFindingsMustOccur(t *testing.T) {
	counts := count{used: map[string]bool{}}
	if got := counts.unused(); len(got) != len(accepted) {
		t.Errorf("without findings, %q are unused, want all %d", got, len(accepted))
	}
	for id := range accepted {
		counts.unexpected(synthesized.Stack{Name: "s"}, results(id, true))
	}
	if got := counts.unused(); len(got) != 0 {
		t.Errorf("all occurred, but %q are unused", got)
	}
}
