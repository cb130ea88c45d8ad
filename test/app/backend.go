package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"

	"landform/constructs/naming"
	"landform/constructs/stack"
	"landform/internal/synthesized"
	"landform/stacks/state"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// createBackendArgument is the argument with which this command creates the bucket and the lock table of the states.
const createBackendArgument = "create-backend"

// addStateStack adds a stack whose apply creates the bucket and the lock table of its own state, as the real state stacks do. It
// uses a local-exec provisioner, since the AWS provider would send requests that the tests' servers do not support.
func addStateStack(app cdktf.App) error {
	executable, err := os.Executable()
	if err != nil {
		return err
	}
	added := stack.New(app, stack.Props{
		Target:   stack.Emulator,
		Name:     backend.StackName,
		Names:    naming.Names{System: backend.System, Environment: "shared", Region: backend.Region, AccountID: backend.Account.ID},
		State:    backend.Of(state.OwnKey),
		Metadata: synthesized.Metadata{Role: synthesized.RoleState},
	})
	added.AddRandomProvider()
	addValue(added)
	added.Resource.AddOverride(new("resource.terraform_data.backend"), map[string]any{
		"depends_on":  []string{"random_id.drawn"},
		"provisioner": map[string]any{"local-exec": map[string]string{"command": executable + " " + createBackendArgument}},
	})
	return nil
}

// createBackend creates the bucket and the table at AWS_ENDPOINT_URL. If FAIL is set, it returns an error instead.
func createBackend() error {
	if os.Getenv("FAIL") != "" {
		return errors.New("the variable FAIL is set")
	}
	if err := send(http.MethodPut, "/"+backend.Bucket, "", ""); err != nil {
		return err
	}
	return send(http.MethodPost, "/", "CreateTable", fmt.Sprintf(`{
		"TableName": %q,
		"BillingMode": "PAY_PER_REQUEST",
		"KeySchema": [{"AttributeName": "LockID", "KeyType": "HASH"}],
		"AttributeDefinitions": [{"AttributeName": "LockID", "AttributeType": "S"}]
	}`, backend.LockTable))
}

func send(method, path, operation, body string) error {
	request, err := http.NewRequest(method, os.Getenv("AWS_ENDPOINT_URL")+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	if operation != "" {
		request.Header.Set("Content-Type", "application/x-amz-json-1.0")
		request.Header.Set("X-Amz-Target", "DynamoDB_20120810."+operation)
		request.Header.Set("X-Amz-Date", "20260101T000000Z")
		request.Header.Set("Authorization",
			"AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s", method, path, answer.Status)
	}
	return answer.Body.Close()
}
