package deployment_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"landform/internal/deployment"
)

// gatedStack is a stack with a certificate and an alarm topic.
const gatedStack = `{"//": {"landform": {"stage": "development", "outputs": {"alarms": "topic"}}},
	"provider": {"aws": [{"region": "us-east-1", "access_key": "a", "secret_key": "b"}]},
	"resource": {"aws_acm_certificate": {"main": {"domain_name": "api.example.org"}}}}`

const gatedState = `{"address": "aws_acm_certificate.main", "mode": "managed", "type": "aws_acm_certificate",
	"values": {"arn": "arn:aws:acm:us-east-1:123456789012:certificate/one"}}`

// gatedFixture is a project with that stack, against a fake of AWS whose certificate has this status. The returned
// function returns what was published.
func gatedFixture(t *testing.T, status string) (fixture, func() string) {
	t.Helper()
	f := newFixture(t, nil).stubbed(t).deployedWith(t, gatedState)
	f.write(t, "tools/terraform", strings.Replace(f.read("tools/terraform"), "#!/bin/sh\n", "#!/bin/sh\n[ \"$1 $2\" != \"output -json\" ] || printf '\"arn:aws:sns:us-east-1:123456789012:alarms\"\\n\\nWarning: Deprecated Parameter\\n'\n", 1), 0o755)
	f.write(t, "synthesized/stacks/dev-stack/cdk.tf.json", gatedStack, 0o644)
	var mutex sync.Mutex
	var published string
	server := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		body, _ := io.ReadAll(request.Body)
		form, _ := url.ParseQuery(string(body))
		mutex.Lock()
		defer mutex.Unlock()
		switch {
		case strings.HasSuffix(request.Header.Get("X-Amz-Target"), ".DescribeCertificate"):
			fmt.Fprintf(response, `{"Certificate": {"DomainName": "api.example.org", "Status": %q, "FailureReason": "CAA_ERROR"}}`, status)
		case form.Get("Action") == "GetCallerIdentity":
			fmt.Fprint(response, "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/ann</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>")
		case form.Get("Action") == "Publish":
			published += form.Get("TopicArn") + "\n" + form.Get("Subject") + "\n" + form.Get("Message")
			fmt.Fprint(response, "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>")
		}
	}))
	t.Cleanup(server.Close)
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
	return f, func() string { mutex.Lock(); defer mutex.Unlock(); return published }
}

func TestADeploymentIsPublishedToTheAlarmTopic(t *testing.T) {
	f, published := gatedFixture(t, "ISSUED")
	f.Environ = append(f.Environ, "GITHUB_ACTOR=ben", "GITHUB_SERVER_URL=https://github.com", "GITHUB_REPOSITORY=acme/infra", "GITHUB_RUN_ID=7")
	if err := f.deploy(t, "dev-stack", "--auto-approve"); err != nil {
		t.Fatalf("%v\n%s", err, f.out)
	}
	for _, words := range []string{
		"arn:aws:sns:us-east-1:123456789012:alarms\ndev-stack was deployed\nAll resources work.", "Plan: nothing changes",
		"By arn:aws:iam::123456789012:user/ann for ben, https://github.com/acme/infra/actions/runs/7", "Commit none",
	} {
		if !strings.Contains(published(), words) {
			t.Errorf("the published message does not contain %q:\n%s", words, published())
		}
	}
}

// TestADeploymentThatDoesNotWorkIsAFailure checks both ways to deploy with a certificate that AWS cannot issue.
func TestADeploymentThatDoesNotWorkIsAFailure(t *testing.T) {
	f, published := gatedFixture(t, "FAILED")
	const want = "applied, but not working: aws_acm_certificate.main: the certificate of api.example.org is FAILED CAA_ERROR"
	says(t, f.deploy(t, "dev-stack", "--auto-approve"), want)
	if !strings.Contains(f.read(askedOfTerraform), "apply") || !strings.Contains(published(), "dev-stack was deployed, but does not work") {
		t.Errorf("terraform was run with %s, the published message is %s", f.read(askedOfTerraform), published())
	}
	f.write(t, "tools/terraform", strings.Replace(f.read("tools/terraform"), "#!/bin/sh\n",
		"#!/bin/sh\nfor argument; do case $argument in -out=*) echo plan > \"${argument#-out=}\" ;; esac; done\n", 1), 0o755)
	if err := f.SavePlan(t.Context(), "dev-stack", deployment.Options{}); err != nil {
		t.Fatal(err)
	}
	_, digest, _ := strings.Cut(f.out.String(), "DIGEST=")
	says(t, f.Apply(t.Context(), f.Dir+"/build/plans/dev-stack-none.tfplan", strings.TrimSpace(digest[:64])), want)
}
