package cdn

import (
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	distribution "github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudfrontdistribution"
	headers "github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudfrontresponseheaderspolicy"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

const (
	// cachingOptimized is AWS's managed cache policy for files that depend on neither cookies nor query strings. The
	// object's Cache-Control header applies; without one, the object is cached for a day. Publish index.html with
	// "Cache-Control: no-cache".
	// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
	cachingOptimized = "658327ea-f89d-4fab-a63d-7e88639e58f6"
	// tlsPolicy allows TLS 1.2 and 1.3, only with authenticated encryption.
	// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html
	tlsPolicy = "TLSv1.2_2021"

	application = "index.html"
	originID    = "assets"

	// strictTransportSeconds is one year, the minimum for the HSTS preload lists of browsers. https://hstspreload.org
	strictTransportSeconds = 365 * 24 * 3600
	// missingFileSeconds is how long CloudFront caches that a file is missing.
	missingFileSeconds = 10
)

func (c *CDN) distribution(scope constructs.Construct, props Props) {
	c.Resource = distribution.NewCloudfrontDistribution(scope, new("distribution"), &distribution.CloudfrontDistributionConfig{
		Comment:           new(props.Names.Name("cdn")),
		Enabled:           true,
		IsIpv6Enabled:     true,
		HttpVersion:       new("http2and3"),
		Aliases:           jsii.Strings(c.Host),
		DefaultRootObject: new(application),
		WebAclId:          props.WebACL,
		Origin: []*distribution.CloudfrontDistributionOrigin{{
			OriginId:              new(originID),
			DomainName:            c.Assets.Resource.BucketRegionalDomainName(),
			OriginAccessControlId: originAccessControl(scope, props),
		}},
		DefaultCacheBehavior: &distribution.CloudfrontDistributionDefaultCacheBehavior{
			TargetOriginId:          new(originID),
			AllowedMethods:          jsii.Strings("GET", "HEAD"),
			CachedMethods:           jsii.Strings("GET", "HEAD"),
			ViewerProtocolPolicy:    new("redirect-to-https"),
			Compress:                true,
			CachePolicyId:           new(cachingOptimized),
			ResponseHeadersPolicyId: securityHeaders(scope, props),
		},
		CustomErrorResponse: applicationRoutes(),
		ViewerCertificate: &distribution.CloudfrontDistributionViewerCertificate{
			AcmCertificateArn:      props.Zone.EdgeCertificate,
			MinimumProtocolVersion: new(tlsPolicy),
			SslSupportMethod:       new("sni-only"),
		},
		Restrictions: &distribution.CloudfrontDistributionRestrictions{
			GeoRestriction: &distribution.CloudfrontDistributionRestrictionsGeoRestriction{RestrictionType: new("none")},
		},
		LoggingConfig: &distribution.CloudfrontDistributionLoggingConfig{
			Bucket:         c.Logs.Resource.BucketDomainName(),
			IncludeCookies: false,
		},
		Tags: props.Names.Tags(props.Names.Name("cdn")),
		// CloudFront adds itself to the bucket's access control list, which must be enabled before.
		DependsOn: &[]cdktf.ITerraformDependable{c.Logs.Policy},
	})
	c.HostName = c.Resource.DomainName()
}

// applicationRoutes returns the application for a path without a file: the path is one of the application's own pages. There
// is no response for 403: AWS WAF blocks requests with it, which must not become a page with status 200.
// https://docs.aws.amazon.com/waf/latest/developerguide/cloudfront-waf-use-cases.html
func applicationRoutes() []*distribution.CloudfrontDistributionCustomErrorResponse {
	return []*distribution.CloudfrontDistributionCustomErrorResponse{{
		ErrorCode:          new(404.0),
		ResponseCode:       new(200.0),
		ResponsePagePath:   new("/" + application),
		ErrorCachingMinTtl: jsii.Number(missingFileSeconds),
	}}
}

// securityHeaders creates the policy of the headers that CloudFront sets in every response. It contains no content
// security policy: only the application knows which hosts it uses.
func securityHeaders(scope constructs.Construct, props Props) *string {
	return headers.NewCloudfrontResponseHeadersPolicy(scope, new("security-headers"), &headers.CloudfrontResponseHeadersPolicyConfig{
		Name:    new(props.Names.NameWithin("security-headers", 128)),
		Comment: new("Headers that browsers protect their users by"),
		SecurityHeadersConfig: &headers.CloudfrontResponseHeadersPolicySecurityHeadersConfig{
			StrictTransportSecurity: &headers.CloudfrontResponseHeadersPolicySecurityHeadersConfigStrictTransportSecurity{
				AccessControlMaxAgeSec: jsii.Number(strictTransportSeconds),
				IncludeSubdomains:      true,
				Override:               true,
			},
			ContentTypeOptions: &headers.CloudfrontResponseHeadersPolicySecurityHeadersConfigContentTypeOptions{Override: true},
			FrameOptions: &headers.CloudfrontResponseHeadersPolicySecurityHeadersConfigFrameOptions{
				FrameOption: new("DENY"),
				Override:    true,
			},
			ReferrerPolicy: &headers.CloudfrontResponseHeadersPolicySecurityHeadersConfigReferrerPolicy{
				ReferrerPolicy: new("strict-origin-when-cross-origin"),
				Override:       true,
			},
		},
	}).Id()
}
