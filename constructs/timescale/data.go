package timescale

import (
	"landform/constructs/deletion"
	"landform/constructs/identity"
	"landform/constructs/naming"
	"landform/constructs/network"
	"landform/constructs/policy"
	"landform/constructs/server"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dlmlifecyclepolicy"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ebsvolume"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/volumeattachment"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

const (
	// deviceName is the volume's name in the API. On the server, it is an NVMe device with another name.
	// https://docs.aws.amazon.com/ebs/latest/userguide/nvme-ebs-volumes.html
	deviceName   = "/dev/sdf"
	snapshotTime = "03:00" // UTC, the beginning of RDS's backup window
)

// volume creates the EBS volume of the data, which stays when the server is replaced. It returns a reference to its ID.
func volume(scope constructs.Construct, props Props, subnet network.Subnet) *string {
	config := &ebsvolume.EbsVolumeConfig{
		AvailabilityZone: &subnet.Plan.Zone,
		Type:             new("gp3"),
		Size:             jsii.Number(props.Size.DataGiB),
		Encrypted:        true,
		KmsKeyId:         props.Key.ARN,
		Tags:             props.Names.Tags(dataName(props.Names)),
	}
	if props.Protection == deletion.Protected {
		config.FinalSnapshot = true
		config.Lifecycle = &cdktf.TerraformResourceLifecycle{PreventDestroy: new(true)}
	}
	return ebsvolume.NewEbsVolume(scope, new("data"), config).Id()
}

func dataName(names naming.Names) string { return names.Name("timescale-data") }

// attach attaches the volume to the server. Terraform stops the server before it detaches the volume, so that no write is
// lost.
func attach(scope constructs.Construct, volumeID *string, to *server.Server) {
	volumeattachment.NewVolumeAttachment(scope, new("data-attachment"), &volumeattachment.VolumeAttachmentConfig{
		DeviceName:                  new(deviceName),
		VolumeId:                    volumeID,
		InstanceId:                  to.ID,
		StopInstanceBeforeDetaching: true,
	})
}

// snapshots creates the lifecycle policy that takes snapshots of the volume every few hours. A snapshot is consistent to
// one point in time, and PostgreSQL recovers from it as after a power failure.
// https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-lifecycle.html
func snapshots(scope constructs.Construct, props Props) dlmlifecyclepolicy.DlmLifecyclePolicy {
	names := props.Names
	role := identity.NewRole(scope, "snapshot-role", identity.RoleProps{
		Names:           names,
		Name:            names.NameWithin("timescale-snapshot-role", 64),
		Description:     "Snapshots of " + dataName(names),
		TrustPolicy:     policy.AssumableFor("dlm.amazonaws.com", names.AccountID, names.ARN("dlm", "policy/*")),
		ManagedPolicies: []string{"service-role/AWSDataLifecycleManagerServiceRole"},
	})
	return dlmlifecyclepolicy.NewDlmLifecyclePolicy(scope, new("snapshots"), &dlmlifecyclepolicy.DlmLifecyclePolicyConfig{
		Description:      new("Snapshots of " + dataName(names)),
		ExecutionRoleArn: role.ARN,
		State:            new("ENABLED"),
		PolicyDetails: &dlmlifecyclepolicy.DlmLifecyclePolicyPolicyDetails{
			PolicyType:    new("EBS_SNAPSHOT_MANAGEMENT"),
			ResourceTypes: jsii.Strings("VOLUME"),
			TargetTags:    &map[string]*string{"Name": new(dataName(names))},
			Schedule: []*dlmlifecyclepolicy.DlmLifecyclePolicyPolicyDetailsSchedule{{
				Name: new("regular"),
				CreateRule: &dlmlifecyclepolicy.DlmLifecyclePolicyPolicyDetailsScheduleCreateRule{
					Interval: jsii.Number(props.Size.SnapshotIntervalHours), IntervalUnit: new("HOURS"), Times: jsii.Strings(snapshotTime),
				},
				RetainRule: &dlmlifecyclepolicy.DlmLifecyclePolicyPolicyDetailsScheduleRetainRule{
					Interval: jsii.Number(props.Size.SnapshotRetentionDays), IntervalUnit: new("DAYS"),
				},
				CopyTags: true,
			}},
		},
		Tags:      names.Tags(dataName(names)),
		DependsOn: &role.Attachments,
	})
}
