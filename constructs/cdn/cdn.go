// Package cdn builds a CloudFront distribution that serves a web application's files from a private bucket.
package cdn

import (
	"landform/constructs/bucket"
	"landform/constructs/deletion"
	"landform/constructs/dns"
	"landform/constructs/encryption"
	"landform/constructs/identity"
	"landform/constructs/naming"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudfrontdistribution"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudfrontoriginaccesscontrol"
)

// replacedAssetsDays is how long files that a release replaced can be brought back.
const replacedAssetsDays = 30

// Props are what New cannot decide by itself.
type Props struct {
	Names      naming.Names
	Zone       *dns.Zone
	Host       string // in the zone, for example "cdn"
	Logs       Logs
	Key        *encryption.Key // of the logs; its policy holds LogDelivery
	WebACL     *string         // ARN of one that reaches CloudFront; nil for none
	Protection deletion.Protection
}

// Logs is how the distribution's access logs are kept.
type Logs struct {
	RetentionDays int            // at least 1
	AccessLogs    *bucket.Bucket // where requests for the assets and for the logs are themselves logged to
}

// CDN is a distribution with its assets.
type CDN struct {
	Distribution cloudfrontdistribution.CloudfrontDistribution
	Host         string         // for example "cdn.dev.example.com"
	HostName     *string        // of AWS, for example "d111111abcdef8.cloudfront.net"
	Assets       *bucket.Bucket // whoever publishes writes here
	Logs         *bucket.Bucket
}

// New creates the assets bucket, the distribution in front of it, the bucket of its logs and the host in the zone. It
// panics if the logs are not kept.
func New(scope constructs.Construct, id string, props Props) *CDN {
	if props.Logs.RetentionDays < 1 {
		panic("cdn: access logs must be kept for at least 1 day")
	}
	namespace := constructs.NewConstruct(scope, &id)
	c := &CDN{Host: props.Zone.Host(props.Host)}
	c.assets(namespace, props)
	c.logs(namespace, props)
	c.distribution(namespace, props)
	c.readableByDistribution()
	props.Zone.Alias(props.Host, dns.Target{
		HostName: c.HostName,
		ZoneID:   c.Distribution.HostedZoneId(),
		IPv6:     true,
	})
	return c
}

// assets creates the bucket of the files. They are public once published: keys of S3 are enough, and spare the
// distribution a call to KMS for each file that it fetches.
func (c *CDN) assets(scope constructs.Construct, props Props) {
	c.Assets = bucket.New(scope, "assets", bucket.Props{
		Names:      props.Names,
		Purpose:    "assets",
		Encryption: bucket.S3Managed,
		Lifecycle:  bucket.Lifecycle{ForgetVersionsAfterDays: replacedAssetsDays},
		AccessLogs: props.Logs.AccessLogs,
		Protection: props.Protection,
	})
}

// logs creates the bucket for CloudFront's standard logs, the only ones that the provider can switch on in all versions
// of its range. CloudFront delivers them by an access control list, which is why they share no bucket with others.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html
func (c *CDN) logs(scope constructs.Construct, props Props) {
	c.Logs = bucket.New(scope, "logs", bucket.Props{
		Names:     props.Names,
		Purpose:   "cdn-logs",
		Key:       props.Key,
		Ownership: bucket.Preferred,
		Lifecycle: bucket.Lifecycle{
			ExpireAfterDays:         props.Logs.RetentionDays,
			ForgetVersionsAfterDays: 1,
		},
		AccessLogs: props.Logs.AccessLogs,
		Protection: props.Protection,
	})
}

// GrantPublish lets a role replace the assets, and have the distribution forget what it holds of them.
func (c *CDN) GrantPublish(role *identity.Role) {
	c.Assets.GrantReadWrite(role)
	role.Allow("purge", policy.Statement{
		Effect:    policy.Allow,
		Actions:   []string{"cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"},
		Resources: []string{*c.Distribution.Arn()},
	})
}

// LogDelivery lets CloudFront encrypt the logs that it delivers with a key.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html
func LogDelivery() policy.Statement {
	return policy.Statement{
		Sid:       "CloudFrontLogs",
		Effect:    policy.Allow,
		Principal: policy.Service("delivery.logs.amazonaws.com"),
		Actions:   []string{"kms:GenerateDataKey*"},
		Resources: []string{"*"},
	}
}

// readableByDistribution lets this distribution, and no other, read the assets. Without the right to list them, S3
// answers 403 for a file that is not there.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
func (c *CDN) readableByDistribution() {
	c.Assets.AddToPolicy(policy.Statement{
		Sid:       "DistributionReads",
		Effect:    policy.Allow,
		Principal: policy.Service("cloudfront.amazonaws.com"),
		Actions:   []string{"s3:GetObject"},
		Resources: []string{c.Assets.ARN + "/*"},
		Conditions: map[string]map[string][]string{
			"StringEquals": {"aws:SourceArn": {*c.Distribution.Arn()}},
		},
	})
}

func originAccessControl(scope constructs.Construct, props Props) *string {
	return cloudfrontoriginaccesscontrol.NewCloudfrontOriginAccessControl(scope, new("origin-access-control"),
		&cloudfrontoriginaccesscontrol.CloudfrontOriginAccessControlConfig{
			Name:                          new(props.Names.NameWithin("assets", 64)),
			Description:                   new("Signs the requests for assets"),
			OriginAccessControlOriginType: new("s3"),
			SigningBehavior:               new("always"),
			SigningProtocol:               new("sigv4"),
		}).Id()
}
