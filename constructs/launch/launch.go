// Package launch provides what all launch templates have in common: the metadata options, the encrypted root volume and
// the tags.
package launch

import (
	"landform/constructs/encryption"
	"landform/constructs/naming"

	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/launchtemplate"
)

// Metadata returns metadata options that require IMDSv2 and limit responses to one network hop. A container that does not
// use the host's network is two hops away, and cannot get credentials of the instance's role.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html
func Metadata() *launchtemplate.LaunchTemplateMetadataOptions {
	return &launchtemplate.LaunchTemplateMetadataOptions{
		HttpEndpoint:            new("enabled"),
		HttpTokens:              new("required"),
		HttpPutResponseHopLimit: new(1.0),
	}
}

// RootVolume is the root volume of an instance. It is encrypted, and is deleted when the instance is terminated.
type RootVolume struct {
	Device string // device name of the AMI's root volume, for example "/dev/xvda"
	GiB    int
	Key    *encryption.Key // nil for the account's default key
}

// BlockDevices returns the block device mappings of a launch template with this volume only.
func (v RootVolume) BlockDevices() []*launchtemplate.LaunchTemplateBlockDeviceMappings {
	ebs := &launchtemplate.LaunchTemplateBlockDeviceMappingsEbs{
		VolumeType:          new("gp3"),
		VolumeSize:          jsii.Number(v.GiB),
		Encrypted:           new("true"),
		DeleteOnTermination: new("true"),
	}
	if v.Key != nil {
		ebs.KmsKeyId = v.Key.ARN
	}
	return []*launchtemplate.LaunchTemplateBlockDeviceMappings{{DeviceName: &v.Device, Ebs: ebs}}
}

// Tags returns the tags of resources that EC2 creates from a launch template. The kinds are "instance", "volume" and
// "network-interface". Terraform's default_tags apply only to resources that Terraform creates.
func Tags(names naming.Names, name string, kinds ...string) []*launchtemplate.LaunchTemplateTagSpecifications {
	var specifications []*launchtemplate.LaunchTemplateTagSpecifications
	for _, kind := range kinds {
		specifications = append(specifications, &launchtemplate.LaunchTemplateTagSpecifications{
			ResourceType: &kind,
			Tags:         names.Tags(name, names.CommonTags),
		})
	}
	return specifications
}
