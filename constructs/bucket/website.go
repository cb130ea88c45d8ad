package bucket

import (
	"net/netip"

	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucketwebsiteconfiguration"
)

// indexDocument answers for a folder, and for a path that only the page's own router knows.
const indexDocument = "index.html"

// Website is a static site in a bucket, for a CDN outside AWS to deliver. S3 finds the bucket of a site by the host name
// that the CDN passes on, so the bucket bears that name, and serves it over plain HTTP only: visitors' TLS ends at the
// CDN. https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteHosting.html
type Website struct {
	Host    string         // of the site, which becomes the bucket's name, for example "www.example.com"
	Readers []netip.Prefix // networks of the CDN: nobody else may read
}

// problem is what is wrong with the site, in words; empty if nothing is. S3 calls a policy public, and refuses it,
// when its networks are wider than /8.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
func (w Website) problem() string {
	if len(w.Readers) == 0 {
		return "a website needs networks that may read it"
	}
	for _, network := range w.Readers {
		if !network.Addr().Is4() || network.Bits() < 8 {
			return "a website's reader is " + network.String() + ": must be an IPv4 network of /8 or smaller"
		}
	}
	return ""
}

// statements replace the refusal of requests without TLS, which would refuse the CDN: only reading objects goes without.
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
