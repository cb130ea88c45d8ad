package rollout_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"landform/internal/rollout"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	tfjson "github.com/hashicorp/terraform-json"
)

// account is an AWS account that answers each operation as the test specifies. A list of answers is returned one by
// one, the last one repeatedly.
type account struct {
	answers map[string][]string

	mutex sync.Mutex
	asked map[string]int
}

// operation returns the operation of a request, in each of the protocols of AWS.
func operation(request *http.Request) string {
	if _, name, found := strings.Cut(request.Header.Get("X-Amz-Target"), "."); found {
		return name
	}
	if strings.Contains(request.URL.Path, "/node-groups/") {
		return "DescribeNodegroup"
	}
	body, _ := io.ReadAll(request.Body)
	for part := range strings.SplitSeq(string(body), "&") {
		if name, found := strings.CutPrefix(part, "Action="); found {
			return name
		}
	}
	return request.URL.Path
}

func (a *account) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	name := operation(request)
	a.mutex.Lock()
	defer a.mutex.Unlock()
	answers := a.answers[name]
	if len(answers) == 0 {
		http.Error(response, "unexpected operation "+name, http.StatusBadRequest)
		return
	}
	index := min(a.asked[name], len(answers)-1)
	a.asked[name]++
	fmt.Fprint(response, answers[index])
}

// Do answers a request of the SDK without a network: inside a synctest bubble, fake time does not advance while a
// goroutine reads from a connection.
func (a *account) Do(request *http.Request) (*http.Response, error) {
	if err := request.Context().Err(); err != nil {
		return nil, err
	}
	if request.Body == nil {
		request.Body = http.NoBody
	}
	recorder := httptest.NewRecorder()
	a.ServeHTTP(recorder, request)
	return recorder.Result(), nil
}

// wait runs a gate over resources against an account, and returns the lines that it reported. Time is synctest's, so
// that no limit expires because the machine is slow.
func wait(t *testing.T, answers map[string][]string, state string) (reported []string, err error) {
	t.Helper()
	var resources []*tfjson.StateResource
	if err := json.Unmarshal([]byte(state), &resources); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		gate := rollout.Gate{
			Config: aws.Config{Region: "us-east-1", HTTPClient: &account{answers: answers, asked: map[string]int{}}, RetryMaxAttempts: 1,
				Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")},
			State: resources, Report: func(line string) { reported = append(reported, line) },
			Interval: 15 * time.Second, Limit: 40 * time.Minute,
		}
		err = gate.Wait(t.Context())
	})
	return reported, err
}

const service = `[
	{"address": "aws_ecr_repository.images", "type": "aws_ecr_repository", "values": {"name": "api", "repository_url": "1.dkr.ecr/api"}},
	{"address": "aws_ecs_task_definition.api", "type": "aws_ecs_task_definition", "values": {"arn": "arn:aws:ecs:x:1:task-definition/api:7",
		"container_definitions": "[{\"image\": \"1.dkr.ecr/api:1.0\"}]"}},
	{"address": "aws_ecs_service.api", "type": "aws_ecs_service", "values": {"cluster": "c", "name": "api",
		"task_definition": "arn:aws:ecs:x:1:task-definition/api:7", "load_balancer": [{"target_group_arn": "arn:group"}]}}]`

func deployment(definition, state string, running int) string {
	return fmt.Sprintf(`{"services": [{"desiredCount": 2, "deployments": [{"status": "PRIMARY", "taskDefinition": "arn:aws:ecs:x:1:task-definition/%s",
		"rolloutState": %q, "rolloutStateReason": "tasks failed to start", "runningCount": %d, "desiredCount": 2},
		{"status": "ACTIVE", "taskDefinition": "arn:aws:ecs:x:1:task-definition/api:6", "rolloutState": "COMPLETED"}]}]}`, definition, state, running)
}

func health(states ...string) string {
	text := ""
	for _, state := range states {
		text += "<member><TargetHealth><State>" + state + "</State><Description>Health checks failed with these codes: [503]</Description></TargetHealth></member>"
	}
	return "<DescribeTargetHealthResponse><DescribeTargetHealthResult><TargetHealthDescriptions>" + text +
		"</TargetHealthDescriptions></DescribeTargetHealthResult></DescribeTargetHealthResponse>"
}

const pushed, empty = `{"imageDetails": [{"imageTags": ["1.0"]}]}`, `{"imageDetails": []}`

func TestWaitsForAServiceUntilItsTasksAreHealthy(t *testing.T) {
	reported, err := wait(t, map[string][]string{
		"DescribeImages":       {pushed},
		"DescribeServices":     {deployment("api:7", "IN_PROGRESS", 1), deployment("api:7", "COMPLETED", 2)},
		"DescribeTargetHealth": {health("healthy", "unhealthy"), health("healthy", "healthy")},
	}, service)
	if err != nil {
		t.Fatal(err)
	}
	for index, want := range []string{"1 of 2 tasks are running", "1 of 2 tasks are healthy (Health checks failed with these codes: [503])"} {
		if len(reported) <= index || !strings.Contains(reported[index], want) {
			t.Errorf("it reports %q, want %q", reported, want)
		}
	}
}

