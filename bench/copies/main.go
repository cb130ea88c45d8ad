// Copies synthesizes many copies of an environment, to show how time grows with their number.
package main

import (
	"flag"
	"fmt"

	"landform/internal/bindings"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/provider"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/securitygroup"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/subnet"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/vpc"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func main() {
	copies := flag.Int("copies", 1, "how many to synthesize")
	flag.Parse()
	bindings.Load()
	app := cdktf.NewApp(nil)
	for i := range *copies {
		newEnvironment(app, fmt.Sprintf("copy-%d", i))
	}
	app.Synth()
}

// newEnvironment adds one environment to the app.
func newEnvironment(app constructs.Construct, name string) {
	stack := cdktf.NewTerraformStack(app, &name)
	provider.NewAwsProvider(stack, jsii.String("aws"), &provider.AwsProviderConfig{Region: jsii.String("us-east-1")})
	network := vpc.NewVpc(stack, jsii.String("network"), &vpc.VpcConfig{
		CidrBlock: jsii.String("10.0.0.0/16"), Tags: &map[string]*string{"Name": &name},
	})
	id := network.Id()
	for i := range 32 {
		subnet.NewSubnet(stack, jsii.Sprintf("subnet-%d", i), &subnet.SubnetConfig{
			VpcId: id, CidrBlock: jsii.Sprintf("10.0.%d.0/24", i), Tags: &map[string]*string{"Name": &name},
		})
	}
	for i := range 32 {
		securitygroup.NewSecurityGroup(stack, jsii.Sprintf("firewall-%d", i), &securitygroup.SecurityGroupConfig{
			VpcId: id, Name: jsii.Sprintf("%s-%d", name, i), Description: jsii.String("Firewall of the benchmark."),
			Egress: []*securitygroup.SecurityGroupEgress{{
				Protocol: jsii.String("-1"), FromPort: jsii.Number(0), ToPort: jsii.Number(0), CidrBlocks: jsii.Strings("0.0.0.0/0"),
			}},
		})
	}
}
