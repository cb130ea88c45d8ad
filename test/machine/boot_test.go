// Package machine_test runs complete user data scripts on a simulated machine: Linux namespaces of the machine that runs the tests.
package machine_test

import (
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"landform/constructs/egress"
	"landform/constructs/timescale"
)

// TestBoot runs the complete user data of TimescaleDB and of its proxy with the real PostgreSQL, pgBackRest, Squid, curl, GnuPG and
// dpkg, on a simulated machine: see testdata/machine.sh. Stubs replace systemd, TimescaleDB, the CloudWatch agent and what needs
// hardware.
func TestBoot(t *testing.T) {
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Fatal("this package needs root on Linux to create namespaces: run it as root, or skip it as \"make check\" does")
	}
	fixtures := newFixtures(t)
	facts, output := fixtures.play(t, "timescale.sh")
	for fact, want := range map[string]string{
		"units": "timescale-agent.service timescale-backup.service timescale-backup.timer timescale-secret.service " +
			"timescale-secret.timer timescale-setup.service",
		"first boot without a proxy":                  "fails",
		"unit of the proxy":                           "egress-setup.service",
		"proxy without internet":                      "fails",
		"proxy":                                       "succeeds succeeds",
		"restarts of the proxy":                       "1",
		"proxy's status for an unlisted host":         "403",
		"retry with a proxy":                          "succeeds",
		"restarts":                                    "1",
		"login before the secret":                     "rejected",
		"secret":                                      "succeeds",
		"login":                                       "accepted",
		"login without TLS":                           "rejected",
		"extension":                                   "timescaledb",
		"passwords in the log":                        "0",
		"agent with a forged key":                     "fails",
		"forged agent is installed":                   "no",
		"agent":                                       "succeeds",
		"arguments of the agent":                      "-a fetch-config -m ec2 -s -c file:/opt/aws/amazon-cloudwatch-agent/etc/timescale.json",
		"backup":                                      "succeeds",
		"setup without a proxy":                       "succeeds succeeds",
		"secret without a proxy":                      "fails",
		"agent without a proxy":                       "succeeds",
		"restarts without a proxy":                    "1",
		"secret after a rotation":                     "succeeds",
		"login with the new password":                 "accepted",
		"login with the old password":                 "rejected",
		"client stayed connected":                     "yes",
		"same server process":                         "yes",
		"setup with another configuration":            "succeeds succeeds",
		"restarts for another configuration":          "2",
		"manual changes":                              "1",
		"formatted":                                   "1",
		"tuned":                                       "1",
		"second backup":                               "succeeds",
		"restored":                                    "1,2",
		"setup of a new volume":                       "succeeds",
		"backup of an empty cluster over the old one": "fails",
		"restored from the bucket alone":              "1,2",
		"backup after the restore":                    "succeeds",
	} {
		if got := facts[fact]; got != want {
			t.Errorf("%s: %q, want %q", fact, got, want)
		}
		delete(facts, fact)
	}
	for fact, value := range facts {
		t.Errorf("%s: %q, but the test expects no such fact", fact, value)
	}
	if t.Failed() {
		t.Log(output)
	}
}

// fixtures is a folder with the files of a simulated machine: user data, packages, keys, and a server for the internet.
type fixtures struct {
	dir   string
	major string // version of the installed PostgreSQL
}

func newFixtures(t *testing.T) fixtures {
	t.Helper()
	f := fixtures{dir: t.TempDir(), major: installedMajor(t)}
	run(t, "cp", "-r", "testdata/.", f.dir)
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	run(t, "cp", binary, f.path("internet"))
	f.write(t, "secret", `v1 {"username": "acme", "password": "first", "dbname": "telemetry"}`)
	key := f.signingKeys(t)
	f.packages(t, key)
	f.userData(t, key)
	f.write(t, "restore.sh", documentedRestore(t, "restore", f.major))
	f.write(t, "restore-all.sh", documentedRestore(t, "restore all", f.major))
	authority(t, f)
	return f
}

func (f fixtures) path(name string) string { return filepath.Join(f.dir, name) }

