package dns

import (
	"landform/constructs/naming"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/acmcertificate"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/acmcertificatevalidation"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/route53record"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// validationTTLSeconds is short, so that resolvers soon forget the answers that they got under a wrong delegation.
const validationTTLSeconds = 60

// certificates creates the certificate in the zone's region and, unless that is naming.EdgeRegion, another one there. ACM
// requires the same validation record for all certificates of a domain in an account, whatever their regions, so that one
// record validates both. https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
// It returns the resource that waits until ACM has issued the first certificate.
func (z *Zone) certificates(scope constructs.Construct, props Props) cdktf.ITerraformDependable {
	regional := z.certificate(scope, "certificate", props, nil)
	record := z.validationRecord(scope, regional)
	validation := issued(scope, "certificate-issued", regional, record, nil)
	z.Certificate = validation.CertificateArn()
	z.EdgeCertificate = z.Certificate
	if props.Names.Region != naming.EdgeRegion {
		edge := z.certificate(scope, "edge-certificate", props, props.Edge)
		z.EdgeCertificate = issued(scope, "edge-certificate-issued", edge, record, props.Edge).CertificateArn()
	}
	return validation
}

// certificate requests a certificate for the domain and every name one level below it. A certificate that is replaced is
// deleted after nothing uses it any more.
func (z *Zone) certificate(scope constructs.Construct, id string, props Props, provider cdktf.TerraformProvider) acmcertificate.AcmCertificate {
	return acmcertificate.NewAcmCertificate(scope, &id, &acmcertificate.AcmCertificateConfig{
		Provider:                provider,
		DomainName:              &props.Domain,
		SubjectAlternativeNames: jsii.Strings("*." + props.Domain),
		ValidationMethod:        new("DNS"),
		Tags:                    props.Names.Tags(props.Domain),
		Lifecycle:               &cdktf.TerraformResourceLifecycle{CreateBeforeDestroy: new(true)},
	})
}

// validationRecord creates the record that ACM requires. The domain and its wildcard have the same record, so that the
// first of the validation options is enough.
func (z *Zone) validationRecord(scope constructs.Construct, certificate acmcertificate.AcmCertificate) route53record.Route53Record {
	option := certificate.DomainValidationOptions().Get(new(0.0))
	return route53record.NewRoute53Record(scope, new("validation"), &route53record.Route53RecordConfig{
		ZoneId:  z.ID,
		Name:    option.ResourceRecordName(),
		Type:    option.ResourceRecordType(),
		Records: &[]*string{option.ResourceRecordValue()},
		Ttl:     jsii.Number(validationTTLSeconds),
	})
}

// issued creates the resource that waits until ACM has issued the certificate.
func issued(scope constructs.Construct, id string, certificate acmcertificate.AcmCertificate,
	record route53record.Route53Record, provider cdktf.TerraformProvider) acmcertificatevalidation.AcmCertificateValidation {
	return acmcertificatevalidation.NewAcmCertificateValidation(scope, &id, &acmcertificatevalidation.AcmCertificateValidationConfig{
		Provider:              provider,
		CertificateArn:        certificate.Arn(),
		ValidationRecordFqdns: &[]*string{record.Fqdn()},
	})
}
