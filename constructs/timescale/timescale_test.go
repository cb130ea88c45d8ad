package timescale_test

import (
	"strings"
	"testing"

	"landform/constructs/bucket"
	"landform/constructs/constructtest"
	"landform/constructs/deletion"
	"landform/constructs/egress"
	"landform/constructs/encryption"
	"landform/constructs/timescale"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/tidwall/gjson"
)

func build(t *testing.T, protection deletion.Protection) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		net := constructtest.Network(stack)
		key := encryption.New(stack, "encryption", encryption.Props{Names: constructtest.Names(), Purpose: "timescale"})
		proxy := egress.New(stack, "egress", egress.Props{
			Names: constructtest.Names(), Network: net, Subnet: net.Private[0],
			InstanceType: "t3.micro", Hosts: timescale.Hosts("eu-west-1"), Key: key,
		})
		database := timescale.New(stack, "timescale", timescale.Props{
			Names:   constructtest.Names(),
			Network: net,
			Key:     key,
			Egress:  proxy,
			Size: timescale.Size{
				InstanceType: "r6i.large", DataGiB: 500, SnapshotIntervalHours: 4, SnapshotRetentionDays: 14, BackupRetentionDays: 21,
			},
			Backups:    bucket.New(stack, "backups", bucket.Props{Names: constructtest.Names(), Purpose: "backups", Key: key}),
			Database:   "telemetry",
			Username:   "acme",
			SecretName: "acme/test/timescale/password",
			Protection: protection,
			Logs:       constructtest.Logs(stack),
		})
		constructtest.Monitor(stack, append(database.Alarms(), proxy.Alarms()...))
		constructtest.Events(stack).Report(stack, constructtest.Names(), database.Events())
	})
}

func TestServerIsPrivateAndUsesSessionManager(t *testing.T) {
	stack := build(t, deletion.Protected)
	address := constructtest.Find(t, stack, "timescale/address")
	constructtest.Expect(t, address, map[string]any{
		"subnet_id":         constructtest.Find(t, stack, "network/database-subnet-eu-west-1a").Reference("id"),
		"security_groups.#": 1,
		"security_groups.0": constructtest.Find(t, stack, "timescale/security-group/group").Reference("id"),
	})
	template := constructtest.Find(t, stack, "timescale/server/template")
	constructtest.Expect(t, template, map[string]any{
		"image_id":      "resolve:ssm:/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id",
		"instance_type": "r6i.large", "key_name": nil, "network_interfaces": nil,
		"metadata_options.http_tokens":                 "required",
		"metadata_options.http_put_response_hop_limit": 1,
		"block_device_mappings.0.ebs.encrypted":        "true",
		"block_device_mappings.0.ebs.kms_key_id":       constructtest.Find(t, stack, "encryption/key").Reference("arn"),
		"iam_instance_profile.arn":                     constructtest.Find(t, stack, "timescale/server/profile").Reference("arn"),
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "timescale/server/instance"), map[string]any{
		"launch_template.id":                       template.Reference("id"),
		"launch_template.version":                  template.Reference("latest_version"),
		"network_interface.#":                      1,
		"network_interface.0.network_interface_id": address.Reference("id"),
		"associate_public_ip_address":              nil,
		"depends_on.#":                             4,
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "timescale/role/managed-AmazonSSMManagedInstanceCore"), map[string]any{
		"role": constructtest.Find(t, stack, "timescale/role/role").Reference("name"),
	})
}

func TestDataVolumeIsSeparateFromTheServer(t *testing.T) {
	stack := build(t, deletion.Protected)
	data := constructtest.Find(t, stack, "timescale/data")
	constructtest.Expect(t, data, map[string]any{
		"type": "gp3", "size": 500, "encrypted": true, "availability_zone": "eu-west-1a",
		"kms_key_id":                constructtest.Find(t, stack, "encryption/key").Reference("arn"),
		"lifecycle.prevent_destroy": true, "final_snapshot": true,
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "timescale/data-attachment"), map[string]any{
		"volume_id":                      data.Reference("id"),
		"instance_id":                    constructtest.Find(t, stack, "timescale/server/instance").Reference("id"),
		"stop_instance_before_detaching": true,
	})
}

func TestDisposableDataMayBeDestroyed(t *testing.T) {
	stack := build(t, deletion.Disposable)
	constructtest.Expect(t, constructtest.Find(t, stack, "timescale/data"), map[string]any{
		"lifecycle": nil, "final_snapshot": nil,
	})
}

func TestVolumeHasRegularSnapshots(t *testing.T) {
	stack := build(t, deletion.Protected)
	constructtest.Expect(t, constructtest.Find(t, stack, "timescale/snapshots"), map[string]any{
		"state":                           "ENABLED",
		"execution_role_arn":              constructtest.Find(t, stack, "timescale/snapshot-role/role").Reference("arn"),
		"policy_details.target_tags.Name": constructtest.Find(t, stack, "timescale/data").Get("tags.Name"),
		"policy_details.schedule.0.create_rule.interval":      4,
		"policy_details.schedule.0.retain_rule.interval":      14,
		"policy_details.schedule.0.retain_rule.interval_unit": "DAYS",
		"policy_details.schedule.0.copy_tags":                 true,
	})
	trust := constructtest.Find(t, stack, "timescale/snapshot-role/role").Get("assume_role_policy").String()
	if got := gjson.Get(trust, `Statement.0.Condition.ArnLike.aws\:SourceArn.0`).String(); got != "arn:aws:dlm:eu-west-1:123456789012:policy/*" {
		t.Errorf("the snapshot role may be assumed on behalf of %q", got)
	}
}

func TestServerIsRecoveredWhenItsHardwareFails(t *testing.T) {
	stack := build(t, deletion.Protected)
	constructtest.Expect(t, constructtest.Find(t, stack, "timescale/server/recovery"), map[string]any{
		"metric_name":           "StatusCheckFailed_System",
		"dimensions.InstanceId": constructtest.Find(t, stack, "timescale/server/instance").Reference("id"),
		"alarm_actions.0":       "arn:aws:automate:eu-west-1:ec2:recover",
	})
}

func TestServerReadsThePasswordWithItsRole(t *testing.T) {
	stack := build(t, deletion.Protected)
	secret := constructtest.Find(t, stack, "timescale/secret/secret")
	rights := gjson.Parse(constructtest.Find(t, stack, "timescale/role/policy-timescale-password-read").Get("policy").String())
	read := rights.Get(`Statement.#(Action.#(=="secretsmanager:GetSecretValue")).Resource`)
	if got, want := read.Raw, `["`+secret.Reference("arn")+`"]`; got != want {
		t.Errorf("the server may read %s, want only %s", got, want)
	}
	userData := constructtest.Find(t, stack, "timescale/server/instance").Get("user_data").String()
	if strings.Contains(userData, "random_password") {
		t.Error("the user data contains the password")
	}
	for _, reference := range []string{
		"VOLUME='" + constructtest.Find(t, stack, "timescale/data").Reference("id") + "'",
		"SECRET='" + secret.Reference("arn") + "'",
		"PROXY='http://" + constructtest.Find(t, stack, "egress/address").Reference("private_ip") + ":3128'",
	} {
		if !strings.Contains(userData, reference) {
			t.Errorf("the user data does not contain %s", reference)
		}
	}
	version := constructtest.Find(t, stack, "timescale/secret/version").Get("secret_string").String()
	for _, field := range []string{"username", "password", "host", "port", "dbname"} {
		if !strings.Contains(version, `"`+field+`"`) {
			t.Errorf("the secret has no %s: %s", field, version)
		}
	}
}
