package timescale_test

import (
	"net/netip"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"landform/constructs/egress"
	"landform/constructs/server"
	"landform/constructs/timescale"
)

func script() string {
	return timescale.Script(timescale.Setup{
		VolumeID:  "vol-0123456789abcdef0",
		SecretARN: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:acme/test/timescale/password-AbCdEf",
		Region:    "eu-west-1",
		ProxyURL:  "http://10.9.11.5:3128",
		Clients:   netip.MustParsePrefix("10.9.0.0/16"),
		LogGroup:  "/acme-test-timescale",

		InstanceType:        "t3.medium",
		BackupBucket:        "acme-test-backups-123456789012",
		BackupRetentionDays: 14,
	})
}

func TestScriptsAreValidBash(t *testing.T) {
	proxy, err := egress.Script(netip.MustParsePrefix("10.9.0.0/16"), timescale.Hosts("eu-west-1"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"timescale": script(), "egress": proxy} {
		check := exec.Command("bash", "-n")
		check.Stdin = strings.NewReader(text)
		if output, err := check.CombinedOutput(); err != nil {
			t.Errorf("%s: bash -n: %v\n%s", name, err, output)
		}
		if size := len(text); size > server.MaxUserDataBytes {
			t.Errorf("%s: the script has %d bytes, EC2 allows %d", name, size, server.MaxUserDataBytes)
		}
		if strings.Contains(text, "${") || strings.Contains(text, "%{") {
			t.Errorf("%s: the script contains ${ or %%{, which Terraform would interpolate", name)
		}
		if index := strings.Index(text, "@\n"); index >= 0 || strings.Contains(text, "'@") {
			t.Errorf("%s: a placeholder is not replaced", name)
		}
	}
}

func TestScriptSetsUpTheServer(t *testing.T) {
	text := script()
	for purpose, line := range map[string]string{
		"finds the volume by its id":                      "nvme-Amazon_Elastic_Block_Store_$(echo \"$VOLUME\" | tr -d -)",
		"knows the volume":                                "VOLUME='vol-0123456789abcdef0'",
		"lets clients in over TLS with SCRAM only":        "hostssl all all %s scram-sha-256\\n' \"$CLIENTS\"",
		"knows its clients":                               "CLIENTS='10.9.0.0/16'",
		"stores passwords as SCRAM":                       "password_encryption = 'scram-sha-256'",
		"tunes PostgreSQL to the server":                  "timescaledb-tune --quiet --yes",
		"verifies the key of TimescaleDB's packages":      "1005FB68604CE9B8F6879CF759F18EDF47F24417",
		"verifies the key of the CloudWatch agent":        "937616F3450B7D806CBD9725D58167303B789C72",
		"pins TimescaleDB":                                "TIMESCALE='2.29.1'",
		"archives WAL":                                    "pgbackrest --stanza=main archive-push",
		"keeps backups in the bucket":                     "BUCKET='acme-test-backups-123456789012'",
		"installs the extension for the major version":    "MAJOR='17'",
		"reports the disk of the data":                    "\"resources\": [\"$DATA\", \"/\"]",
		"keeps the instance's own services off the proxy": "169.254.169.254",
	} {
		if !strings.Contains(text, line) {
			t.Errorf("the script no longer %s: it does not contain %q", purpose, line)
		}
	}
	if strings.Contains(text, "ALTER EXTENSION") {
		t.Error("the script upgrades the extension, which the database's operator must do")
	}
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "host ") || strings.HasPrefix(line, "host\t") || strings.Contains(line, "trust") {
			t.Errorf("the script allows clients without TLS or password: %q", line)
		}
	}
}

// TestOnlyAnEmptyVolumeIsFormatted runs the script's function format_empty with each exit code of blkid.
func TestOnlyAnEmptyVolumeIsFormatted(t *testing.T) {
	_, after, found := strings.Cut(script(), "\nformat_empty() {\n")
	body, _, ended := strings.Cut(after, "\n}\n")
	if !found || !ended {
		t.Fatal("the script has no function format_empty")
	}
	for code, want := range map[string]struct {
		formatted bool
		fails     bool
	}{
		"0": {}, "2": {formatted: true}, "4": {fails: true}, "8": {fails: true}, "127": {fails: true},
	} {
		program := "set -euo pipefail\nblkid() { return " + code + "; }\nmkfs.ext4() { echo \"formatted $*\"; }\n" +
			"format_empty() {\n" + body + "\n}\nformat_empty /dev/data\n"
		output, err := exec.Command("bash", "-c", program).Output()
		if formatted := string(output) == "formatted -q -L timescale /dev/data\n"; formatted != want.formatted || (err != nil) != want.fails {
			t.Errorf("blkid exits with %s: formatted %v (%q), error %v, want %+v", code, formatted, output, err, want)
		}
	}
}

// TestHostsCoverTheScript: the proxy must allow the host of every URL in the script.
func TestHostsCoverTheScript(t *testing.T) {
	hosts := timescale.Hosts("eu-west-1")
	for _, part := range strings.Split(script(), "https://")[1:] {
		host, _, _ := strings.Cut(strings.Fields(part)[0], "/")
		if strings.HasSuffix(host, ".s3.$REGION.amazonaws.com") {
			continue // through the gateway endpoint for S3
		}
		if !slices.Contains(hosts, host) {
			t.Errorf("the script uses %s, which the proxy refuses", host)
		}
	}
	for _, host := range []string{"secretsmanager.eu-west-1.amazonaws.com", "ssmmessages.eu-west-1.amazonaws.com"} {
		if !slices.Contains(hosts, host) {
			t.Errorf("the proxy refuses %s", host)
		}
	}
}
