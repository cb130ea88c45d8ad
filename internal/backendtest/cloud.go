// Package backendtest serves S3 and DynamoDB on loopback and deploys to them with the real cdktf and terraform, so
// that the state backend is tested as it is used.
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

// Cloud is an AWS with S3, DynamoDB and the account's ID only, behind one endpoint, as an emulator has it.
type Cloud struct {
	URL string

	recorder *recorder
}

// StartCloud starts a cloud that is empty. It ends with the test.
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

// Requests are those that the cloud was sent, in their order.
func (c *Cloud) Requests() []Request { return c.recorder.recorded() }

// Hold stops the next request that matches.
func (c *Cloud) Hold(matches func(Request) bool) *Hold { return c.recorder.hold(matches) }

// Environ is the environment of a process that works with this cloud: the test's own, with none of its ways to AWS.
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
		// Terraform's plugin cache cannot be shared by two runs at a time.
		"CDKTF_DISABLE_PLUGIN_CACHE_ENV=1",
	)
}

// CreateBucket creates an empty bucket.
func (c *Cloud) CreateBucket(t *testing.T, bucket string) {
	t.Helper()
	c.send(t, http.MethodPut, "/"+bucket, "", nil)
}

// Put replaces an object. The one before is deleted first: gofakes3 keeps its headers, a checksum among them.
func (c *Cloud) Put(t *testing.T, bucket, key string, content []byte) {
	t.Helper()
	c.send(t, http.MethodDelete, "/"+bucket+"/"+key, "", nil)
	c.send(t, http.MethodPut, "/"+bucket+"/"+key, "", content)
}

// Get returns an object's content. The test ends if there is none.
func (c *Cloud) Get(t *testing.T, bucket, key string) []byte {
	t.Helper()
	return c.send(t, http.MethodGet, "/"+bucket+"/"+key, "", nil)
}

// Has reports whether there is an object.
func (c *Cloud) Has(t *testing.T, bucket, key string) bool {
	t.Helper()
	answer := httptest.NewRecorder()
	c.recorder.handler.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodHead, "/"+bucket+"/"+key, nil))
	return answer.Code == http.StatusOK
}

// CreateLockTable creates a table as Terraform's backend requires it.
func (c *Cloud) CreateLockTable(t *testing.T, table string) {
	t.Helper()
	c.dynamodb(t, "CreateTable", map[string]any{
		"TableName":            table,
		"BillingMode":          "PAY_PER_REQUEST",
		"KeySchema":            []any{map[string]any{"AttributeName": "LockID", "KeyType": "HASH"}},
		"AttributeDefinitions": []any{map[string]any{"AttributeName": "LockID", "AttributeType": "S"}},
	})
}

// Lock returns the lock on a state, or nil if there is none.
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

// SetDigest replaces the MD5 sum that a lock table has for a state.
func (c *Cloud) SetDigest(t *testing.T, table, bucket, key, digest string) {
	t.Helper()
	c.dynamodb(t, "PutItem", map[string]any{"TableName": table, "Item": map[string]any{
		"LockID": map[string]string{"S": bucket + "/" + key + "-md5"},
		"Digest": map[string]string{"S": digest},
	}})
}

// Digest returns the MD5 sum that the lock table has for a state, in hexadecimal.
func (c *Cloud) Digest(t *testing.T, table, bucket, key string) string {
	t.Helper()
	return c.item(t, table, bucket+"/"+key+"-md5", "Digest")
}

// item returns an attribute of an item of a lock table, or "" where there is none.
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

// send sends a request past the recorder's eyes, and ends the test unless it is answered with success.
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
