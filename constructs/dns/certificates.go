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

// validationTTLSeconds is short, so that a mistake in the delegation is not remembered for long.
const validationTTLSeconds = 60

// certificates creates the certificate of the zone's region and, where that is another one, that of naming.EdgeRegion. ACM
// asks every certificate for a domain in an account for the same record, whatever its region: one record validates both.
// https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
// It returns what waits until the first one is issued.
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

// certificate asks for a certificate of the domain and every name right below it. One that is replaced stays until
// nothing uses it any more.
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

// validationRecord is the record that ACM looks for. It is the same one for the domain and the names below it, so that
// the first of the options stands for all.
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

// issued waits until ACM has issued the certificate.
func issued(scope constructs.Construct, id string, certificate acmcertificate.AcmCertificate,
	record route53record.Route53Record, provider cdktf.TerraformProvider) acmcertificatevalidation.AcmCertificateValidation {
	return acmcertificatevalidation.NewAcmCertificateValidation(scope, &id, &acmcertificatevalidation.AcmCertificateValidationConfig{
		Provider:              provider,
		CertificateArn:        certificate.Arn(),
		ValidationRecordFqdns: &[]*string{record.Fqdn()},
	})
}
