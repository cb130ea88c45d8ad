// Package certificate builds an ACM certificate for a host whose DNS zone is not in Route 53: a person creates the
// validation record at the DNS provider, and Terraform waits until ACM has issued the certificate.
package certificate

import (
	"strconv"

	"landform/constructs/naming"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/acmcertificate"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/acmcertificatevalidation"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// validationTimeout is how long a deployment waits for the validation record. ACM itself waits 72 hours.
// https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
const validationTimeout = "2h"

// Props are the arguments of New.
type Props struct {
	Names naming.Names
	Host  string // the certificate's domain name
}

// Certificate is an issued certificate.
type Certificate struct {
	Resource   acmcertificate.AcmCertificate
	ARN        *string // a resource that refers to it is created after ACM has issued the certificate
	Validation Record
}

// Record is the DNS record that proves ownership of the host. It must stay: ACM also needs it to renew the certificate.
type Record struct {
	Name  *string
	Type  *string
	Value *string
}

// New creates the certificate and waits until ACM has issued it. It panics if the host is empty.
func New(scope constructs.Construct, id string, props Props) *Certificate {
	if props.Host == "" {
		panic("certificate: Host is " + strconv.Quote(props.Host) + ": must be a host name")
	}
	namespace := constructs.NewConstruct(scope, &id)
	requested := acmcertificate.NewAcmCertificate(namespace, new("certificate"), &acmcertificate.AcmCertificateConfig{
		DomainName:       &props.Host,
		ValidationMethod: new("DNS"),
		Tags:             props.Names.Tags(props.Host),
		// A listener must always have a certificate: the new one is created before the old one is deleted.
		Lifecycle: &cdktf.TerraformResourceLifecycle{CreateBeforeDestroy: new(true)},
	})
	issued := acmcertificatevalidation.NewAcmCertificateValidation(namespace, new("issued"),
		&acmcertificatevalidation.AcmCertificateValidationConfig{
			CertificateArn: requested.Arn(),
			Timeouts:       &acmcertificatevalidation.AcmCertificateValidationTimeouts{Create: new(validationTimeout)},
		})
	proof := requested.DomainValidationOptions().Get(new(0.0))
	return &Certificate{
		Resource: requested,
		ARN:      issued.CertificateArn(),
		Validation: Record{
			Name: proof.ResourceRecordName(), Type: proof.ResourceRecordType(), Value: proof.ResourceRecordValue(),
		},
	}
}
