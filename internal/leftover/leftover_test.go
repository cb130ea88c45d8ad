package leftover_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
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

// account is an AWS account whose log group reappears several times after it was deleted.
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

// run calls a method of Logs against an account, and returns the lines that it reported. Time is synctest's, so that no
// limit expires because the machine is slow.
func run(t *testing.T, a *account, do func(*leftover.Logs, context.Context) error) (reported []string, err error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		logs := &leftover.Logs{
			Config: aws.Config{Region: "us-east-1", HTTPClient: a, RetryMaxAttempts: 1, Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")},
			Report: func(line string) { reported = append(reported, line) }, Interval: 15 * time.Second, Limit: 15 * time.Minute, Calm: 3,
		}
		if err := json.Unmarshal([]byte(state), &logs.State); err != nil {
			t.Fatal(err)
		}
		err = do(logs, t.Context())
	})
	return reported, err
}

func TestLoggingIsSwitchedOff(t *testing.T) {
	a := &account{updates: []string{"InProgress", "InProgress", "Successful"}}
	if _, err := run(t, a, (*leftover.Logs).SwitchOff); err != nil {
		t.Fatal(err)
	}
	asked := strings.Join(a.asked, "\n")
	for _, want := range []string{
		`POST /clusters/volteryde-dev/update-config`, `"types":["api","audit"]`, `"enabled":false`,
		"GET /clusters/volteryde-dev/updates/u", `"cluster":"ticketing-dev"`, `"value":"disabled"`,
	} {
		if !strings.Contains(asked, want) {
			t.Errorf("AWS got no request for %s:\n%s", want, asked)
		}
	}
	if strings.Contains(asked, "silent") || len(a.asked) != 5 {
		t.Errorf("AWS got unnecessary requests:\n%s", asked)
	}
}

func TestLoggingThatCannotBeSwitchedOffIsAnError(t *testing.T) {
	if _, err := run(t, &account{updates: []string{"Failed"}}, (*leftover.Logs).SwitchOff); err == nil || !strings.Contains(err.Error(), "aws_eks_cluster.one: the update of the cluster has the status Failed") {
		t.Errorf("error is %v", err)
	}
}

func TestRecreatedLogGroupsAreDeletedUntilTheyStayDeleted(t *testing.T) {
	a := &account{returns: 2}
	reported, err := run(t, a, (*leftover.Logs).Sweep)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.asked) != 5 { // twice the log group exists, and three times not
		t.Errorf("it checked %d times, want 5", len(a.asked))
	}
	if slices.ContainsFunc(a.asked, func(asked string) bool { return !strings.Contains(asked, "/aws/eks/volteryde-dev/cluster") }) {
		t.Errorf("it deleted a log group that AWS does not write to: %q", a.asked)
	}
	if len(reported) != 3 {
		t.Errorf("it reported %q", reported)
	}
}

func TestALogGroupThatIsAlwaysRecreatedIsAnError(t *testing.T) {
	if _, err := run(t, &account{returns: 1 << 30}, (*leftover.Logs).Sweep); err == nil || !strings.Contains(err.Error(), "timed out after 15m0s") {
		t.Errorf("error is %v", err)
	}
}
