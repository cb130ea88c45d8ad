package cluster_test

import (
	"os"
	"strings"
	"testing"

	"landform/internal/cluster"
	"landform/internal/synthesized"
)

// dev is the stack of an environment, with changes to its JSON in pairs of old and new text.
func dev(t *testing.T, changes ...string) synthesized.Stack {
	t.Helper()
	text, err := os.ReadFile("../../testdata/snapshots/dev-stack.json")
	if err != nil {
		t.Fatal(err)
	}
	before := string(text)
	after := strings.NewReplacer(changes...).Replace(before)
	if len(changes) > 0 && after == before {
		t.Fatalf("the stack has none of %q", changes)
	}
	stack, err := synthesized.Parse("dev-stack", "cdk.tf.json", []byte(after))
	if err != nil {
		t.Fatal(err)
	}
	return stack
}

func plan(t *testing.T, stack synthesized.Stack) cluster.Plan {
	t.Helper()
	read, err := cluster.Read(stack)
	if err != nil {
		t.Fatal(err)
	}
	planned, err := cluster.NewPlan(read)
	if err != nil {
		t.Fatal(err)
	}
	return planned
}

func text(t *testing.T, stack synthesized.Stack) string {
	t.Helper()
	files, err := plan(t, stack).Files()
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		all.Write(file.Text)
	}
	return all.String()
}

// TestFilesFollowTheStack checks that a change to the stack changes the generated files.
func TestFilesFollowTheStack(t *testing.T) {
	for _, test := range []struct{ name, from, to, gone, came string }{
		{"port of the nodes", `"port": 30443`, `"port": 31443`, "nodePort: 30443", "nodePort: 31443"},
		{"health path", `"path": "/healthz"`, `"path": "/ready"`, "path: /healthz", "path: /ready"},
		{"cluster", `"name": "volteryde-dev",`, `"name": "volteryde-blue",`, "clusterName: volteryde-dev", "kubeContext: volteryde-blue"},
		{"secret", `"name": "volteryde/dev/rds/password"`, `"name": "volteryde/dev/rds/login"`, "rds-password", "key: volteryde/dev/rds/login"},
		{"application", `"service_account": "platform"`, `"service_account": "backend"`, "serviceAccountName: platform", "serviceAccountName: backend"},
		{"version of the controller", `"Version": "3.4.2"`, `"Version": "3.9.9"`, "version: 3.4.2", "version: 3.9.9"},
		{"port of a database", `"from_port": 6379`, `"from_port": 6380`, "port: 6379", "port: 5432"},
	} {
		t.Run(test.name, func(t *testing.T) {
			changes := []string{test.from, test.to}
			before, after := text(t, dev(t)), text(t, dev(t, changes...))
			if !strings.Contains(before, test.gone) || strings.Contains(after, test.gone) || !strings.Contains(after, test.came) {
				t.Errorf("want %q to go and %q to come", test.gone, test.came)
			}
		})
	}
}

func TestIncompleteStacksAreRejected(t *testing.T) {
	for _, test := range []struct{ want, from, to string }{
		{"has no EKS cluster", `"aws_eks_cluster": {`, `"aws_other": {`},
		{"no IAM role is associated with the service account of External Secrets", `"service_account": "external-secrets"`, `"service_account": "copier"`},
		{"no target group has the nodes as its targets", `"target_type": "instance"`, `"target_type": "ip"`},
		{"the output api_url is", `"value": "https://api.`, `"value": "api.`},
		{"no role with a version for the service account cluster-autoscaler", `"service_account": "cluster-autoscaler"`, `"service_account": "scaler"`},
	} {
		read, err := cluster.Read(dev(t, test.from, test.to))
		if err == nil {
			_, err = cluster.NewPlan(read)
		}
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Count(err.Error(), "dev-stack") != 1 {
			t.Errorf("error is %v, want one of dev-stack that says %q", err, test.want)
		}
	}
}

func TestWriteKeepsOtherFiles(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(folder+"/mine.yaml", []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	files, err := plan(t, dev(t)).Files()
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := cluster.Write(files, folder); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range files {
		if got, err := os.ReadFile(folder + "/" + file.Path); err != nil || string(got) != string(file.Text) {
			t.Errorf("%s is not as generated (%v)", file.Path, err)
		}
	}
	if mine, err := os.ReadFile(folder + "/mine.yaml"); err != nil || string(mine) != "mine" {
		t.Errorf("a file of somebody else is %q (%v)", mine, err)
	}
	if err := cluster.Write(files, folder+"/mine.yaml"); err == nil || !strings.Contains(err.Error(), "cluster files: ") {
		t.Errorf("writing below a file: error is %v", err)
	}
}
