package kernel

import (
	_ "embed"
	"reflect"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// A class is a class of the bindings. What it has follows from the Go interface that was generated for it, which its package has
// registered, and from a list of exceptions.
type class struct {
	fqn, name     string // "@cdktf/provider-aws.vpc.Vpc", "Vpc"
	kind          kind
	goType        reflect.Type
	provider      *provider
	terraformType string // "aws_vpc"
	members       cache[member]
}

type kind int

const (
	plain kind = iota
	appKind
	stackKind
	resourceKind
	dataKind
	providerKind
	outputKind
	variableKind
	localKind
	s3Kind
	localBackendKind
	remoteStateKind
	assetKind
	blockKind // one object in a resource
	blocksKind
	mapKind
)

// isElement reports whether it is part of a stack's JSON.
func (k kind) isElement() bool { return k >= resourceKind && k <= remoteStateKind }

var cdktfKinds = map[string]kind{
	"constructs.Construct":                plain,
	"cdktf.App":                           appKind,
	"cdktf.TerraformStack":                stackKind,
	"cdktf.TerraformOutput":               outputKind,
	"cdktf.TerraformVariable":             variableKind,
	"cdktf.TerraformLocal":                localKind,
	"cdktf.TerraformAsset":                assetKind,
	"cdktf.S3Backend":                     s3Kind,
	"cdktf.LocalBackend":                  localBackendKind,
	"cdktf.DataTerraformRemoteStateS3":    remoteStateKind,
	"cdktf.DataTerraformRemoteStateLocal": remoteStateKind,
	"cdktf.StringMap":                     mapKind,
	"cdktf.NumberMap":                     mapKind,
	"cdktf.BooleanMap":                    mapKind,
	"cdktf.AnyMap":                        mapKind,
}

// A provider is one whose bindings this kernel knows.
type provider struct{ name, version, source string }

var providers = map[string]*provider{
	"@cdktf/provider-aws":    {"aws", "5.99.1", "aws"},
	"@cdktf/provider-random": {"random", "3.7.2", "hashicorp/random"},
}

// packages are the npm packages that this kernel stands for, and how many types they have.
var packages = map[string]int{
	"constructs@10.4.2":             11,
	"cdktf@0.20.12":                 184,
	"@cdktf/provider-aws@19.65.1":   23208,
	"@cdktf/provider-random@11.1.1": 18,
}

// exceptions lists, sorted, where what the sources of the bindings say does not follow from their Go types:
//   - a list of blocks, such as AcmCertificateDomainValidationOptionsList, that is a set in Terraform,
//   - an attribute, such as AcmCertificate.subjectAlternativeNames, that is a set, or of any type,
//   - a block, such as VerifiedpermissionsSchemaDefinitionOutputReference, that is an object and no list of one,
//   - a struct, such as SecurityGroupIngress, of which fields that were left out are null.
//
// TestExceptions compares it with the sources that the bindings embed.
//
//go:embed exceptions.txt
var exceptions string

func isException(name string) bool {
	rest := exceptions
	for rest != "" {
		middle := strings.LastIndexByte(rest[:len(rest)/2], '\n') + 1
		line, _, _ := strings.Cut(rest[middle:], "\n")
		switch strings.Compare(name, line) {
		case 0:
			return true
		case -1:
			rest = rest[:middle]
		default:
			rest = rest[middle+len(line):]
			rest = strings.TrimPrefix(rest, "\n")
		}
	}
	return false
}

// class returns a class by its name in jsii. It panics where this kernel does not know it.
func (k *kernel) class(fqn string) *class {
	return k.classes.get(fqn, k.newClass)
}

func (k *kernel) newClass(fqn string) *class {
	c := &class{fqn: fqn, name: fqn[strings.LastIndexByte(fqn, '.')+1:]}
	if kind, ok := cdktfKinds[fqn]; ok {
		c.kind = kind
		return c
	}
	npmPackage, rest, _ := strings.Cut(fqn, ".")
	submodule, _, _ := strings.Cut(rest, ".")
	c.provider, c.goType = providers[npmPackage], goType(fqn)
	if c.provider == nil || c.goType == nil || c.goType.Kind() != reflect.Interface {
		panic(unknown(fqn))
	}
	switch {
	case c.goType.Implements(reflect.TypeFor[cdktf.TerraformResource]()):
		c.kind = resourceKind
		c.terraformType = c.provider.name + "_" + k.terraformName(submodule)
	case c.goType.Implements(reflect.TypeFor[cdktf.TerraformDataSource]()):
		c.kind = dataKind
		c.terraformType = strings.TrimPrefix(k.terraformName(submodule), "data_")
	case c.goType.Implements(reflect.TypeFor[cdktf.TerraformProvider]()):
		c.kind = providerKind
		c.terraformType = c.provider.name
	case c.goType.Implements(reflect.TypeFor[cdktf.ComplexObject]()):
		c.kind = blockKind
	case c.goType.Implements(reflect.TypeFor[cdktf.ComplexList]()):
		c.kind = blocksKind
	default:
		panic(unknown(fqn))
	}
	return c
}

// terraformName returns Terraform's name of a property: capitals become underscores and small letters.
func (k *kernel) terraformName(property string) string { return k.names.get(property, newName) }

func newName(property string) string {
	if other, ok := otherNames[property]; ok {
		return other
	}
	name := snake(property)
	for _, service := range joinedServices {
		if strings.HasPrefix(strings.TrimPrefix(name, "data_aws_"), service) {
			return strings.Replace(name, service, strings.ReplaceAll(service, "_", ""), 1)
		}
	}
	return name
}

func snake(property string) string {
	var name strings.Builder
	for _, letter := range property {
		if unicode.IsUpper(letter) {
			name.WriteByte('_')
			letter = unicode.ToLower(letter)
		}
		name.WriteRune(letter)
	}
	return name.String()
}

// joinedServices have no underscore in Terraform's names of resources and endpoints.
var joinedServices = []string{
	"lexv2_models", "route53_domains", "route53_profiles", "route53_recoverycontrolconfig", "route53_recoveryreadiness",
	"route53_resolver", "s3_api", "s3_control", "s3_outposts", "s3_tables",
}

var otherNames = map[string]string{
	"address1": "address_1", "address2": "address_2", "address3": "address_3", "address4": "address_4",
	"addressLine1": "address_line_1", "addressLine2": "address_line_2", "addressLine3": "address_line_3",
	"base32StringSeed": "base_32_string_seed", "checksumCrc32C": "checksum_crc32c", "checksumCrc64Nvme": "checksum_crc64nvme",
	"equalTo": "equals", "fetchPasswordData": "get_password_data", "fetchUserData": "get_user_data",
	"is64BitsOnly": "is_64_bits_only", "rfc4180": "rfc_4180",
	"s3UsEast1RegionalEndpoint": "s3_us_east_1_regional_endpoint", "saslScram256Auth": "sasl_scram_256_auth",
	"saslScram512Auth": "sasl_scram_512_auth", "selfAttribute": "self", "softwareAttribute": "software",
	"systemAttribute": "system",
}
