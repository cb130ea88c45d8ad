package backendtest

import (
	"bufio"
	"errors"
	"net/url"
	"os/exec"
	"strings"
	"testing"
)

// serveDynamoDB starts dynalite on a free port and prints its URL. It stops at the end of its standard input, so that not even a
// killed test leaves a server running.
const serveDynamoDB = `
const dynalite = require("dynalite");
const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
server.listen(0, "127.0.0.1", () => console.log("http://127.0.0.1:" + server.address().port));
process.stdin.resume().on("end", () => process.exit(0));
`

// startDynamoDB starts a DynamoDB without tables. It stops at the end of the test.
func startDynamoDB(t *testing.T) *url.URL {
	t.Helper()
	command := exec.Command("node", "--eval", serveDynamoDB)
	command.Dir = Root(t)
	var problem strings.Builder
	command.Stderr = &problem
	input, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatalf("node was not found: %v: install Node.js 20 or 22 (https://nodejs.org)", err)
	}
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatalf("dynalite did not start; 'make tools' installs it: %v: %s", command.Wait(), problem.String())
	}
	t.Cleanup(func() {
		if err := errors.Join(input.Close(), command.Wait()); err != nil {
			t.Errorf("dynalite: %v", err)
		}
	})
	return mustParse(t, strings.TrimSpace(line))
}
