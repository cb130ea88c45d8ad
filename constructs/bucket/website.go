package bucket

import (
	"errors"
	"net/netip"

	"landform/constructs/policy"
	"landform/internal/problems"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucketwebsiteconfiguration"
)

// indexDocument is what S3 returns for a folder, and also for a missing object: the application's own router handles its
// path.
const indexDocument = "index.html"

// Website is a static site in a bucket that a CDN outside AWS delivers. S3 selects the bucket by the host name in the
// request, so the bucket has that name. Its endpoint speaks plain HTTP only: visitors' TLS ends at the CDN.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteHosting.html
type Website struct {
	Host    string         // of the site, and so the bucket's name, for example "www.example.com"
	Readers []netip.Prefix // networks of the CDN, the only ones that may read
}

// Validate returns every problem of the site at once, or nil. S3 considers a policy public, and Block Public Access
// refuses it, if one of its networks is larger than /8.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
func (w Website) Validate() error {
	var list problems.List
	list.Unless(w.Host != "", "Host", `""`, "must be a host name")
	list.Unless(len(w.Readers) > 0, "Readers", "empty", "must name at least one network")
	for _, network := range w.Readers {
		list.Unless(network.Addr().Is4() && network.Bits() >= 8, "Readers", network, "must be an IPv4 network of /8 or smaller")
	}
	return errors.Join(list...)
}

// statements returns a policy that requires TLS for everything except reading objects: the CDN reads them over plain HTTP.
func (w Website) statements(bucketARN string) []policy.Statement {
	networks := make([]string, 0, len(w.Readers))
	for _, network := range w.Readers {
		networks = append(networks, network.String())
	}
	overTLS := policy.TLSOnly(bucketARN)
	overTLS.Actions, overTLS.NotActions = nil, []string{"s3:GetObject"}
	return []policy.Statement{overTLS, {
		Sid:        "ReadThroughTheCDN",
		Effect:     policy.Allow,
		Principal:  policy.Anyone(),
		Actions:    []string{"s3:GetObject"},
		Resources:  []string{bucketARN + "/*"},
		Conditions: map[string]map[string][]string{"IpAddress": {"aws:SourceIp": networks}},
	}}
}

func (b *Bucket) website(scope constructs.Construct) {
	b.WebsiteEndpoint = s3bucketwebsiteconfiguration.NewS3BucketWebsiteConfiguration(scope, new("website"),
		&s3bucketwebsiteconfiguration.S3BucketWebsiteConfigurationConfig{
			Bucket:        b.ID,
			IndexDocument: &s3bucketwebsiteconfiguration.S3BucketWebsiteConfigurationIndexDocument{Suffix: new(indexDocument)},
			ErrorDocument: &s3bucketwebsiteconfiguration.S3BucketWebsiteConfigurationErrorDocument{Key: new(indexDocument)},
		}).WebsiteEndpoint()
}
