package kernel_test

import (
	"fmt"
	"os"
	"path/filepath"

	"landform/internal/kernel"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawsavailabilityzones"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dbinstance"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ekscluster"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/provider"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/route53zone"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucket"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucketlifecycleconfiguration"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/securitygroup"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/subnet"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/vpc"
	"github.com/cdktf/cdktf-provider-random-go/random/v11/password"
	random "github.com/cdktf/cdktf-provider-random-go/random/v11/provider"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// programSwitch makes this test binary a CDKTF app instead of running tests. Its value says what the app uses that the kernel in
// Go does not know.
const programSwitch = "KERNEL_TEST_PROGRAM"

// synthesizeProgram uses constructors, nested blocks, lists and maps, attributes as tokens of every type, functions, references
// between stacks, a second provider, and files.
func synthesizeProgram(uses string) {
	kernel.Load()
	app := cdktf.NewApp(nil)
	first := cdktf.NewTerraformStack(app, jsii.String("first"))
	newProvider(first)
	random.NewRandomProvider(first, jsii.String("random"), nil)
	network := newNetwork(first)
	secret := password.NewPassword(first, jsii.String("password"), &password.PasswordConfig{Length: jsii.Number(24)})
	output := cdktf.NewTerraformOutput(first, jsii.String("secret"), &cdktf.TerraformOutputConfig{
		Value: secret.Result(), Sensitive: jsii.Bool(true),
	})
	output.OverrideLogicalId(jsii.String("secret"))

	alone := cdktf.NewTerraformStack(app, jsii.String("alone"))
	newProvider(alone)
	newCluster(alone, newNetwork(alone))
	newTokens(alone)

	second := cdktf.NewTerraformStack(app, jsii.String("second"))
	newProvider(second)
	newCluster(second, network)
	directory, err := filepath.Abs("kerneltest")
	if err != nil {
		panic(err)
	}
	cdktf.NewTerraformAsset(second, jsii.String("files"), &cdktf.TerraformAssetConfig{Path: &directory})
	switch uses {
	case "aspect":
		cdktf.Aspects_Of(constructs.NewConstruct(first, jsii.String("last"))) // which is handed over with what was created just before
		cdktf.Aspects_Of(first).Add(&namer{})
		newTokens(second)
	case "override":
		overridden := &addressing{}
		cdktf.NewTerraformStack_Override(overridden, app, jsii.String("overridden"))
		newProvider(overridden)
		newNetwork(overridden)
	case "class":
		cdktf.NewTerraformAsset(second, jsii.String("archive"), &cdktf.TerraformAssetConfig{
			Path: &directory, Type: cdktf.AssetType_ARCHIVE,
		})
	}
	app.Synth()
}

func newProvider(scope constructs.Construct) {
	provider.NewAwsProvider(scope, jsii.String("aws"), &provider.AwsProviderConfig{
		Region:      jsii.String("us-east-1"),
		DefaultTags: []*provider.AwsProviderDefaultTags{{Tags: &map[string]*string{"Project": jsii.String("subject")}}},
	})
}

// newTokens makes what refers to attributes and functions of every type, and to the same ones more than once.
func newTokens(scope constructs.Construct) {
	database := dbinstance.NewDbInstance(scope, jsii.String("database"), &dbinstance.DbInstanceConfig{
		InstanceClass: jsii.String("db.t4g.micro"),
	})
	zone := route53zone.NewRoute53Zone(scope, jsii.String("zone"), &route53zone.Route53ZoneConfig{Name: jsii.String("example.com")})
	rules := s3bucketlifecycleconfiguration.NewS3BucketLifecycleConfiguration(scope, jsii.String("rules"),
		&s3bucketlifecycleconfiguration.S3BucketLifecycleConfigurationConfig{
			Bucket: jsii.String("bucket-" + *database.Id() + "-1e5"),
			Rule: []*s3bucketlifecycleconfiguration.S3BucketLifecycleConfigurationRule{{
				Id: jsii.String("all"), Status: jsii.String("Enabled"),
				Filter: []*s3bucketlifecycleconfiguration.S3BucketLifecycleConfigurationRuleFilter{{}},
			}},
		})
	rules.SetBucket(jsii.String("${literal} and " + *database.Id()))
	variable := cdktf.NewTerraformVariable(scope, jsii.String("variable"), &cdktf.TerraformVariableConfig{
		Type: jsii.String("string"),
	})
	for name, value := range map[string]any{
		"port":      database.Port(),
		"port-text": cdktf.Token_AsString(database.Port(), nil),
		"public":    database.PubliclyAccessible(),
		"servers":   zone.NameServers(),
		"joined":    cdktf.Fn_Join(jsii.String(","), zone.NameServers()),
		"count":     cdktf.Fn_LengthOf(zone.NameServers()),
		"sorted":    cdktf.Fn_Sort(zone.NameServers()),
		"json":      cdktf.Fn_Jsonencode(map[string]any{"id": database.Id(), "none": []any{}, "port": database.Port()}),
		"user":      database.MasterUserSecret().Get(jsii.Number(0)).SecretArn(),
		"input":     variable.StringValue(),
		"one":       cdktf.Op_Gte(database.Port(), jsii.Number(1)),
	} {
		cdktf.NewTerraformOutput(scope, &name, &cdktf.TerraformOutputConfig{Value: value})
	}
}

func newNetwork(scope constructs.Construct) vpc.Vpc {
	network := vpc.NewVpc(scope, jsii.String("network"), &vpc.VpcConfig{CidrBlock: jsii.String("10.0.0.0/16")})
	zones := dataawsavailabilityzones.NewDataAwsAvailabilityZones(scope, jsii.String("zones"), nil)
	for i := range 3 {
		subnet.NewSubnet(scope, jsii.String(fmt.Sprintf("subnet-%d", i)), &subnet.SubnetConfig{
			VpcId:            network.Id(),
			CidrBlock:        cdktf.Fn_Cidrsubnet(network.CidrBlock(), jsii.Number(4), jsii.Number(float64(i))),
			AvailabilityZone: cdktf.Token_AsString(cdktf.Fn_Element(zones.Names(), jsii.Number(float64(i))), nil),
		})
	}
	group := securitygroup.NewSecurityGroup(scope, jsii.String("group"), &securitygroup.SecurityGroupConfig{
		VpcId:  network.Id(),
		Egress: []*securitygroup.SecurityGroupEgress{{Protocol: jsii.String("-1"), CidrBlocks: jsii.Strings("0.0.0.0/0")}},
	})
	group.AddOverride(jsii.String("lifecycle.create_before_destroy"), true)
	return network
}

func newCluster(scope constructs.Construct, network vpc.Vpc) {
	cluster := ekscluster.NewEksCluster(scope, jsii.String("cluster"), &ekscluster.EksClusterConfig{
		Name: jsii.String("subject"), RoleArn: jsii.String("arn:aws:iam::111122223333:role/subject"),
		VpcConfig: &ekscluster.EksClusterVpcConfig{
			SubnetIds: &[]*string{network.Id()}, EndpointPrivateAccess: jsii.Bool(true),
		},
	})
	s3bucket.NewS3Bucket(scope, jsii.String("bucket"), &s3bucket.S3BucketConfig{
		Bucket: cluster.VpcConfig().ClusterSecurityGroupId(),
		Tags:   &map[string]*string{"Issuer": cluster.CertificateAuthority().Get(jsii.Number(0)).Data()},
	})
}

// namer is an aspect in Go: the kernel calls it for every construct.
type namer struct{}

func (*namer) Visit(node constructs.IConstruct) {
	if subnet, ok := node.(subnet.Subnet); ok {
		subnet.Tags()
		subnet.SetTags(&map[string]*string{"Name": subnet.Node().Id()})
	}
}

// addressing overrides a method of a stack: the kernel calls it for every name.
type addressing struct{ cdktf.TerraformStack }

func (*addressing) AllocateLogicalId(element any) *string { //nolint:revive // jsii calls it by this name
	if resource, ok := element.(cdktf.TerraformElement); ok {
		return jsii.String("own_" + *resource.Node().Id())
	}
	return jsii.String("own")
}

func init() {
	if uses, ok := os.LookupEnv(programSwitch); ok {
		synthesizeProgram(uses)
		os.Exit(0)
	}
}
