package review_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"landform/internal/review"

	"github.com/google/go-cmp/cmp"
	"github.com/sebdah/goldie/v2"
)

// recorded returns plans that the real Terraform and AWS provider made of one change to three environments.
func recorded(t *testing.T) []review.Stack {
	t.Helper()
	var stacks []review.Stack
	for environment, account := range map[string]string{"dev": "111111111111", "staging": "222222222222", "production": "333333333333"} {
		stack := read(t, environment+"-stack")
		stack.Environment, stack.Account = environment, account
		stacks = append(stacks, stack)
	}
	return append(sorted(stacks), read(t, "settled-stack"))
}

func sorted(stacks []review.Stack) []review.Stack {
	for _, name := range []string{"dev-stack", "staging-stack", "production-stack"} {
		for _, stack := range stacks {
			if stack.Name == name {
				stacks = append(stacks, stack)
			}
		}
	}
	return stacks[3:]
}

func read(t *testing.T, name string) review.Stack {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	stack, err := review.Read(name, text)
	if err != nil {
		t.Fatal(err)
	}
	return stack
}

func TestPageOfRecordedPlans(t *testing.T) {
	golden := goldie.New(t, goldie.WithNameSuffix(".md"), goldie.WithDiffEngine(goldie.ClassicDiff))
	golden.Assert(t, "page", []byte(review.Page(recorded(t), review.CommentLimit)))
}

func TestPageFitsWhateverTheSizeAndKeepsItsSummary(t *testing.T) {
	stacks := recorded(t)
	for index := range 3000 {
		stacks[0].Changes = append(stacks[0].Changes, review.Change{
			Address: fmt.Sprintf("aws_eip.number_%d", index), Type: "aws_eip", Action: review.Update,
			Attributes: []review.Attribute{{Path: "instance", Before: fmt.Sprint(index), After: `"ünïcödé"`}},
		})
	}
	whole := review.Page(stacks, 0)
	for _, limit := range []int{review.CommentLimit, 5000, 700} {
		page := review.Page(stacks, limit)
		if len(page) > limit {
			t.Errorf("the page has %d bytes, the limit is %d", len(page), limit)
		}
		first, _, _ := strings.Cut(whole, "\n")
		if !strings.HasPrefix(page, first+"\n") || !strings.Contains(first, "3019 changed") {
			t.Errorf("with a limit of %d, the page begins with %q", limit, first)
		}
		if !strings.Contains(page, "did not fit here: run `landform review` for the complete review") {
			t.Errorf("with a limit of %d, the page does not say that something is missing:\n%s", limit, page)
		}
		if limit >= 5000 && !strings.Contains(page, "Refused") {
			t.Errorf("with a limit of %d, the refusals are missing", limit)
		}
	}
	if strings.Contains(whole, "did not fit") || !strings.Contains(whole, "number_2999") {
		t.Error("without a limit, something is missing")
	}
}

func TestSensitiveValuesAreNotShown(t *testing.T) {
	stacks := recorded(t)
	text, err := json.Marshal(stacks)
	if err != nil {
		t.Fatal(err)
	}
	for _, written := range []string{review.Page(stacks, 0), string(text)} {
		if strings.Contains(written, "old-secret") || strings.Contains(written, "new-secret") {
			t.Errorf("a secret is shown:\n%s", written)
		}
	}
}

func TestAReviewReadsItsOwnOutput(t *testing.T) {
	for _, stack := range recorded(t) {
		text, err := json.Marshal(stack)
		if err != nil {
			t.Fatal(err)
		}
		again, err := review.Read("another name", text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(review.Page([]review.Stack{stack}, 0), review.Page([]review.Stack{again}, 0)); diff != "" {
			t.Errorf("%s (-first +again):\n%s", stack.Name, diff)
		}
	}
}

func TestAMoveOfDataIsRefusedUnlessItIsDeclaredOrWaived(t *testing.T) {
	dev, production := read(t, "dev-stack"), read(t, "production-stack")
	want := []review.Moved{{
		From: "aws_cloudwatch_log_group.logs_flow_AAAA0001", To: "aws_cloudwatch_log_group.network_flow-logs_BBBB0002", HoldsData: "logs",
	}}
	if diff := cmp.Diff(want, dev.Refused()); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
	if refused := production.Refused(); len(refused) != 0 {
		t.Errorf("with a moved block, the plan is refused: %v", refused)
	}
	if dev.Waive("aws_cloudwatch_log_group.another", "no") {
		t.Error("a resource that did not move was waived")
	}
	if !dev.Waive(want[0].From, "The old logs are archived.") || len(dev.Refused()) != 0 {
		t.Errorf("a waived move is refused: %v", dev.Refused())
	}
	if page := review.Page([]review.Stack{dev}, 0); !strings.Contains(page, "Waived: The old logs are archived.") {
		t.Errorf("the page does not say why:\n%s", page)
	}
}

// TestAnotherNameIsAnotherResource deletes a queue and creates one with another name: these are two resources.
func TestAnotherNameIsAnotherResource(t *testing.T) {
	for _, move := range read(t, "dev-stack").Moves {
		if strings.HasPrefix(move.From, "aws_sqs_queue") {
			t.Errorf("taken for a move: %v", move)
		}
	}
}

func TestFilesThatAreNotPlansAreRejected(t *testing.T) {
	for _, text := range []string{"", "{", "[]", "{}", `{"format_version": "9.0"}`} {
		if _, err := review.Read("dev-stack", []byte(text)); err == nil || !strings.Contains(err.Error(), "plan of dev-stack") {
			t.Errorf("%q: the error is %v", text, err)
		}
	}
}

func TestPlainTextIsThePageWithoutItsFolds(t *testing.T) {
	page := review.Page(recorded(t), 0)
	plain := review.Plain(page)
	if strings.Contains(plain, "<details>") || !strings.Contains(plain, "alarms_writelatency_0A1B2C3D") {
		t.Errorf("the plain page is\n%s", plain)
	}
}
