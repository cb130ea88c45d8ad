package dns

import (
	"landform/constructs/deletion"
	"landform/constructs/encryption"
	"landform/constructs/naming"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/kmsalias"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/kmskey"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/route53hostedzonednssec"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/route53keysigningkey"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// Signing says whether DNSSEC signs the records of a zone.
type Signing int

const (
	// Signed enables DNSSEC and provides a DS record for the parent zone. Once the parent zone contains the DS record, the
	// zone cannot simply be destroyed and created again: resolvers reject its names until somebody replaces the DS record.
	Signed Signing = iota
	// Unsigned is for environments that are destroyed and created again.
	Unsigned
)

// keyName is the name of the key-signing key in its zone. It may contain letters, digits and underscores.
const keyName = "landform"

// sign creates the key-signing key with its KMS key, and enables DNSSEC for the zone. Route 53 accepts only KMS keys in
// naming.EdgeRegion. KMS does not rotate asymmetric keys.
// https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-configuring-dnssec-cmk-requirements.html
func (z *Zone) sign(scope constructs.Construct, props Props) {
	config := &kmskey.KmsKeyConfig{
		Provider:              props.Edge,
		Description:           new("Signs the keys of " + props.Domain),
		KeyUsage:              new("SIGN_VERIFY"),
		CustomerMasterKeySpec: new("ECC_NIST_P256"),
		DeletionWindowInDays:  jsii.Number(30),
		Policy:                new(encryption.Policy(props.Names.AccountID, signing(props.Names)...)),
		Tags:                  props.Names.Tags(props.Names.Name("dnssec-kms")),
	}
	if props.Protection == deletion.Protected {
		config.Lifecycle = &cdktf.TerraformResourceLifecycle{PreventDestroy: new(true)}
	}
	key := kmskey.NewKmsKey(scope, new("dnssec-key"), config)
	kmsalias.NewKmsAlias(scope, new("dnssec-alias"), &kmsalias.KmsAliasConfig{
		Provider:    props.Edge,
		Name:        new(encryption.AliasName(props.Names, "dnssec")),
		TargetKeyId: key.KeyId(),
	})
	signer := route53keysigningkey.NewRoute53KeySigningKey(scope, new("key-signing-key"), &route53keysigningkey.Route53KeySigningKeyConfig{
		HostedZoneId:            z.ID,
		KeyManagementServiceArn: key.Arn(),
		Name:                    new(keyName),
	})
	z.DSRecord = signer.DsRecord()
	route53hostedzonednssec.NewRoute53HostedZoneDnssec(scope, new("dnssec"), &route53hostedzonednssec.Route53HostedZoneDnssecConfig{
		HostedZoneId: signer.HostedZoneId(),
		DependsOn:    &[]cdktf.ITerraformDependable{signer},
	})
}

// signing returns the statements of the key policy that let Route 53 sign the account's zones.
// https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/access-control-managing-permissions.html#KMS-key-policy-for-DNSSEC
func signing(names naming.Names) []policy.Statement {
	route53 := policy.Service("dnssec-route53.amazonaws.com")
	return []policy.Statement{
		{
			Sid: "SignZones", Effect: policy.Allow, Principal: route53,
			Actions: []string{"kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"}, Resources: []string{"*"},
			Conditions: map[string]map[string][]string{
				"StringEquals": {"aws:SourceAccount": {names.AccountID}},
				"ArnLike":      {"aws:SourceArn": {"arn:aws:route53:::hostedzone/*"}},
			},
		},
		{
			Sid: "KeepUsingTheKey", Effect: policy.Allow, Principal: route53,
			Actions: []string{"kms:CreateGrant"}, Resources: []string{"*"},
			Conditions: map[string]map[string][]string{"Bool": {"kms:GrantIsForAWSResource": {"true"}}},
		},
	}
}