func (f fixtures) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(f.path(name)), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(f.path(name), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

// play runs a scenario on a new machine, and returns the facts that the scenario prints, and the complete output. All processes of
// the machine are killed at the end.
func (f fixtures) play(t *testing.T, scenario string) (facts map[string]string, output string) {
	t.Helper()
	machine := exec.Command("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc",
		"bash", f.path("machine.sh"), f.dir, f.path(scenario), f.major)
	printed, err := machine.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	facts = map[string]string{}
	for _, line := range strings.Split(string(printed), "\n") {
		if fact, found := strings.CutPrefix(line, "FACT "); found {
			name, value, _ := strings.Cut(fact, ": ")
			facts[name] = value
		}
	}
	return facts, string(printed)
}

// signingKeys creates the key that signs the packages, in two files: alone, and together with another key. It returns its
// fingerprint.
func (f fixtures) signingKeys(t *testing.T) string {
	t.Helper()
	home := f.path("gnupg")
	if err := os.Mkdir(home, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"packages", "forger"} {
		run(t, "gpg", "--homedir", home, "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", name, "ed25519", "sign", "0")
	}
	run(t, "gpg", "--homedir", home, "--batch", "--armor", "--output", f.path("key.asc"), "--export", "packages")
	run(t, "gpg", "--homedir", home, "--batch", "--armor", "--output", f.path("forged.asc"), "--export", "packages", "forger")
	for _, line := range strings.Split(run(t, "gpg", "--homedir", home, "--with-colons", "--list-keys", "packages"), "\n") {
		if fields := strings.Split(line, ":"); fields[0] == "fpr" {
			return fields[9]
		}
	}
	t.Fatal("the key has no fingerprint")
	return ""
}

// packages builds stubs of the packages in the repositories, and signs that of the CloudWatch agent.
func (f fixtures) packages(t *testing.T, key string) {
	t.Helper()
	extension := "/usr/share/postgresql/" + f.major + "/extension/timescaledb"
	for name, files := range map[string]map[string]string{
		"python3-boto3": nil,
		"timescaledb-2-loader-postgresql-" + f.major: nil,
		"timescaledb-2-postgresql-" + f.major: {
			extension + ".control": "default_version = '1'\n",
			extension + "--1.sql":  "CREATE FUNCTION hypertables() RETURNS int LANGUAGE sql AS 'SELECT 0';\n",
		},
		"timescaledb-tools": {"/usr/bin/timescaledb-tune": "#!/bin/bash\necho '# tuned' >> \"$(echo \"$4\" | cut -d= -f2)\"\n"},
		"amazon-cloudwatch-agent": {
			"/opt/aws/amazon-cloudwatch-agent/etc/empty":                       "",
			"/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl": "#!/bin/bash\necho \"$*\" > /var/log/agent\n",
		},
	} {
		f.write(t, "build/"+name+"/DEBIAN/control", fmt.Sprintf(
			"Package: %s\nVersion: 1\nArchitecture: all\nMaintainer: Test\nDescription: Stub\n", name))
		for path, text := range files {
			f.write(t, "build/"+name+path, text)
		}
		if err := os.MkdirAll(f.path("packages"), 0o755); err != nil {
			t.Fatal(err)
		}
		run(t, "dpkg-deb", "--root-owner-group", "--build", f.path("build/"+name), f.path("packages/"+name+".deb"))
	}
	run(t, "gpg", "--homedir", f.path("gnupg"), "--batch", "--passphrase", "", "--local-user", key,
		"--output", f.path("packages/amazon-cloudwatch-agent.deb.sig"), "--detach-sign", f.path("packages/amazon-cloudwatch-agent.deb"))
}

// userData writes the scripts as the constructs render them, but with the machine's version of PostgreSQL and the key of the stub
// packages.
func (f fixtures) userData(t *testing.T, key string) {
	t.Helper()
	server := timescale.Script(timescale.Setup{
		VolumeID:            "vol-0123456789abcdef0",
		SecretARN:           "arn:aws:secretsmanager:eu-west-1:123456789012:secret:acme/test/timescale/password-AbCdEf",
		Region:              "eu-west-1",
		ProxyURL:            "http://10.9.200.1:3128",
		Clients:             netip.MustParsePrefix("10.9.0.0/16"),
		LogGroup:            "/acme-test-timescale",
		InstanceType:        "t3.medium",
		BackupBucket:        "acme-test-backups-123456789012",
		BackupRetentionDays: 14,
	})
	for _, replaced := range [][2]string{
		{"MAJOR='17'", "MAJOR='" + f.major + "'"},
		{timescaleKey, key}, {agentKey, key},
	} {
		if !strings.Contains(server, replaced[0]) {
			t.Fatalf("the script does not contain %q", replaced[0])
		}
		server = strings.ReplaceAll(server, replaced[0], replaced[1])
	}
	f.write(t, "user-data.sh", server)
	proxy, err := egress.Script(netip.MustParsePrefix("10.9.0.0/16"), timescale.Hosts("eu-west-1"))
	if err != nil {
		t.Fatal(err)
	}
	f.write(t, "proxy.sh", proxy)
}

// The fingerprints of the keys that sign TimescaleDB's packages and the CloudWatch agent, as their owners publish them.
const (
	timescaleKey = "1005FB68604CE9B8F6879CF759F18EDF47F24417"
	agentKey     = "937616F3450B7D806CBD9725D58167303B789C72"
)

// installedMajor returns the newest major version of PostgreSQL that is installed on this machine.
func installedMajor(t *testing.T) string {
	t.Helper()
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil || len(found) == 0 {
		t.Fatal("PostgreSQL is not installed: run \"make machine\" as root, on Debian or Ubuntu")
	}
	return strings.Split(found[len(found)-1], "/")[4]
}

// documentedRestore returns the commands of a restore in docs/operations.md, adapted to the simulated machine.
func documentedRestore(t *testing.T, name, major string) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(text), "<!-- "+name+" -->\n```bash\n")
	commands, _, ended := strings.Cut(after, "\n```")
	if !found || !ended {
		t.Fatalf("docs/operations.md has no commands for the %s of TimescaleDB", name)
	}
	return strings.NewReplacer("17", major, "2026-01-31 12:00:00+00", "$moment", "sudo -u postgres", "runuser -u postgres --",
		"systemctl stop timescale-secret.timer timescale-backup.timer\n", "").Replace(commands)
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	output, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, output)
	}
	return string(output)
}
