package server_test

import (
	"strings"
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/encryption"
	"landform/constructs/securitygroup"
	"landform/constructs/server"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func build(t *testing.T) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		names, net := constructtest.Names(), constructtest.Network(stack)
		group := securitygroup.New(stack, "security-group", securitygroup.Props{
			Names: names, Network: net, Name: "acme-test-proxy-sg", Description: "Proxy",
		})
		server.New(stack, "proxy", server.Props{
			Names:        names,
			Purpose:      "proxy",
			InstanceType: "t3.micro",
			Address: server.NewAddress(stack, "address", server.AddressProps{
				Names: names, Purpose: "proxy", Subnet: net.Private[0], SecurityGroup: group,
			}),
			Role:               server.NewRole(stack, "role", server.RoleProps{Names: names, Purpose: "proxy"}),
			Key:                encryption.New(stack, "encryption", encryption.Props{Names: names, Purpose: "proxy", Description: "Disks"}),
			DetailedMonitoring: true, UserData: "#!/bin/bash\ntrue\n",
		})
	})
}

func TestTemplate(t *testing.T) {
	stack := build(t)
	template := constructtest.Find(t, stack, "proxy/template")
	constructtest.Expect(t, template, map[string]any{
		"instance_type": "t3.micro", "key_name": nil, "user_data": nil,
		"metadata_options.http_tokens":                 "required",
		"metadata_options.http_put_response_hop_limit": 1,
		"block_device_mappings.0.ebs.encrypted":        "true",
		"block_device_mappings.0.ebs.volume_type":      "gp3",
		"block_device_mappings.0.ebs.kms_key_id":       constructtest.Find(t, stack, "encryption/key").Reference("arn"),
		"tag_specifications.0.resource_type":           "volume",
		"tag_specifications.0.tags.Project":            "Acme",
		"iam_instance_profile.arn":                     constructtest.Find(t, stack, "proxy/profile").Reference("arn"),
	})
	if image := template.Get("image_id").String(); !strings.HasPrefix(image, "resolve:ssm:/aws/service/canonical/ubuntu/server/24.04/") {
		t.Errorf("the image is %s, want Ubuntu 24.04 resolved at launch", image)
	}
}

func TestAddressStaysWhenTheInstanceIsReplaced(t *testing.T) {
	stack := build(t)
	template := constructtest.Find(t, stack, "proxy/template")
	constructtest.Expect(t, constructtest.Find(t, stack, "proxy/instance"), map[string]any{
		"launch_template.id": template.Reference("id"), "launch_template.version": template.Reference("latest_version"),
		"network_interface.0.network_interface_id": constructtest.Find(t, stack, "address").Reference("id"),
		"user_data_replace_on_change":              true, "associate_public_ip_address": nil,
		"monitoring":   true,
		"depends_on.0": constructtest.Find(t, stack, "role/managed-AmazonSSMManagedInstanceCore").Address(),
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "address"), map[string]any{
		"subnet_id":         constructtest.Find(t, stack, "network/private-subnet-eu-west-1a").Reference("id"),
		"security_groups.0": constructtest.Find(t, stack, "security-group/group").Reference("id"),
	})
}

func TestInstanceIsRecoveredWhenItsHardwareFails(t *testing.T) {
	stack := build(t)
	constructtest.Expect(t, constructtest.Find(t, stack, "proxy/recovery"), map[string]any{
		"metric_name": "StatusCheckFailed_System", "alarm_actions.0": "arn:aws:automate:eu-west-1:ec2:recover",
		"dimensions.InstanceId": constructtest.Find(t, stack, "proxy/instance").Reference("id"),
	})
}
