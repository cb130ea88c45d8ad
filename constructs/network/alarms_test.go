package network_test

import (
	"testing"

	"landform/constructs/constructtest"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func TestAlarmsOfTheNATGateway(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		constructtest.Monitor(stack, constructtest.Network(stack).Alarms())
	})
	gateway := constructtest.Find(t, stack, "network/nat-gateway-eu-west-1a").Reference("id")
	for _, metric := range []string{"ports", "drops"} {
		constructtest.Expect(t, constructtest.Find(t, stack, "monitoring/nat-eu-west-1a-"+metric), map[string]any{
			"namespace": "AWS/NATGateway", "statistic": "Sum", "dimensions.NatGatewayId": gateway,
		})
	}
	if count := len(stack.OfType("aws_cloudwatch_metric_alarm")); count != 2 {
		t.Errorf("%d alarms, want the 2 of one gateway", count)
	}
}