func TestAServiceThatDoesNotStartIsAnError(t *testing.T) {
	for want, answers := range map[string]map[string][]string{
		"aws_ecs_service.api: the rollout of api:7 failed: tasks failed to start": {
			"DescribeServices": {deployment("api:7", "FAILED", 0)}},
		"the rollout was rolled back: the service runs api:6 instead of the applied api:7": {
			"DescribeServices": {deployment("api:6", "COMPLETED", 2)}},
		"timed out after 40m0s: aws_ecs_service.api: 0 of 2 tasks are healthy": {
			"DescribeServices": {deployment("api:7", "COMPLETED", 2)}, "DescribeTargetHealth": {health()}},
		"ECS has no service of this name": {"DescribeServices": {`{"services": []}`}},
	} {
		answers["DescribeImages"] = []string{pushed}
		if _, err := wait(t, answers, service); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error is %v, want %q", err, want)
		}
	}
}

func TestDoesNotWaitForAServiceBeforeTheFirstImage(t *testing.T) {
	reported, err := wait(t, map[string][]string{"DescribeImages": {empty}}, service)
	if err != nil || len(reported) != 1 || !strings.Contains(reported[0], "repository api has no image yet") {
		t.Errorf("it reports %q, error %v", reported, err)
	}
}

const nodes = `[{"address": "aws_eks_node_group.general", "type": "aws_eks_node_group", "values": {"cluster_name": "c", "node_group_name": "n"}}]`

func group(status, issues string) string {
	return `{"nodegroup": {"status": "` + status + `", "health": {"issues": [` + issues + `]}, "scalingConfig": {"desiredSize": 2},
		"resources": {"autoScalingGroups": [{"name": "asg"}]}}}`
}

func instances(healthy int) string {
	return "<DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult><AutoScalingGroups><member><DesiredCapacity>2</DesiredCapacity><Instances>" +
		strings.Repeat("<member><LifecycleState>InService</LifecycleState><HealthStatus>Healthy</HealthStatus></member>", healthy) +
		"</Instances></member></AutoScalingGroups></DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>"
}

func TestWaitsForNodes(t *testing.T) {
	issue := `{"code": "NodeCreationFailure", "message": "Unhealthy nodes in the kubernetes cluster"}`
	reported, err := wait(t, map[string][]string{
		"DescribeNodegroup":         {group("UPDATING", ""), group("ACTIVE", issue), group("ACTIVE", "")},
		"DescribeAutoScalingGroups": {instances(1), instances(2)},
	}, nodes)
	if got := strings.Join(reported, "\n"); err != nil || !strings.Contains(got, "UPDATING") || !strings.Contains(got, "Unhealthy nodes") || !strings.Contains(got, "1 of 2 nodes") {
		t.Errorf("it reports %q, error %v", reported, err)
	}
	_, err = wait(t, map[string][]string{"DescribeNodegroup": {group("CREATE_FAILED", issue)}}, nodes)
	if err == nil || !strings.Contains(err.Error(), "CREATE_FAILED: NodeCreationFailure: Unhealthy nodes") {
		t.Errorf("error is %v", err)
	}
}

const certificate = `[{"address": "aws_acm_certificate.api", "type": "aws_acm_certificate", "values": {"arn": "arn:aws:acm:us-east-1:1:certificate/x"}}]`

func certified(status string) string {
	return `{"Certificate": {"DomainName": "api.example.org", "Status": "` + status + `", "FailureReason": "CAA_ERROR", "DomainValidationOptions": [
		{"ValidationStatus": "PENDING_VALIDATION", "ResourceRecord": {"Name": "_a.api.example.org.", "Type": "CNAME", "Value": "_b.acm-validations.aws."}}]}}`
}

func TestWaitsForACertificateAndReportsItsRecords(t *testing.T) {
	reported, err := wait(t, map[string][]string{"DescribeCertificate": {certified("PENDING_VALIDATION"), certified("ISSUED")}}, certificate)
	if err != nil || len(reported) != 1 || !strings.Contains(reported[0], "_a.api.example.org. CNAME _b.acm-validations.aws.") {
		t.Errorf("it reports %q, error %v", reported, err)
	}
	_, err = wait(t, map[string][]string{"DescribeCertificate": {certified("FAILED")}}, certificate)
	if err == nil || !strings.Contains(err.Error(), "the certificate of api.example.org is FAILED CAA_ERROR") {
		t.Errorf("error is %v", err)
	}
}

func TestTheErrorNamesEveryFailedResource(t *testing.T) {
	_, err := wait(t, map[string][]string{
		"DescribeNodegroup": {group("DEGRADED", "")}, "DescribeCertificate": {certified("FAILED")},
	}, strings.TrimSuffix(nodes, "]")+","+strings.TrimPrefix(certificate, "["))
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) || len(joined.Unwrap()) != 2 {
		t.Errorf("error is %v, want both", err)
	}
}

func TestDoesNotWaitForOtherResources(t *testing.T) {
	if reported, err := wait(t, nil, `[{"address": "aws_vpc.one", "type": "aws_vpc", "values": {}}]`); err != nil || len(reported) != 0 {
		t.Errorf("it reports %q, error %v", reported, err)
	}
}
