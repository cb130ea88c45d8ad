// Package cdn builds a CloudFront distribution that serves a web application's files from a private bucket.
package cdn

import (
	"errors"
	"strconv"

	"landform/constructs/bucket"
	"landform/constructs/deletion"
	"landform/constructs/dns"
	"landform/constructs/encryption"
	"landform/constructs/identity"
	"landform/constructs/naming"
	"landform/constructs/policy"
	"landform/internal/problems"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudfrontdistribution"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudfrontoriginaccesscontrol"
)

// replacedAssetsDays is for how many days the files of an earlier release can be restored.
const replacedAssetsDays = 30

// Props are the arguments of New.
type Props struct {
	Names      naming.Names
	Zone       *dns.Zone
	Host       string // a label in the zone, for example "cdn"
	Logs       Logs
	Key        *encryption.Key // encrypts the logs; its key policy must contain the statement LogDelivery
	WebACL     *string         // ARN of a web ACL with the scope CLOUDFRONT; nil for none
	Protection deletion.Protection
}

// Logs configures the bucket of the distribution's access logs.
type Logs struct {
	RetentionDays int            // at least 1
	AccessLogs    *bucket.Bucket // receives the access logs of the assets bucket and of the log bucket
}

// CDN is a CloudFront distribution with its buckets.
type CDN struct {
	Resource cloudfrontdistribution.CloudfrontDistribution
	Host     string         // for example "cdn.dev.example.com"
	HostName *string        // from AWS, for example "d111111abcdef8.cloudfront.net"
	Assets   *bucket.Bucket // the files that the distribution serves
	Logs     *bucket.Bucket
}

// Validate returns every problem of the arguments at once, or nil. Each names the field, its value and what is allowed.
func (p Props) Validate() error {
	var list problems.List
	list.Unless(p.Host != "", "Host", strconv.Quote(p.Host), `must be a label in the zone, for example "cdn"`)
	list.Unless(p.Logs.RetentionDays >= 1, "Logs.RetentionDays", p.Logs.RetentionDays, "must be at least 1")
	return errors.Join(list...)
}

// New creates the assets bucket, the distribution in front of it, the bucket of its access logs and the DNS records of the
// host. It panics unless props.Validate accepts the arguments.
func New(scope constructs.Construct, id string, props Props) *CDN {
	if err := props.Validate(); err != nil {
		panic("cdn: " + err.Error())
	}
	namespace := constructs.NewConstruct(scope, &id)
	c := &CDN{Host: props.Zone.Host(props.Host)}
	c.assets(namespace, props)
	c.logs(namespace, props)
	c.distribution(namespace, props)
	c.readableByDistribution()
	props.Zone.Alias(props.Host, dns.Target{
		HostName: c.HostName,
		ZoneID:   c.Resource.HostedZoneId(),
		IPv6:     true,
	})
	return c
}

// assets creates the bucket of the files. They are public once published, so S3 managed encryption is enough; it saves a
// call to KMS for each file that the distribution fetches.
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

// logs creates the bucket for CloudFront's standard logs (legacy), the only ones that every supported version of the
// provider can enable. CloudFront needs an access control list to deliver them, so they have a bucket of their own.
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

// GrantPublish lets a role replace the assets and invalidate the distribution's cache.
func (c *CDN) GrantPublish(role *identity.Role) {
	c.Assets.GrantReadWrite(role)
	role.Allow("purge", policy.Statement{
		Effect:    policy.Allow,
		Actions:   []string{"cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"},
		Resources: []string{*c.Resource.Arn()},
	})
}

// LogDelivery returns the statement of a key policy that lets CloudFront encrypt the logs that it delivers.
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

// readableByDistribution lets only this distribution read and list the assets. S3 answers 404 for a missing file if the caller
// may list the bucket, and 403 otherwise. Viewers get no list: CloudFront requests index.html for "/", and forwards no query
// strings.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
func (c *CDN) readableByDistribution() {
	allow := func(sid, action, resource string) policy.Statement {
		return policy.Statement{
			Sid:        sid,
			Effect:     policy.Allow,
			Principal:  policy.Service("cloudfront.amazonaws.com"),
			Actions:    []string{action},
			Resources:  []string{resource},
			Conditions: map[string]map[string][]string{"StringEquals": {"aws:SourceArn": {*c.Resource.Arn()}}},
		}
	}
	c.Assets.AddToPolicy(
		allow("DistributionReads", "s3:GetObject", c.Assets.ARN+"/*"),
		allow("DistributionFindsMissing", "s3:ListBucket", c.Assets.ARN))
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
