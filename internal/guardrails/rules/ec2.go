package rules

import (
	"fmt"
	"slices"
)

var servers = []string{"aws_instance", "aws_launch_template", "aws_launch_configuration", "aws_spot_instance_request"}

var instanceRules = []rule{
	{
		ID: "ec2-imdsv2", Class: refused, Types: servers, Resource: EC2IMDSv2,
		Why:      "with IMDSv1, a forged request through a program on the instance reads the role's credentials",
		Fix:      "set metadata_options with http_tokens = required",
		Aliases:  []string{"AWS-0028", "AWS-0130", "CKV_AWS_79", "EC2.8", "EC2.170", "CIS 5.6"},
		Violates: `{"aws_launch_template": {"main": {"metadata_options": {"http_tokens": "optional"}}}}`,
	},
	{
		ID: "ec2-metadata-one-hop", Class: advice, Types: servers, Resource: EC2MetadataOneHop,
		Why:      "containers on the instance could read the credentials of the instance's role",
		Fix:      "set http_put_response_hop_limit to 1",
		Aliases:  []string{"CKV_AWS_341"},
		Violates: `{"aws_launch_template": {"main": {"metadata_options": {"http_put_response_hop_limit": 2}}}}`,
	},
	{
		ID: "ec2-volumes-encrypted", Class: refused, Types: servers, Resource: EC2VolumesEncrypted,
		Why:      "the volumes, and all their snapshots, are stored unencrypted",
		Fix:      "set encrypted = true in each block device",
		Aliases:  []string{"AWS-0008", "AWS-0131", "CKV_AWS_8"},
		Violates: `{"aws_launch_template": {"main": {"block_device_mappings": [{"device_name": "/dev/sda1", "ebs": {"encrypted": "false"}}]}}}`,
	},
	{
		ID: "ec2-no-public-address", Class: refused, Types: servers, Resource: EC2NoPublicAddress,
		Why:      "the instance can be reached from the internet",
		Fix:      "leave associate_public_ip_address out; use Session Manager or a load balancer to reach the instance",
		Aliases:  []string{"AWS-0009", "CKV_AWS_88", "EC2.9", "EC2.25"},
		Violates: `{"aws_instance": {"main": {"associate_public_ip_address": true}}}`,
	},
	{
		ID: "ec2-no-key-pair", Class: advice, Types: servers, Resource: EC2NoKeyPair,
		Why:      "SSH keys get shared, never expire, and their use is not audited",
		Fix:      "use Session Manager",
		Violates: `{"aws_instance": {"main": {"key_name": "shared"}}}`,
	},
	{
		ID: "ec2-role", Class: advice, Types: []string{"aws_instance"}, Resource: EC2Role,
		Why:      "without a role, Session Manager cannot connect to the instance, and people store access keys on it",
		Fix:      "set iam_instance_profile on the instance or its launch template",
		Aliases:  []string{"CKV2_AWS_41", "SSM.1"},
		Violates: `{"aws_instance": {"main": {"iam_instance_profile": null}}}`,
	},
	{
		ID: "ebs-volume-encrypted", Class: refused, Types: []string{"aws_ebs_volume"}, Resource: EBSVolumeEncrypted,
		Why:      "the volume, and all its snapshots, are stored unencrypted",
		Fix:      "set encrypted to true",
		Aliases:  []string{"AWS-0026", "CKV_AWS_3", "EC2.3", "CIS 2.2.1"},
		Violates: `{"aws_ebs_volume": {"main": {"encrypted": false}}}`,
	},
	{
		ID: "ebs-customer-key", Class: advice, Types: []string{"aws_ebs_volume"}, Resource: EBSCustomerKey,
		Why:      "only with a customer managed key can snapshots be shared, and access to them be seen in CloudTrail",
		Fix:      "set kms_key_id",
		Aliases:  []string{"AWS-0027", "CKV_AWS_189"},
		Violates: `{"aws_ebs_volume": {"main": {"kms_key_id": null}}}`,
	},
	{
		ID: "ebs-default-encryption", Class: refused, Types: []string{"aws_ebs_encryption_by_default"}, Resource: EBSDefaultEncryption,
		Why:      "volumes that somebody creates by hand would be unencrypted",
		Fix:      "set enabled to true",
		Aliases:  []string{"CKV_AWS_106", "EC2.7"},
		Violates: `{"aws_ebs_encryption_by_default": {"main": {"enabled": false}}}`,
	},
	{
		ID: "ebs-no-public-snapshots", Class: refused, Types: []string{"aws_ebs_snapshot_block_public_access"}, Resource: EBSNoPublicSnapshots,
		Why:      "everybody can read a snapshot that somebody shares publicly",
		Fix:      `set state to "block-all-sharing"`,
		Aliases:  []string{"EC2.182"},
		Violates: `{"aws_ebs_snapshot_block_public_access": {"main": {"state": "unblocked"}}}`,
	},
	{
		ID: "ec2-imdsv2-by-default", Class: refused, Types: []string{"aws_ec2_instance_metadata_defaults"}, Resource: EC2IMDSv2ByDefault,
		Why:      "an instance that somebody launches by hand would give its role's credentials to any forged request",
		Fix:      `set http_tokens to "required"`,
		Source:   "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html",
		Violates: `{"aws_ec2_instance_metadata_defaults": {"main": {"http_tokens": "no-preference"}}}`,
	},
	{
		ID: "ebs-snapshot-not-public", Class: refused, Resource: EBSSnapshotNotPublic,
		Types:    []string{"aws_ami_launch_permission", "aws_snapshot_create_volume_permission", "aws_ami_copy", "aws_ebs_snapshot_copy"},
		Why:      "everybody with an AWS account could read the volume",
		Fix:      "share with named accounts, and encrypt the copies",
		Aliases:  []string{"EC2.1", "CKV_AWS_235", "CKV_AWS_204"},
		Violates: `{"aws_ami_launch_permission": {"main": {"group": "all"}}}`,
	},
	{
		ID: "ec2-launch-template", Class: refused, Types: []string{"aws_launch_configuration"}, Resource: EC2LaunchTemplate,
		Why:      "AWS does not support launch configurations in new accounts",
		Fix:      "use an aws_launch_template",
		Source:   "https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-configurations.html",
		Violates: `{"aws_launch_configuration": {"main": {"image_id": "ami-1", "metadata_options": {"http_tokens": "required", "http_put_response_hop_limit": 1}, "root_block_device": {"encrypted": true}}}}`,
	},
}

