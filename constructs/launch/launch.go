// Package launch holds what all launch templates have in common: how instances are hardened, encrypted and tagged.
package launch

import (
	"landform/constructs/encryption"
	"landform/constructs/naming"

	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/launchtemplate"
)

// Metadata lets only the instance itself read its metadata, with a session (IMDSv2): an answer that travels one hop reaches
// no container that is not on the host's network, so that none takes the instance's role.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html
func Metadata() *launchtemplate.LaunchTemplateMetadataOptions {
	return &launchtemplate.LaunchTemplateMetadataOptions{
		HttpEndpoint:            new("enabled"),
		HttpTokens:              new("required"),
		HttpPutResponseHopLimit: new(1.0),
	}
}

// RootVolume is what an instance starts from. It is encrypted, and goes with the instance.
type RootVolume struct {
	Device string // as the image has it, for example "/dev/xvda"
	GiB    int
	Key    *encryption.Key // nil for the account's default key
}

// BlockDevices returns the volume as the template's only one.
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

// Tags tags what is launched, of each of these kinds: "instance", "volume" or "network-interface". The provider's default tags
// reach only what Terraform creates.
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
