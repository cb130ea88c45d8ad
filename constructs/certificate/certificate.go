// Package certificate builds ACM certificates for a host whose DNS zone is elsewhere: somebody else writes the record
// that proves the host's ownership, and Terraform waits for it.
package certificate

import (
	"landform/constructs/naming"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/acmcertificate"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/acmcertificatevalidation"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// validationTimeout is how long a deployment waits for the record. ACM itself would wait for 72 hours.
const validationTimeout = "2h"

// Props are what New cannot decide by itself.
type Props struct {
	Names naming.Names
	Host  string // that the certificate is for
}

// Certificate is a certificate that has been issued.
type Certificate struct {
	ARN        *string // known as soon as ACM has issued it: whatever uses it waits
	Validation Record
}

// Record is the DNS record that proves ownership. It stays: ACM renews the certificate by it.
type Record struct {
	Name  *string
	Type  *string
	Value *string
}

// New requests the certificate and waits until it is issued.
func New(scope constructs.Construct, id string, props Props) *Certificate {
	namespace := constructs.NewConstruct(scope, &id)
	requested := acmcertificate.NewAcmCertificate(namespace, new("certificate"), &acmcertificate.AcmCertificateConfig{
		DomainName:       &props.Host,
		ValidationMethod: new("DNS"),
		Tags:             props.Names.Tags(props.Host),
		// A listener never lets go of its certificate before it has the next.
		Lifecycle: &cdktf.TerraformResourceLifecycle{CreateBeforeDestroy: new(true)},
	})
	issued := acmcertificatevalidation.NewAcmCertificateValidation(namespace, new("issued"),
		&acmcertificatevalidation.AcmCertificateValidationConfig{
			CertificateArn: requested.Arn(),
			Timeouts:       &acmcertificatevalidation.AcmCertificateValidationTimeouts{Create: new(validationTimeout)},
		})
	proof := requested.DomainValidationOptions().Get(new(0.0))
	return &Certificate{
		ARN: issued.CertificateArn(),
		Validation: Record{
			Name: proof.ResourceRecordName(), Type: proof.ResourceRecordType(), Value: proof.ResourceRecordValue(),
		},
	}
}
