package account

import (
	"fmt"
	"strconv"

	"landform/internal/lazyregexp"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/servicequotasservicequota"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// Quota is a service quota that an account needs.
type Quota struct {
	Service string // service code, for example "ec2"
	Code    string // quota code, for example "L-1216C47A"
	Name    string // part of the construct's ID, for example "instance-vcpus"
	Value   int    // the value that is needed
	Default int    // value in a new account: no increase is requested up to it
}

// InstanceVCPUs is the quota for vCPUs of running on-demand instances of the families A, C, D, H, I, M, R, T and Z.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html#ec2-on-demand-instances-limits
func InstanceVCPUs(value int) Quota { return Quota{"ec2", "L-1216C47A", "instance-vcpus", value, 5} }

// FargateVCPUs is the quota for vCPUs of running on-demand Fargate tasks.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html#service-quotas-fargate
func FargateVCPUs(value int) Quota { return Quota{"fargate", "L-3032A538", "fargate-vcpus", value, 6} }

// request requests the quota if it exceeds the default. AWS may take a day to grant it; Terraform does not wait. A value
// that somebody raised further by hand stays. The construct's ID contains the value, so that a larger value makes a new
// request; destroying the old resource changes nothing in AWS.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/servicequotas_service_quota
func (q Quota) request(scope constructs.Construct) {
	if q.Value <= q.Default {
		return
	}
	servicequotasservicequota.NewServicequotasServiceQuota(scope, new(fmt.Sprintf("%s-%d", q.Name, q.Value)),
		&servicequotasservicequota.ServicequotasServiceQuotaConfig{
			ServiceCode: &q.Service,
			QuotaCode:   &q.Code,
			Value:       jsii.Number(q.Value),
			Lifecycle:   &cdktf.TerraformResourceLifecycle{IgnoreChanges: jsii.Strings("value")},
		})
}

// instanceForm matches an instance type of the families that InstanceVCPUs counts, for example "m5.2xlarge".
var instanceForm = lazyregexp.New(`^[acdhimrtz][a-z0-9-]*\.(nano|micro|small|medium|large|(\d*)xlarge)$`)

// VCPUs returns the number of vCPUs of an instance type, assuming two threads for each core as in x86 families. It returns
// an error for a type that the quota does not count, or whose size does not determine the number.
// https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html
func VCPUs(instanceType string) (int, error) {
	parts := instanceForm.FindStringSubmatch(instanceType)
	switch {
	case parts == nil:
		return 0, fmt.Errorf("instance type is %q: must be of a family A, C, D, H, I, M, R, T or Z, in a size up to large or a multiple of xlarge", instanceType)
	case parts[1] == "xlarge":
		return 4, nil
	case parts[2] != "":
		times, err := strconv.Atoi(parts[2])
		return 4 * times, err
	default:
		return 2, nil
	}
}
