//go:build recorded

package kernel_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"landform/internal/kernel"
	"landform/internal/kernel/kerneltest"
)

// TestConstructsOnBothKernels asks the shipped kernel what the constructs' tests have asked, which has to answer the same and write
// the same files. make test runs it after those tests.
func TestConstructsOnBothKernels(t *testing.T) {
	tests, err := filepath.Glob("../../constructs/*/*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	c := kernel.Compare(t)
	seen := map[string]bool{}
	for _, test := range tests {
		name := filepath.Base(filepath.Dir(test))
		if text, err := os.ReadFile(test); err != nil || seen[name] || !bytes.Contains(text, []byte("constructtest.Synthesize(")) {
			continue
		}
		seen[name] = true
		t.Run(name, func(t *testing.T) { repeatRecord(t, c, filepath.Join(os.Getenv(kerneltest.RecordIn), name+".jsonl")) })
	}
	if len(seen) < 20 {
		t.Errorf("only %d packages have a test that synthesizes", len(seen))
	}
}

// comparison is kernel's, which has no name here.
type comparison interface {
	Repeat(t *testing.T, exchanges []kernel.Exchange) (difference string, files map[string]string)
}

func repeatRecord(t *testing.T, c comparison, file string) {
	record, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer record.Close()
	var exchanges []kernel.Exchange
	want := map[string]string{}
	lines := bufio.NewScanner(record)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var app kerneltest.Recorded
		if err := json.Unmarshal(lines.Bytes(), &app); err != nil {
			t.Fatal(err)
		}
		exchanges = append(exchanges, app.Exchanges...)
		for name, content := range app.Files {
			want[app.Outdir+"/"+name] = string(content)
		}
	}
	if lines.Err() != nil || len(want) == 0 {
		t.Fatalf("%s has %d files, error %v", file, len(want), lines.Err())
	}
	difference, got := c.Repeat(t, exchanges)
	if difference != "" {
		t.Fatal(difference)
	}
	for name, content := range want {
		if got[name] != content {
			t.Errorf("%s is not the shipped kernel's:\n%s\nwant\n%s", strings.TrimPrefix(name, os.TempDir()), content, got[name])
		}
	}
}
