// Package account builds what an AWS account needs once: safe defaults of its services, GuardDuty, an external access
// analyzer, a trail and quota increases.
package account

import (
	"landform/constructs/naming"
	"landform/constructs/trail"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/accessanalyzeranalyzer"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ebsencryptionbydefault"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ebssnapshotblockpublicaccess"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ec2instancemetadatadefaults"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/guarddutydetector"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3accountpublicaccessblock"
)

// ThreatDetection says whether GuardDuty analyzes the account's CloudTrail events, flow logs and DNS queries.
type ThreatDetection int

const (
	// Detected enables GuardDuty.
	Detected ThreatDetection = iota
	// Undetected is for accounts without customers' data. GuardDuty charges by the volume that it analyzes: about $5 to $20
	// a month in an account of the size of dev, most of it for flow logs. https://aws.amazon.com/guardduty/pricing/
	Undetected
)

// Trail says which CloudTrail trail records the account's API calls.
type Trail int

const (
	// OwnTrail creates a trail in the account.
	OwnTrail Trail = iota
	// OrganizationTrail creates none: the trail of the organization records its member accounts.
	OrganizationTrail
)

// Props are the arguments of New.
type Props struct {
	Names   naming.Names
	Threats ThreatDetection
	Trail   Trail
	Quotas  []Quota
}

// Account is the baseline of an AWS account.
type Account struct {
	Trail *trail.Trail // nil with OrganizationTrail
}

// New creates the defaults, the access analyzer, the GuardDuty detector, the trail and the requests for quotas. S3's
// public access block applies to the whole account, everything else to the region of the names.
func New(scope constructs.Construct, id string, props Props) *Account {
	namespace := constructs.NewConstruct(scope, &id)
	defaults(namespace, props.Names)
	analyzer(namespace, props)
	if props.Threats == Detected {
		detector(namespace, props)
	}
	for _, quota := range props.Quotas {
		quota.request(namespace)
	}
	account := &Account{}
	if props.Trail == OwnTrail {
		account.Trail = trail.New(namespace, "trail", trail.Props{Names: props.Names})
	}
	return account
}

// defaults sets the account's defaults for resources that Terraform does not create: EBS volumes are encrypted, instances
// require IMDSv2, and neither a bucket nor a snapshot can be made public.
// https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html#set-imdsv2-account-defaults
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
// https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html
func defaults(scope constructs.Construct, names naming.Names) {
	ebsencryptionbydefault.NewEbsEncryptionByDefault(scope, new("disk-encryption"), &ebsencryptionbydefault.EbsEncryptionByDefaultConfig{
		Enabled: true,
	})
	ec2instancemetadatadefaults.NewEc2InstanceMetadataDefaults(scope, new("instance-metadata"),
		&ec2instancemetadatadefaults.Ec2InstanceMetadataDefaultsConfig{HttpTokens: new("required"), HttpPutResponseHopLimit: new(1.0)})
	ebssnapshotblockpublicaccess.NewEbsSnapshotBlockPublicAccess(scope, new("snapshot-public-access-block"),
		&ebssnapshotblockpublicaccess.EbsSnapshotBlockPublicAccessConfig{State: new("block-all-sharing")})
	s3accountpublicaccessblock.NewS3AccountPublicAccessBlock(scope, new("bucket-public-access-block"),
		&s3accountpublicaccessblock.S3AccountPublicAccessBlockConfig{
			// An emulator's provider does not ask which account it works in, and S3 needs to know.
			AccountId:       &names.AccountID,
			BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true,
		})
}

// analyzer creates the IAM analyzer that finds resources shared with principals outside the account. It is free of charge.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html
func analyzer(scope constructs.Construct, props Props) {
	name := props.Names.Name("external-access")
	accessanalyzeranalyzer.NewAccessanalyzerAnalyzer(scope, new("access-analyzer"), &accessanalyzeranalyzer.AccessanalyzerAnalyzerConfig{
		AnalyzerName: &name, Type: new("ACCOUNT"), Tags: props.Names.Tags(name),
	})
}

func detector(scope constructs.Construct, props Props) {
	guarddutydetector.NewGuarddutyDetector(scope, new("guardduty"), &guarddutydetector.GuarddutyDetectorConfig{
		Enable: true, FindingPublishingFrequency: new("FIFTEEN_MINUTES"), Tags: props.Names.Tags(props.Names.Name("guardduty")),
	})
}
