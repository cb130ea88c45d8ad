package deployment_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"landform/internal/deployment"
)

// deployedWith makes the stub of Terraform show a state with these resources.
func (f fixture) deployedWith(t *testing.T, resources string) fixture {
	t.Helper()
	f.write(t, "tools/terraform", strings.Replace(stubTerraform, `echo '{"format_version": "1.2"}'`,
		`{ [ -z "$3" ] && cat "$(dirname "$LOG")/state.json" || echo '{"format_version": "1.2"}'; }`, 1), 0o755)
	f.write(t, "state.json", `{"format_version": "1.0", "values": {"root_module": {"resources": [`+resources+`]}}}`, 0o644)
	return f
}

// TestADestructionNamesEverythingThatIsProtectedBeforeItPlans: protection counts as it was deployed; from the code,
// only prevent_destroy counts.
func TestADestructionNamesEverythingThatIsProtectedBeforeItPlans(t *testing.T) {
	f := newFixture(t, nil).stubbed(t).deployedWith(t, `
		{"address": "aws_db_instance.main", "mode": "managed", "type": "aws_db_instance", "values": {"deletion_protection": true}},
		{"address": "aws_lb.main", "mode": "managed", "type": "aws_lb", "values": {"enable_deletion_protection": true}},
		{"address": "aws_s3_bucket.main", "mode": "managed", "type": "aws_s3_bucket", "values": {"force_destroy": false}},
		{"address": "aws_s3_bucket.logs", "mode": "managed", "type": "aws_s3_bucket", "values": {"force_destroy": true}},
		{"address": "aws_iam_user.main", "mode": "managed", "type": "aws_iam_user", "values": {"force_destroy": false}},
		{"address": "aws_kms_key.main", "mode": "managed", "type": "aws_kms_key", "values": {}}`)
	f.write(t, "synthesized/stacks/dev-stack/cdk.tf.json", `{"//": {"landform": {"stage": "development"}}, "resource": {
		"aws_kms_key": {"main": {"lifecycle": {"prevent_destroy": true}}, "new": {"lifecycle": {"prevent_destroy": true}}},
		"aws_db_instance": {"main": {"deletion_protection": false}}}}`, 0o644)
	err := f.destroy(t, "dev-stack", "--auto-approve")
	says(t, err, "dev-stack is protected: nothing was destroyed. The destruction would fail at 4 resources",
		"aws_db_instance.main (deletion_protection)", "aws_lb.main (enable_deletion_protection)", "aws_s3_bucket.main (force_destroy)",
		"aws_kms_key.main (prevent_destroy)", "set Protection to deletion.Disposable")
	for _, never := range []string{"aws_s3_bucket.logs", "aws_iam_user", "aws_kms_key.new"} {
		if err != nil && strings.Contains(err.Error(), never) {
			t.Errorf("the error names %s, which is not protected: %v", never, err)
		}
	}
	if asked := f.read(askedOfTerraform); strings.Contains(asked, "plan") || strings.Contains(f.out.String(), "Type") {
		t.Errorf("terraform planned or a question was asked nevertheless: %s %s", asked, f.out)
	}
}

// TestADestructionAsksForTheNameOnAnEmulatorToo: the target makes no difference, only the environment does.
func TestADestructionAsksForTheNameOnAnEmulatorToo(t *testing.T) {
	f := newFixture(t, nil).stubbed(t)
	f.Emulated = true
	f.Environ = append(f.Environ, "AWS_ENDPOINT_URL=http://localhost:4566")
	says(t, f.destroy(t, "production-stack", "--auto-approve"), `the answer was "", not "production-stack"`)
	f.write(t, "synthesized/stacks/production-stack/cdk.tf.json", `{"//": {"landform": {"stage": "development"}}}`, 0o644)
	if err := f.destroy(t, "production-stack", "--auto-approve"); err != nil {
		t.Error(err)
	}
}

// TestLogsAreSwitchedOffBeforeTheDestructionAndSweptAfterIt checks the calls to AWS and their order.
func TestLogsAreSwitchedOffBeforeTheDestructionAndSweptAfterIt(t *testing.T) {
	f := newFixture(t, nil).stubbed(t).deployedWith(t, `
		{"address": "aws_ecs_cluster.main", "mode": "managed", "type": "aws_ecs_cluster", "values": {"name": "api", "setting": [{"name": "containerInsights", "value": "enabled"}]}}`)
	f.write(t, "synthesized/stacks/dev-stack/cdk.tf.json", `{"//": {"landform": {"stage": "development"}},
		"provider": {"aws": [{"region": "us-east-1", "access_key": "a", "secret_key": "b"}]}}`, 0o644)
	planned := ""
	server := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		if strings.HasSuffix(request.Header.Get("X-Amz-Target"), ".UpdateClusterSettings") {
			planned = f.read(askedOfTerraform)
		}
		_, _ = response.Write([]byte("{}"))
	}))
	t.Cleanup(server.Close)
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
	if err := f.destroy(t, "dev-stack", "--auto-approve"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(planned, "plan") || strings.Contains(planned, "apply") {
		t.Errorf("Container Insights was switched off after %q, want it between plan and apply", planned)
	}
	if asked := f.read(askedOfTerraform); !strings.HasSuffix(asked, "apply -input=false tfplan\n") {
		t.Errorf("terraform was run with %s", asked)
	}
}

func TestARemovedStackIsDestroyedAsItWasAtACommit(t *testing.T) {
	f := acme(t)
	f.write(t, "cdktf.json", `{"app": "sh app.sh", "context": {}}`, 0o644)
	f.commits(t, "first")
	if _, err := f.Deploy(t.Context(), deployment.Selection{Names: []string{"beta-stack"}}, approved); err != nil {
		t.Fatal(err)
	}
	f.write(t, "synthesized/manifest.json", strings.Replace(f.read("synthesized/manifest.json"), `"beta-stack"`, `"gamma-stack"`, 1), 0o644)
	f.commits(t, "second")
	says(t, f.Destroy(t.Context(), "beta-stack", deployment.Options{Approved: true}), `no stack "beta-stack"`)
	f.In = strings.NewReader("beta-stack\n")
	err := f.Destroy(t.Context(), "beta-stack", deployment.Options{Approved: true, At: "HEAD~1"})
	if err != nil || !strings.Contains(f.out.String(), "This destroys stack beta-stack") {
		t.Errorf("%v:\n%s", err, f.out)
	}
}
