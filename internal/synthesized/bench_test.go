package synthesized_test

import (
	"os"
	"testing"

	"landform/internal/synthesized"
)

// BenchmarkGraph reads all stacks and finds every reference and every policy document in them.
func BenchmarkGraph(b *testing.B) {
	var texts [][]byte
	for _, file := range snapshots(b) {
		text, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		texts = append(texts, text)
	}
	for b.Loop() {
		for _, text := range texts {
			stack, err := synthesized.Parse("stack", "cdk.tf.json", text)
			if err != nil {
				b.Fatal(err)
			}
			if len(stack.References()) == 0 || len(stack.Documents()) == 0 {
				b.Fatal("the stack has no references or no documents")
			}
		}
	}
}
