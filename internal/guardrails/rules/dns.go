package rules

var zone = []string{"aws_route53_zone"}

var dnsRules = []rule{
	{
		ID: "route53-query-log", Class: advice, With: []string{"aws_route53_query_log"}, Types: zone, Resource: Route53QueryLog,
		Why:      "nobody could find out which names were resolved",
		Fix:      "create an aws_route53_query_log",
		Aliases:  []string{"CKV2_AWS_39", "Route53.2"},
		Violates: `{"aws_route53_query_log": {"main": null}}`,
	},
	{
		ID: "route53-signed", Class: advice, With: []string{"aws_route53_hosted_zone_dnssec", "aws_route53_key_signing_key"}, Types: zone, Resource: Route53Signed,
		Why:      "resolvers cannot detect a forged answer",
		Fix:      "create an aws_route53_hosted_zone_dnssec",
		Aliases:  []string{"CKV2_AWS_38"},
		Violates: `{"aws_route53_hosted_zone_dnssec": {"main": null}}`,
	},
	{
		ID: "route53-zone-kept", Class: refused, Types: zone, Resource: Route53ZoneKept,
		Why:      "destroying the stack would delete every record, including those that others created",
		Fix:      "set force_destroy to false",
		Violates: `{"aws_route53_zone": {"main": {"force_destroy": true}}}`,
	},
	{
		ID: "route53-record-answers", Class: refused, Types: []string{"aws_route53_record"}, Resource: Route53RecordAnswers,
		Why:      "Route 53 refuses a record that has neither values nor an alias, and an alias with a TTL",
		Fix:      "set records with ttl, or alias",
		Violates: `{"aws_route53_record": {"main": {"records": null}}}`,
	},
	{
		ID: "acm-replaceable", Class: refused, Types: []string{"aws_acm_certificate"}, Resource: ACMReplaceable,
		Why:      "ACM cannot delete a certificate that is in use, so its replacement must be created first",
		Fix:      "set lifecycle create_before_destroy",
		Aliases:  []string{"CKV_AWS_233"},
		Violates: `{"aws_acm_certificate": {"main": {"lifecycle": null}}}`,
	},
	{
		ID: "acm-validated-by-dns", Class: advice, Types: []string{"aws_acm_certificate"}, Resource: ACMValidatedByDNS,
		Why:      "a certificate validated by e-mail expires if nobody reads the renewal e-mail",
		Fix:      "set validation_method to DNS",
		Aliases:  []string{"ACM.1"},
		Violates: `{"aws_acm_certificate": {"main": {"validation_method": "EMAIL"}}}`,
	},
	{
		ID: "acm-key", Class: refused, Types: []string{"aws_acm_certificate"}, Resource: ACMKey,
		Why:      "RSA keys of 1024 bits are insecure",
		Fix:      "leave key_algorithm out, or set it to RSA_2048 or an elliptic curve",
		Aliases:  []string{"ACM.2"},
		Violates: `{"aws_acm_certificate": {"main": {"key_algorithm": "RSA_1024"}}}`,
	},
	{
		ID: "acm-names-listed", Class: advice, Types: []string{"aws_acm_certificate"}, Resource: ACMNamesListed,
		Why:      "an attacker who takes over one host can impersonate every host of the domain",
		Fix:      "list the host names instead of a wildcard",
		Aliases:  []string{"ACM.3", "CKV2_AWS_71"},
		Violates: `{"aws_acm_certificate": {"main": {"domain_name": "*.example.com"}}}`,
	},
}

// Route53QueryLog requires query logs; private zones have none.
func Route53QueryLog(zone resource) answer {
	if zone.Value("vpc").Exists() {
		return skip
	}
	return companion(zone, "aws_route53_query_log", "zone_id", there)
}

// Route53Signed requires DNSSEC; private zones have none.
func Route53Signed(zone resource) answer {
	if zone.Value("vpc").Exists() {
		return skip
	}
	return companion(zone, "aws_route53_hosted_zone_dnssec", "hosted_zone_id", there)
}

// Route53ZoneKept requires that a destroy does not delete records created by others.
func Route53ZoneKept(zone resource) answer { return notTrue(zone, "force_destroy") }

// Route53RecordAnswers requires records with values or an alias.
func Route53RecordAnswers(record resource) answer {
	alias, records := record.Value("alias").Exists(), record.Value("records").Exists()
	switch {
	case !alias && !records:
		return broken("records", "neither records nor alias is set")
	case alias && (records || record.Value("ttl").Exists()):
		return broken("alias", "alias with records or ttl")
	case records && !record.Value("ttl").Exists():
		return broken("ttl", "ttl is not set")
	}
	return pass
}

// ACMReplaceable requires create_before_destroy for certificates.
func ACMReplaceable(certificate resource) answer {
	return isTrue(certificate, "lifecycle.create_before_destroy")
}

// ACMValidatedByDNS requires validation by DNS, which allows automatic renewal.
func ACMValidatedByDNS(certificate resource) answer {
	if certificate.Value("certificate_authority_arn").Exists() || certificate.Value("certificate_body").Exists() {
		return skip
	}
	return isOne(certificate, "validation_method", "DNS")
}

// ACMKey requires secure key algorithms.
func ACMKey(certificate resource) answer { return isNone(certificate, "key_algorithm", "RSA_1024") }

// ACMNamesListed forbids wildcard certificates.
func ACMNamesListed(certificate resource) answer {
	whole := pass
	for _, argument := range []string{"domain_name", "subject_alternative_names"} {
		for _, name := range certificate.All(argument) {
			if name.String() != "" && name.String()[0] == '*' {
				whole = whole.And(broken(argument, "%s has %s", argument, name))
			}
		}
	}
	return whole
}
