package kerneltest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"landform/internal/kernel"
)

// RecordIn names the environment variable with the folder in which tests record what they ask package kernel: one file for each
// package. A later test asks one shipped kernel the same, which takes seconds to start.
const RecordIn = "LANDFORM_TEST_RECORD"

// A Recorded app is what a test has asked since the one before, and the files that it has synthesized. A record has one for each line.
type Recorded struct {
	Exchanges []kernel.Exchange
	Outdir    string
	Files     map[string][]byte
}

var record struct {
	file *os.File
	done int // exchanges
}

// Record notes what the program has asked so far, if that is asked for.
func Record(t *testing.T, outdir string) {
	t.Helper()
	folder := os.Getenv(RecordIn)
	if folder == "" || os.Getenv(kernel.Switch) != "" {
		return
	}
	if record.file == nil {
		tested, err := os.Getwd()
		if err == nil {
			err = os.MkdirAll(folder, 0o755)
		}
		if err == nil {
			record.file, err = os.Create(filepath.Join(folder, filepath.Base(tested)+".jsonl"))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	exchanges := kernel.Exchanges()
	app := Recorded{exchanges[record.done:], outdir, Files(t, outdir)}
	record.done = len(exchanges)
	line, err := json.Marshal(app)
	if err == nil {
		_, err = fmt.Fprintf(record.file, "%s\n", line)
	}
	if err != nil {
		t.Fatal(err)
	}
}
