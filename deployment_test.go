package main

import (
	"bytes"
	"path/filepath"
	"testing"

	"landform/constructs/stack"
)

func TestEnvironmentVariablesOfAnEmulatorChangeNothing(t *testing.T) {
	t.Setenv("AWS_ENDPOINT_URL", "http://localhost:4566")
	t.Setenv("EMULATOR", "1")
	for index, stack := range mustSynthesize(filepath.Join(t.TempDir(), "out"), stack.AWS) {
		if !bytes.Equal(stack.JSON, shipped[index].JSON) {
			t.Errorf("%s differs from the synthesis without an emulator", stack.Name)
		}
	}
}

func TestEmulatorOutputChecksNoCredentialsAndNoAccount(t *testing.T) {
	for _, stack := range mustSynthesize(filepath.Join(t.TempDir(), "out"), stack.Emulator) {
		for _, path := range []string{
			"terraform.backend.s3.use_path_style", "terraform.backend.s3.skip_credentials_validation",
			"terraform.backend.s3.skip_requesting_account_id", "terraform.backend.s3.skip_metadata_api_check",
			"terraform.backend.s3.encrypt",
			"provider.aws.0.s3_use_path_style", "provider.aws.0.skip_credentials_validation",
			"provider.aws.0.skip_metadata_api_check",
		} {
			if !stack.Get(path).Bool() {
				t.Errorf("%s: %s is %s, want true", stack.Name, path, stack.Get(path).Raw)
			}
		}
		// Without the account ID, the provider sees a difference in every rule that refers to a security group.
		for _, path := range []string{
			"provider.aws.0.skip_requesting_account_id", "provider.aws.0.allowed_account_ids", "provider.aws.0.assume_role",
		} {
			if stack.Get(path).Exists() {
				t.Errorf("%s: %s is %s, want it absent", stack.Name, path, stack.Get(path).Raw)
			}
		}
		if key := stack.Get("terraform.backend.s3.access_key").String(); len(key) != 12 {
			t.Errorf("%s: the backend's access key is %q, want the account ID", stack.Name, key)
		}
	}
}

func TestStacksForAWSContainNoEmulatorSettings(t *testing.T) {
	for _, stack := range shipped {
		for _, word := range []string{"skip_credentials", "skip_requesting", "skip_metadata", "path_style", "access_key\"", "secret_key\""} {
			if bytes.Contains(stack.JSON, []byte(word)) {
				t.Errorf("%s has %s", stack.Name, word)
			}
		}
		if !stack.Get("provider.aws.0.allowed_account_ids").Exists() {
			t.Errorf("%s: the provider has no allowed_account_ids", stack.Name)
		}
	}
}

func TestTargetIsAnEmulatorOnlyWithALocalEndpoint(t *testing.T) {
	local, remote := []string{"AWS_ENDPOINT_URL=http://localhost:4566"}, []string{"AWS_ENDPOINT_URL=https://aws.example.com"}
	if got, err := target(false, true, local); got != stack.Emulator || err != nil {
		t.Errorf("with a local endpoint, the target is %v with error %v", got, err)
	}
	if _, err := target(false, true, remote); err == nil {
		t.Error("a public endpoint is accepted as an emulator")
	}
	if _, err := target(false, true, nil); err == nil {
		t.Error("an emulator is accepted without an endpoint")
	}
	if _, err := target(true, true, local); err == nil {
		t.Error("two targets are accepted at once")
	}
	if got, err := target(false, false, local); got != stack.AWS || err != nil {
		t.Errorf("without a flag, the target is %v with error %v", got, err)
	}
}
