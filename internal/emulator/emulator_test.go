package emulator_test

import (
	"strings"
	"testing"

	"landform/internal/emulator"
)

func TestRequireAcceptsLocalAndPrivateEndpoints(t *testing.T) {
	for _, url := range []string{
		"http://localhost:4566", "http://LOCALHOST:4566/", "http://127.0.0.1:5000", "http://[::1]:5000",
		"http://10.1.2.3:4566", "http://192.168.0.4:4566", "http://[fd00::1]:4566", "http://localstack:4566",
		"https://aws.localhost:4566", "http://emulator.corp.internal:4566", "http://aws.test.",
	} {
		if err := emulator.Require([]string{"PATH=/bin", "AWS_ENDPOINT_URL=" + url}); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestRequireRejectsPublicEndpoints(t *testing.T) {
	for _, test := range []struct{ name, environ, reason string }{
		{"no endpoint", "PATH=/bin", "needs AWS_ENDPOINT_URL"},
		{"an empty endpoint", "AWS_ENDPOINT_URL=", "needs AWS_ENDPOINT_URL"},
		{"an endpoint for one service only", "AWS_ENDPOINT_URL_S3=http://localhost:4566", "needs AWS_ENDPOINT_URL"},
		{"AWS", "AWS_ENDPOINT_URL=https://s3.us-east-1.amazonaws.com", "private host name"},
		{"a public name that resolves to loopback", "AWS_ENDPOINT_URL=http://localhost.example.com", "private host name"},
		{"a public name that begins like a private one", "AWS_ENDPOINT_URL=http://x.localhost.com", "private host name"},
		{"a public address", "AWS_ENDPOINT_URL=http://52.94.0.1", "private address"},
		{"the metadata service", "AWS_ENDPOINT_URL=http://169.254.169.254", "private address"},
		{"the unspecified address", "AWS_ENDPOINT_URL=http://0.0.0.0:4566", "private address"},
		{"an address written as one number", "AWS_ENDPOINT_URL=http://2852039166", "private host name"},
		{"no URL", "AWS_ENDPOINT_URL=localhost:4566", "must be a URL"},
		{"another scheme", "AWS_ENDPOINT_URL=ftp://localhost", "must be a URL"},
		{"a URL without a host", "AWS_ENDPOINT_URL=http:///s3", "must be a URL"},
		{"user information before a public host", "AWS_ENDPOINT_URL=http://localhost@s3.amazonaws.com", "private host name"},
		{"one service elsewhere", "AWS_ENDPOINT_URL=http://localhost AWS_ENDPOINT_URL_STS=https://sts.amazonaws.com",
			`AWS_ENDPOINT_URL_STS is "https://sts.amazonaws.com"`},
		{"endpoints that are overlooked", "AWS_ENDPOINT_URL=http://localhost AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true",
			"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"},
	} {
		err := emulator.Require(strings.Fields(test.environ))
		if err == nil || !strings.Contains(err.Error(), test.reason) {
			t.Errorf("%s: the error is %v, want one with %q", test.name, err, test.reason)
		}
	}
}

func TestRefuseNamesTheVariablesOfAnEmulator(t *testing.T) {
	err := emulator.Refuse([]string{"AWS_ENDPOINT_URL_DYNAMODB=http://localhost:8000", "AWS_REGION=us-east-1"})
	if err == nil || !strings.Contains(err.Error(), `AWS_ENDPOINT_URL_DYNAMODB is "http://localhost:8000"`) {
		t.Errorf("the error is %v", err)
	}
	for _, environ := range []string{"", "AWS_ENDPOINT_URL=", "AWS_ENDPOINT_URL_S3=https://bucket.vpce-1a.s3.us-east-1.vpce.amazonaws.com"} {
		if err := emulator.Refuse(strings.Fields(environ)); err != nil {
			t.Errorf("%q: %v", environ, err)
		}
	}
}
