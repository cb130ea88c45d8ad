// Floor is the least that a synthesis in Go could cost: it builds the values of all stacks that were synthesized, and writes them as
// JSON. It prints how many nanoseconds that took, without reading the values first.
//
// usage: floor <synthesized folder> <folder to write>
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"
)

func main() {
	debug.SetGCPercent(400) // as the app itself does
	took, err := rebuild(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, "floor:", err)
		os.Exit(1)
	}
	fmt.Println(took.Nanoseconds())
}

func rebuild(from, to string) (time.Duration, error) {
	files, err := filepath.Glob(filepath.Join(from, "stacks", "*", "cdk.tf.json"))
	if err != nil {
		return 0, err
	}
	values := make([]any, len(files))
	for i, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return 0, err
		}
		if err := json.Unmarshal(text, &values[i]); err != nil {
			return 0, err
		}
	}
	begin := time.Now()
	for i, file := range files {
		text, err := json.MarshalIndent(built(values[i]), "", "  ")
		if err != nil {
			return 0, err
		}
		folder := filepath.Join(to, "stacks", filepath.Base(filepath.Dir(file)))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return 0, err
		}
		if err := os.WriteFile(filepath.Join(folder, "cdk.tf.json"), text, 0o644); err != nil {
			return 0, err
		}
	}
	return time.Since(begin), nil
}

// built returns a new value like another one.
func built(value any) any {
	switch v := value.(type) {
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = built(v[i])
		}
		return list
	case map[string]any:
		object := make(map[string]any, len(v))
		for key, inner := range v {
			object[key] = built(inner)
		}
		return object
	}
	return value
}
