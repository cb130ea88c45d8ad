package order_test

import (
	"slices"
	"testing"
	"time"

	"landform/internal/report/order"
	"landform/internal/synthesized"
	"landform/test/shipped"
)

func TestTheLongestChainCounts(t *testing.T) {
	stack, err := synthesized.Parse("test-stack", "cdk.tf.json", []byte(`{"resource": {
		"aws_vpc": {"a": {}},
		"aws_eks_cluster": {"b": {"vpc": "${aws_vpc.a.id}"}},
		"aws_eks_node_group": {"c": {"cluster_name": "${aws_eks_cluster.b.name}"}},
		"aws_db_instance": {"d": {"depends_on": ["aws_vpc.a"]}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	steps, total := order.LongestChain(stack)
	if len(steps) != 3 || steps[2].Address != "aws_eks_node_group.c" || total != 13*time.Minute+3*time.Second {
		t.Errorf("chain is %+v of %s", steps, total)
	}
	if steps[2].Begins != 10*time.Minute+3*time.Second {
		t.Errorf("the nodes begin after %s", steps[2].Begins)
	}
	var slow []string
	for _, step := range order.Slow(stack) {
		slow = append(slow, step.Address)
	}
	if want := []string{"aws_eks_cluster.b", "aws_db_instance.d", "aws_eks_node_group.c"}; !slices.Equal(slow, want) {
		t.Errorf("slow are %v, want %v in the order in which they begin", slow, want)
	}
}

// TestEveryStackHasAChain: each step of the chain begins when the one before it ends.
func TestEveryStackHasAChain(t *testing.T) {
	for _, stack := range shipped.Stacks(t) {
		steps, total := order.LongestChain(stack)
		var at time.Duration
		for _, step := range steps {
			if step.Begins != at {
				t.Errorf("%s: %s begins after %s, but its dependency is complete after %s", stack.Name, step.Address, step.Begins, at)
			}
			at += step.Takes
		}
		if at != total || total == 0 {
			t.Errorf("%s: the steps take %s, the total is %s", stack.Name, at, total)
		}
	}
}