// fromTemplate reports whether an instance takes its missing arguments from a launch template.
func fromTemplate(server resource) bool {
	return server.Type == "aws_instance" && server.Value("launch_template").Exists()
}

// EC2IMDSv2 requires IMDSv2.
func EC2IMDSv2(server resource) answer {
	const options = "metadata_options"
	if fromTemplate(server) && !server.Value(options).Exists() {
		return skip
	}
	if server.Value(options+".http_endpoint").String() == "disabled" {
		return pass
	}
	return isOne(server, options+".http_tokens", "required")
}

// EC2MetadataOneHop requires a hop limit of 1, which containers cannot pass.
func EC2MetadataOneHop(server resource) answer {
	return between(server, "metadata_options.http_put_response_hop_limit", 1, 1)
}

// EC2VolumesEncrypted requires encryption of all volumes that the instance is launched with.
func EC2VolumesEncrypted(server resource) answer {
	whole := pass
	if server.Type != "aws_launch_template" && !fromTemplate(server) {
		whole = isTrue(server, "root_block_device.encrypted")
	}
	for index, root := range server.All("root_block_device") {
		if fromTemplate(server) {
			whole = whole.And(encryptedBlock(fmt.Sprintf("root_block_device.%d", index), root))
		}
	}
	for index, device := range server.All("ebs_block_device") {
		whole = whole.And(encryptedBlock(fmt.Sprintf("ebs_block_device.%d", index), device))
	}
	for index, mapping := range server.All("block_device_mappings") {
		if ebs := mapping.Field("ebs"); ebs.Exists() {
			whole = whole.And(encryptedBlock(fmt.Sprintf("block_device_mappings.%d.ebs", index), ebs))
		}
	}
	return whole
}

func encryptedBlock(path string, block value) answer {
	return check(path+".encrypted", block.Field("encrypted"), value.IsTrue)
}

// EC2NoPublicAddress forbids public addresses.
func EC2NoPublicAddress(server resource) answer {
	whole := notTrue(server, "associate_public_ip_address")
	for _, kind := range []string{"aws_eip", "aws_eip_association"} {
		for _, argument := range []string{"instance", "instance_id"} {
			for _, address := range server.Companions(kind, argument) {
				whole = whole.And(broken("", "%s is its address", address.Address()))
			}
		}
	}
	return whole.And(everyBlock(server, "network_interfaces", func(path string, card value) answer {
		if card.Field("associate_public_ip_address").IsTrue() {
			return broken(path, "network_interfaces.associate_public_ip_address = true")
		}
		return pass
	}))
}

// EC2NoKeyPair forbids SSH key pairs.
func EC2NoKeyPair(server resource) answer { return notSet(server, "key_name") }

// EC2Role requires instances with a role.
func EC2Role(server resource) answer {
	if fromTemplate(server) {
		for _, template := range server.Targets("launch_template") {
			return isSet(template, "iam_instance_profile")
		}
	}
	return isSet(server, "iam_instance_profile")
}

// EBSVolumeEncrypted requires encrypted volumes.
func EBSVolumeEncrypted(volume resource) answer { return isTrue(volume, "encrypted") }

// EBSCustomerKey requires a customer managed key.
func EBSCustomerKey(volume resource) answer { return isSet(volume, "kms_key_id") }

// EBSDefaultEncryption requires EBS encryption by default.
func EBSDefaultEncryption(setting resource) answer { return notFalse(setting, "enabled") }

// EBSNoPublicSnapshots requires that the account blocks public sharing of snapshots.
func EBSNoPublicSnapshots(setting resource) answer {
	return isOne(setting, "state", "block-all-sharing")
}

// EC2IMDSv2ByDefault requires IMDSv2 as the account's default.
func EC2IMDSv2ByDefault(setting resource) answer { return isOne(setting, "http_tokens", "required") }

// EBSSnapshotNotPublic requires snapshots shared with named accounts only, and encrypted copies.
func EBSSnapshotNotPublic(r resource) answer {
	if slices.Contains([]string{"aws_ami_copy", "aws_ebs_snapshot_copy"}, r.Type) {
		return isTrue(r, "encrypted")
	}
	return isNone(r, "group", "all").And(isNone(r, "account_id", "all"))
}

// EC2LaunchTemplate forbids launch configurations.
func EC2LaunchTemplate(resource) answer { return broken("", "a launch configuration") }
