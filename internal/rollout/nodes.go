package rollout

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/acm"
	acmtypes "github.com/aws/aws-sdk-go-v2/service/acm/types"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	asgtypes "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	ekstypes "github.com/aws/aws-sdk-go-v2/service/eks/types"
)

// nodes checks an EKS node group: it must be active and without health issues, which EKS reports for nodes that do not
// join or are not ready, and have its desired number of healthy instances in service. It does not ask Kubernetes, whose
// API may be unreachable.
// https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html
func (g *Gate) nodes(ctx context.Context, v values) (string, error) {
	answer, err := eks.NewFromConfig(g.Config).DescribeNodegroup(ctx, &eks.DescribeNodegroupInput{
		ClusterName: aws.String(v.text("cluster_name")), NodegroupName: aws.String(v.text("node_group_name")),
	})
	if err != nil {
		return "", err
	}
	group := answer.Nodegroup
	var issues []string
	if group.Health != nil {
		for _, issue := range group.Health.Issues {
			issues = append(issues, fmt.Sprintf("%s: %s", issue.Code, aws.ToString(issue.Message)))
		}
	}
	switch group.Status {
	case ekstypes.NodegroupStatusCreateFailed, ekstypes.NodegroupStatusDeleteFailed, ekstypes.NodegroupStatusDegraded:
		return "", fmt.Errorf("the node group is %s: %s", group.Status, strings.Join(issues, "; "))
	case ekstypes.NodegroupStatusActive:
	default:
		return "the node group is " + string(group.Status), nil
	}
	if len(issues) > 0 {
		return strings.Join(issues, "; "), nil
	}
	return g.inService(ctx, group)
}

// inService compares the instances of a node group that work with the desired number.
func (g *Gate) inService(ctx context.Context, group *ekstypes.Nodegroup) (string, error) {
	if group.Resources == nil || group.ScalingConfig == nil {
		return "", nil
	}
	var names []string
	for _, one := range group.Resources.AutoScalingGroups {
		names = append(names, aws.ToString(one.Name))
	}
	answer, err := autoscaling.NewFromConfig(g.Config).DescribeAutoScalingGroups(ctx,
		&autoscaling.DescribeAutoScalingGroupsInput{AutoScalingGroupNames: names})
	if err != nil {
		return "", err
	}
	working, desired := 0, 0
	for _, one := range answer.AutoScalingGroups {
		desired += int(aws.ToInt32(one.DesiredCapacity))
		for _, instance := range one.Instances {
			if instance.LifecycleState == asgtypes.LifecycleStateInService && aws.ToString(instance.HealthStatus) == "Healthy" {
				working++
			}
		}
	}
	if working < desired {
		return fmt.Sprintf("%d of %d nodes are in service", working, desired), nil
	}
	return "", nil
}

// certificate checks a certificate of ACM: it cannot be used until its domain is validated.
// https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
func (g *Gate) certificate(ctx context.Context, v values) (string, error) {
	arn := v.text("arn")
	config := g.Config.Copy()
	if parts := strings.Split(arn, ":"); len(parts) > 3 {
		config.Region = parts[3] // certificates for CloudFront are in us-east-1
	}
	answer, err := acm.NewFromConfig(config).DescribeCertificate(ctx, &acm.DescribeCertificateInput{CertificateArn: aws.String(arn)})
	if err != nil {
		return "", err
	}
	found := answer.Certificate
	switch found.Status {
	case acmtypes.CertificateStatusIssued:
		return "", nil
	case acmtypes.CertificateStatusPendingValidation:
		return "the certificate waits for its DNS validation records: " + strings.Join(records(found), ", "), nil
	}
	return "", fmt.Errorf("the certificate of %s is %s %s", aws.ToString(found.DomainName), found.Status, found.FailureReason)
}

// records returns the DNS records that validate the certificate.
func records(certificate *acmtypes.CertificateDetail) []string {
	var records []string
	for _, option := range certificate.DomainValidationOptions {
		if record := option.ResourceRecord; record != nil && option.ValidationStatus != acmtypes.DomainStatusSuccess {
			records = append(records, fmt.Sprintf("%s %s %s", aws.ToString(record.Name), record.Type, aws.ToString(record.Value)))
		}
	}
	return records
}
