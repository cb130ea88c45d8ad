// Package account builds what an AWS account needs once, whatever runs in it: safe defaults of its services, what finds
// threats and open resources, and its quotas.
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

// ThreatDetection is whether GuardDuty reads the account's events, flow logs and DNS queries.
type ThreatDetection int

const (
	// Detected switches GuardDuty on.
	Detected ThreatDetection = iota
	// Undetected is for accounts without customers: GuardDuty costs by what it reads, some $5 to $20 a month in an account
	// of dev's size, most of it for flow logs. https://aws.amazon.com/guardduty/pricing/
	Undetected
)

// Trail is who records what is done in the account.
type Trail int

const (
	// OwnTrail records the account by a trail of its own.
	OwnTrail Trail = iota
	// OrganizationTrail leaves that to the trail of the organization that the account belongs to.
	OrganizationTrail
)

// Props are what New cannot decide by itself.
type Props struct {
	Names   naming.Names
	Threats ThreatDetection
	Trail   Trail
	Quotas  []Quota
}

// Account is what an account has.
type Account struct {
	Trail *trail.Trail // nil with OrganizationTrail
}

// New creates the defaults, the analyzer, the detector, the trail and the requests for quotas. Everything is of the account
// and, but for S3's block, of the region of the names.
func New(scope constructs.Construct, id string, props Props) *Account {
	namespace := constructs.NewConstruct(scope, &id)
	defaults(namespace)
	analyzer(namespace, props)
	if props.Threats == Detected {
		detector(namespace, props)
	}
	for _, quota := range props.Quotas {
		quota.request(namespace)
	}
	a := &Account{}
	if props.Trail == OwnTrail {
		a.Trail = trail.New(namespace, "trail", trail.Props{Names: props.Names})
	}
	return a
}

// defaults are for whatever is made without saying otherwise, by hand or by a program: disks are encrypted, instances ask
// for a session before they hand out their metadata, and neither a bucket nor a snapshot can be made public.
// https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html#set-imdsv2-account-defaults
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
// https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html
func defaults(scope constructs.Construct) {
	ebsencryptionbydefault.NewEbsEncryptionByDefault(scope, new("disk-encryption"), &ebsencryptionbydefault.EbsEncryptionByDefaultConfig{
		Enabled: true,
	})
	ec2instancemetadatadefaults.NewEc2InstanceMetadataDefaults(scope, new("instance-metadata"),
		&ec2instancemetadatadefaults.Ec2InstanceMetadataDefaultsConfig{HttpTokens: new("required"), HttpPutResponseHopLimit: new(1.0)})
	ebssnapshotblockpublicaccess.NewEbsSnapshotBlockPublicAccess(scope, new("snapshot-public-access-block"),
		&ebssnapshotblockpublicaccess.EbsSnapshotBlockPublicAccessConfig{State: new("block-all-sharing")})
	s3accountpublicaccessblock.NewS3AccountPublicAccessBlock(scope, new("bucket-public-access-block"),
		&s3accountpublicaccessblock.S3AccountPublicAccessBlockConfig{
			BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true,
		})
}

// analyzer finds what somebody outside the account can reach, free of charge.
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
