// Package backendtest serves S3 and DynamoDB on the loopback interface and deploys with the real cdktf and terraform, so that tests
// of the state backend use it as a deployment does.
package backendtest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// Cloud is an AWS with only S3, DynamoDB and STS's GetCallerIdentity, behind one endpoint, like an emulator.
type Cloud struct {
	URL string

	recorder *recorder
}

// StartCloud starts an empty cloud. It stops at the end of the test.
func StartCloud(t *testing.T) *Cloud {
	t.Helper()
	table := httputil.NewSingleHostReverseProxy(startDynamoDB(t))
	objects := gofakes3.New(s3mem.New()).Server()
	recording := &recorder{ended: make(chan struct{}), handler: http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		if request.Header.Get("X-Amz-Target") != "" {
			table.ServeHTTP(response, request)
			return
		}
		if isQuery(request) {
			answerAccount(response, request)
			return
		}
		objects.ServeHTTP(response, request)
	})}
	server := httptest.NewServer(recording)
	t.Cleanup(func() {
		close(recording.ended)
		server.CloseClientConnections()
		server.Close()
	})
	return &Cloud{URL: server.URL, recorder: recording}
}

// Requests returns all requests so far, in the order in which they arrived.
func (c *Cloud) Requests() []Request { return c.recorder.recorded() }

// Hold holds the next matching request until it is released or dropped.
func (c *Cloud) Hold(matches func(Request) bool) *Hold { return c.recorder.hold(matches) }

// Environ returns the environment of a process that uses this cloud: the test's own, without AWS_* and TF_VAR_* variables.
func (c *Cloud) Environ() []string {
	var environ []string
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, "AWS_") && !strings.HasPrefix(entry, "TF_VAR_") {
			environ = append(environ, entry)
		}
	}
	return append(environ,
		"AWS_ENDPOINT_URL="+c.URL,
		"CHECKPOINT_DISABLE=1",
		// Concurrent runs of Terraform cannot share a plugin cache.
		"CDKTF_DISABLE_PLUGIN_CACHE_ENV=1",
	)
}

// CreateBucket creates an empty bucket.
func (c *Cloud) CreateBucket(t *testing.T, bucket string) {
	t.Helper()
	c.send(t, http.MethodPut, "/"+bucket, "", nil)
}

// Put replaces an object. It deletes the previous object first, since gofakes3 would keep its headers, for example a checksum.
func (c *Cloud) Put(t *testing.T, bucket, key string, content []byte) {
	t.Helper()
	c.send(t, http.MethodDelete, "/"+bucket+"/"+key, "", nil)
	c.send(t, http.MethodPut, "/"+bucket+"/"+key, "", content)
}

// Get returns an object's content, and ends the test if the object does not exist.
func (c *Cloud) Get(t *testing.T, bucket, key string) []byte {
	t.Helper()
	return c.send(t, http.MethodGet, "/"+bucket+"/"+key, "", nil)
}

// Has reports whether an object exists.
func (c *Cloud) Has(t *testing.T, bucket, key string) bool {
	t.Helper()
	answer := httptest.NewRecorder()
	c.recorder.handler.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodHead, "/"+bucket+"/"+key, nil))
	return answer.Code == http.StatusOK
}

// CreateLockTable creates a table with the key that Terraform's S3 backend requires.
func (c *Cloud) CreateLockTable(t *testing.T, table string) {
	t.Helper()
	c.dynamodb(t, "CreateTable", map[string]any{
		"TableName":            table,
		"BillingMode":          "PAY_PER_REQUEST",
		"KeySchema":            []any{map[string]any{"AttributeName": "LockID", "KeyType": "HASH"}},
		"AttributeDefinitions": []any{map[string]any{"AttributeName": "LockID", "AttributeType": "S"}},
	})
}

// Lock returns the lock of a state in a lock table, or nil if the state is not locked.
func (c *Cloud) Lock(t *testing.T, table, bucket, key string) map[string]any {
	t.Helper()
	text := c.item(t, table, bucket+"/"+key, "Info")
	if text == "" {
		return nil
	}
	var info map[string]any
	if err := json.Unmarshal([]byte(text), &info); err != nil {
		t.Fatalf("lock of %s is not JSON: %v", key, err)
	}
	return info
}

// SetDigest replaces the digest of a state in a lock table.
func (c *Cloud) SetDigest(t *testing.T, table, bucket, key, digest string) {
	t.Helper()
	c.dynamodb(t, "PutItem", map[string]any{"TableName": table, "Item": map[string]any{
		"LockID": map[string]string{"S": bucket + "/" + key + "-md5"},
		"Digest": map[string]string{"S": digest},
	}})
}

// Digest returns the digest of a state in a lock table: its MD5 sum in hexadecimal, or "" if there is none.
func (c *Cloud) Digest(t *testing.T, table, bucket, key string) string {
	t.Helper()
	return c.item(t, table, bucket+"/"+key+"-md5", "Digest")
}

// item returns an attribute of an item in a lock table, or "" if there is none.
func (c *Cloud) item(t *testing.T, table, id, attribute string) string {
	t.Helper()
	var found struct {
		Item map[string]struct{ S string }
	}
	answer := c.dynamodb(t, "GetItem", map[string]any{
		"TableName":      table,
		"Key":            map[string]any{"LockID": map[string]string{"S": id}},
		"ConsistentRead": true,
	})
	if err := json.Unmarshal(answer, &found); err != nil {
		t.Fatalf("GetItem: %v", err)
	}
	return found.Item[attribute].S
}

func (c *Cloud) dynamodb(t *testing.T, operation string, arguments map[string]any) []byte {
	t.Helper()
	body, err := json.Marshal(arguments)
	if err != nil {
		t.Fatal(err)
	}
	return c.send(t, http.MethodPost, "/", operation, body)
}

// send sends a request that is not recorded, and ends the test unless it succeeds.
func (c *Cloud) send(t *testing.T, method, path, operation string, body []byte) []byte {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), method, path, bytes.NewReader(body))
	request.Header.Set("Content-Length", strconv.Itoa(len(body)))
	if operation != "" {
		request.Header.Set("Content-Type", "application/x-amz-json-1.0")
		request.Header.Set("X-Amz-Target", "DynamoDB_20120810."+operation)
		request.Header.Set("X-Amz-Date", "20260101T000000Z")
		request.Header.Set("Authorization",
			"AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
	}
	answer := httptest.NewRecorder()
	c.recorder.handler.ServeHTTP(answer, request)
	if answer.Code/100 != 2 {
		t.Fatalf("%s %s %s: status %d: %s", method, path, operation, answer.Code, answer.Body)
	}
	return answer.Body.Bytes()
}

func mustParse(t *testing.T, text string) *url.URL {
	t.Helper()
	parsed, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}
