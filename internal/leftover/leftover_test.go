package leftover_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"landform/internal/leftover"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

const state = `[
	{"address": "aws_eks_cluster.one", "type": "aws_eks_cluster", "values": {"name": "volteryde-dev", "enabled_cluster_log_types": ["api", "audit"]}},
	{"address": "aws_ecs_cluster.one", "type": "aws_ecs_cluster", "values": {"name": "ticketing-dev", "setting": [{"name": "containerInsights", "value": "enhanced"}]}},
	{"address": "aws_ecs_cluster.two", "type": "aws_ecs_cluster", "values": {"name": "silent", "setting": [{"name": "containerInsights", "value": "disabled"}]}},
	{"address": "aws_cloudwatch_log_group.a", "type": "aws_cloudwatch_log_group", "values": {"name": "/aws/eks/volteryde-dev/cluster"}},
	{"address": "aws_cloudwatch_log_group.b", "type": "aws_cloudwatch_log_group", "values": {"name": "/volteryde/dev/app"}}]`

// account is an AWS whose log group comes back some times after it was deleted.
type account struct {
	returns int
	updates []string // statuses of the update, one after the other

	mutex sync.Mutex
	asked []string
}

func (a *account) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	body, _ := io.ReadAll(request.Body)
	_, operation, _ := strings.Cut(request.Header.Get("X-Amz-Target"), ".")
	if operation == "" {
		operation = request.Method + " " + request.URL.Path
	}
	a.asked = append(a.asked, operation+" "+string(body))
	switch {
	case strings.HasSuffix(request.URL.Path, "/update-config"):
		fmt.Fprint(response, `{"update": {"id": "u"}}`)
	case strings.Contains(request.URL.Path, "/updates/"):
		status := a.updates[0]
		if len(a.updates) > 1 {
			a.updates = a.updates[1:]
		}
		fmt.Fprintf(response, `{"update": {"id": "u", "status": %q}}`, status)
	case operation == "DeleteLogGroup" && a.returns == 0:
		response.Header().Set("X-Amzn-Errortype", "ResourceNotFoundException")
		response.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(response, `{"__type": "ResourceNotFoundException"}`)
	case operation == "DeleteLogGroup":
		a.returns--
		fmt.Fprint(response, "{}")
	default:
		fmt.Fprint(response, "{}")
	}
}

func logsOf(t *testing.T, a *account) (*leftover.Logs, *[]string) {
	t.Helper()
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	told := &[]string{}
	logs := &leftover.Logs{
		Config: aws.Config{Region: "us-east-1", BaseEndpoint: aws.String(server.URL), RetryMaxAttempts: 1,
			Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")},
		Tell: func(line string) { *told = append(*told, line) }, Interval: time.Millisecond, Limit: 300 * time.Millisecond, Calm: 3,
	}
	if err := json.Unmarshal([]byte(state), &logs.State); err != nil {
		t.Fatal(err)
	}
	return logs, told
}

func TestLoggingIsSwitchedOffAndWaitedFor(t *testing.T) {
	a := &account{updates: []string{"InProgress", "InProgress", "Successful"}}
	logs, _ := logsOf(t, a)
	if err := logs.SwitchOff(t.Context()); err != nil {
		t.Fatal(err)
	}
	asked := strings.Join(a.asked, "\n")
	for _, want := range []string{
		`POST /clusters/volteryde-dev/update-config`, `"types":["api","audit"]`, `"enabled":false`,
		"GET /clusters/volteryde-dev/updates/u", `"cluster":"ticketing-dev"`, `"value":"disabled"`,
	} {
		if !strings.Contains(asked, want) {
			t.Errorf("AWS is not asked for %s:\n%s", want, asked)
		}
	}
	if strings.Contains(asked, "silent") || len(a.asked) != 5 {
		t.Errorf("AWS is asked for more than needed:\n%s", asked)
	}
}

func TestLoggingThatCannotBeSwitchedOffIsAnError(t *testing.T) {
	logs, _ := logsOf(t, &account{updates: []string{"Failed"}})
	if err := logs.SwitchOff(t.Context()); err == nil || !strings.Contains(err.Error(), "aws_eks_cluster.one: the update is Failed") {
		t.Errorf("error is %v", err)
	}
}

func TestLogGroupsThatComeBackAreRemovedUntilTheyStayAway(t *testing.T) {
	a := &account{returns: 2}
	logs, told := logsOf(t, a)
	if err := logs.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(a.asked) != 5 { // twice it was there, and three times not
		t.Errorf("it looked %d times, want 5", len(a.asked))
	}
	if slices.ContainsFunc(a.asked, func(asked string) bool { return !strings.Contains(asked, "/aws/eks/volteryde-dev/cluster") }) {
		t.Errorf("it deleted what AWS does not write into: %q", a.asked)
	}
	if len(*told) != 3 {
		t.Errorf("it told %q", *told)
	}
}

func TestALogGroupThatKeepsComingBackIsAnError(t *testing.T) {
	logs, _ := logsOf(t, &account{returns: 1 << 30})
	if err := logs.Sweep(t.Context()); err == nil || !strings.Contains(err.Error(), "it took too long") {
		t.Errorf("error is %v", err)
	}
}
