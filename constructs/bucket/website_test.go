package bucket_test

import (
	"net/netip"
	"testing"

	"landform/constructs/bucket"
	"landform/constructs/constructtest"
	"landform/constructs/encryption"
	"landform/internal/synthesized"
)

const siteARN = "arn:aws:s3:::www.example.com"

// buildSite synthesizes a website that one network may read, with the props as change leaves them.
func buildSite(t *testing.T, change func(*bucket.Props)) synthesized.Stack {
	t.Helper()
	return build(t, func(props *bucket.Props) {
		props.Encryption, props.Key = bucket.S3Managed, nil
		props.Website = &bucket.Website{
			Host: "www.example.com", Readers: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")},
		}
		if change != nil {
			change(props)
		}
	})
}

func TestWebsiteHasTheNameOfItsHostAndServesItsIndex(t *testing.T) {
	stack := buildSite(t, nil)
	built := constructtest.Find(t, stack, "documents/bucket")
	constructtest.Expect(t, built, map[string]any{"bucket": "www.example.com"})
	constructtest.Expect(t, constructtest.Find(t, stack, "documents/website"), map[string]any{
		"bucket": built.Reference("id"), "index_document.suffix": "index.html", "error_document.key": "index.html",
	})
}

func TestWebsiteIsReadByTheCDNOnly(t *testing.T) {
	stack := buildSite(t, nil)
	attached := constructtest.Find(t, stack, "documents/policy")
	constructtest.Expect(t, constructtest.Document(t, attached, "policy"), map[string]any{"Statement.#": 2})
	constructtest.Expect(t, statement(t, attached, "ReadThroughTheCDN"), map[string]any{
		"Effect": "Allow", "Action": `["s3:GetObject"]`, "Resource": `["` + siteARN + `/*"]`,
		"Condition": `{"IpAddress":{"aws:SourceIp":["192.0.2.0/24"]}}`,
	})
	constructtest.Expect(t, statement(t, attached, "DenyInsecureTransport"), map[string]any{
		"Effect": "Deny", "Action": nil, "NotAction": `["s3:GetObject"]`,
		"Condition": `{"Bool":{"aws:SecureTransport":["false"]}}`,
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "documents/public-access-block"), map[string]any{
		"block_public_policy": true, "restrict_public_buckets": true,
	})
}

func TestMisusedWebsiteIsRefused(t *testing.T) {
	cases := map[string]struct {
		words  string
		change func(*bucket.Props)
	}{
		"a key": {"must have S3Managed encryption",
			func(props *bucket.Props) { props.Encryption = bucket.KMS; props.Key = &encryption.Key{} }},
		"no host": {`Website.Host is ""`, func(props *bucket.Props) { props.Website.Host = "" }},
		"no readers": {"Website.Readers is empty: must name at least one network",
			func(props *bucket.Props) { props.Website.Readers = nil }},
		"everybody": {"must be an IPv4 network of /8 or smaller",
			func(props *bucket.Props) { props.Website.Readers = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")} }},
		"IPv6": {"must be an IPv4 network of /8 or smaller",
			func(props *bucket.Props) {
				props.Website.Readers = []netip.Prefix{netip.MustParsePrefix("2001:db8::/32")}
			}},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			constructtest.Refused(t, test.words, func() { buildSite(t, test.change) })
		})
	}
}
