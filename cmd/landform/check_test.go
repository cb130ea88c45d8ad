package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// runCheck runs landform check with these arguments and returns what it prints.
func runCheck(t *testing.T, arguments ...string) (string, error) {
	t.Helper()
	var output bytes.Buffer
	command := checkCommand()
	command.SetArgs(arguments)
	command.SetOut(&output)
	command.SilenceUsage, command.SilenceErrors = true, true
	err := command.Execute()
	return output.String(), err
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestCheckOfAnotherProgramsFolder(t *testing.T) {
	folder := t.TempDir()
	writeFile(t, folder+"/queues/main.tf.json", "{\"resource\": {\"aws_sqs_queue\": {\n  \"q\": {\n    \"name\": \"q\",\n    \"sqs_managed_sse_enabled\": false}}}}")
	output, err := runCheck(t, "--outdir", folder)
	if err == nil || !strings.Contains(output, "refused  sqs-encrypted") || !strings.Contains(output, "sqs_managed_sse_enabled = false   "+folder+"/queues/main.tf.json:4") {
		t.Errorf("output is %s, error %v", output, err)
	}
	if _, err := runCheck(t, "--outdir", folder, "--format", "xml"); err == nil || !strings.Contains(err.Error(), "xml") {
		t.Errorf("error is %v", err)
	}
	if _, err := runCheck(t, "--outdir", t.TempDir()); err == nil {
		t.Error("no error for an empty folder")
	}
}

// TestCheckPointsAtCommittedCopies has one stack that equals its snapshot, and one that differs.
func TestCheckPointsAtCommittedCopies(t *testing.T) {
	const stack = `{"resource": {"aws_sqs_queue": {"q": {"name": "q", "sqs_managed_sse_enabled": false}}}}`
	folder, snapshots := t.TempDir(), t.TempDir()
	for _, name := range []string{"same", "other"} {
		writeFile(t, folder+"/"+name+"/cdk.tf.json", stack)
	}
	writeFile(t, snapshots+"/same.json", stack)
	writeFile(t, snapshots+"/other.json", "{}")
	output, err := runCheck(t, "--outdir", folder, "--snapshots", snapshots, "--format", "sarif")
	if err == nil || !strings.Contains(output, `"uri": "`+snapshots+`/same.json"`) || !strings.Contains(output, `"uri": "`+folder+`/other/cdk.tf.json"`) {
		t.Errorf("output is %s, error %v", output, err)
	}
}

func TestCheckNamesTheLinesOfTheProgram(t *testing.T) {
	folder := t.TempDir()
	writeFile(t, folder+"/dev/cdk.tf.json", `{"resource": {"aws_sqs_queue": {"q": {"//": {"metadata": {"path": "dev/queue"}}, "name": "q", "sqs_managed_sse_enabled": false}}}}`)
	writeFile(t, folder+"/origins.json", `{"dev/queue": "stacks/queues.go:12"}`)
	if output, err := runCheck(t, "--outdir", folder); err == nil || !strings.Contains(output, "sqs_managed_sse_enabled = false   stacks/queues.go:12") {
		t.Errorf("output is %s, error %v", output, err)
	}
	writeFile(t, folder+"/origins.json", `[`)
	if _, err := runCheck(t, "--outdir", folder); err == nil || !strings.Contains(err.Error(), "origins") {
		t.Errorf("error is %v", err)
	}
}

func TestRulesCommand(t *testing.T) {
	var output bytes.Buffer
	command := rulesCommand()
	command.SetOut(&output)
	command.SetArgs([]string{"CKV_AWS_16"})
	if err := command.Execute(); err != nil || !strings.Contains(output.String(), "rds-storage-encrypted (refused)") || !strings.Contains(output.String(), "Fails:") {
		t.Errorf("output is %s, error %v", &output, err)
	}
	output.Reset()
	command.SetArgs([]string{})
	if err := command.Execute(); err != nil || strings.Count(output.String(), "\n") < 200 {
		t.Errorf("output is %s, error %v", &output, err)
	}
	command.SetArgs([]string{"no-such-rule"})
	command.SilenceUsage, command.SilenceErrors = true, true
	if err := command.Execute(); err == nil {
		t.Error("no error for an unknown rule")
	}
}
