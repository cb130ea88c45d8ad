// Package server builds one private Ubuntu instance. People reach it with Session Manager instead of SSH, and EC2 recovers
// it when its hardware fails.
package server

import (
	"landform/constructs/encryption"
	"landform/constructs/identity"
	"landform/constructs/launch"
	"landform/constructs/naming"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudwatchmetricalarm"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iaminstanceprofile"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/instance"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/launchtemplate"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

const (
	// ubuntu is the SSM parameter with the current AMI of Ubuntu 24.04. EC2 resolves it at launch, so that a new AMI does not
	// change the plan and replaces no server.
	// https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/
	ubuntu     = "resolve:ssm:/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id"
	rootDevice = "/dev/sda1" // of Ubuntu's images
	rootGiB    = 16
)

// MaxUserDataBytes is the maximum size of user data before it is encoded.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
const MaxUserDataBytes = 16 * 1024

// Props are the arguments of New.
type Props struct {
	Names        naming.Names
	Purpose      string // part of the name: "timescale" gives "volteryde-dev-timescale"
	InstanceType string // a Nitro type of x86, for example "t3.medium"
	Address      *Address
	Role         *identity.Role // created with NewRole
	Key          *encryption.Key
	// UserData is a script that runs at the first boot. It may contain tokens. It must contain neither a secret nor a literal
	// "${" or "%{", which Terraform would interpolate.
	UserData string
	// DetailedMonitoring publishes EC2's metrics every minute instead of every five, for $2.10 a month.
	DetailedMonitoring bool
}

// Server is an EC2 instance.
type Server struct {
	Resource instance.Instance
	ID       *string
	Name     string

	purpose      string
	instanceType string
}

// New creates the instance with its launch template, instance profile and recovery alarm. A change of the template or of
// the user data replaces the instance; its address stays.
func New(scope constructs.Construct, id string, props Props) *Server {
	namespace := constructs.NewConstruct(scope, &id)
	s := &Server{Name: props.Names.Name(props.Purpose), purpose: props.Purpose, instanceType: props.InstanceType}
	s.instance(namespace, props, s.launchTemplate(namespace, props))
	s.recovery(namespace, props)
	return s
}

func (s *Server) launchTemplate(scope constructs.Construct, props Props) launchtemplate.LaunchTemplate {
	profile := iaminstanceprofile.NewIamInstanceProfile(scope, new("profile"), &iaminstanceprofile.IamInstanceProfileConfig{
		Name: new(props.Names.NameWithin(props.Purpose+"-profile", 128)),
		Role: props.Role.Name,
		Tags: props.Names.Tags(s.Name),
	})
	return launchtemplate.NewLaunchTemplate(scope, new("template"), &launchtemplate.LaunchTemplateConfig{
		Name:                 &s.Name,
		UpdateDefaultVersion: true,
		ImageId:              new(ubuntu),
		InstanceType:         &props.InstanceType,
		EbsOptimized:         new("true"),
		IamInstanceProfile:   &launchtemplate.LaunchTemplateIamInstanceProfile{Arn: profile.Arn()},
		MetadataOptions:      launch.Metadata(),
		BlockDeviceMappings:  launch.RootVolume{Device: rootDevice, GiB: rootGiB, Key: props.Key}.BlockDevices(),
		TagSpecifications:    launch.Tags(props.Names, s.Name+"-root", "volume"),
		Tags:                 props.Names.Tags(s.Name),
	})
}

func (s *Server) instance(scope constructs.Construct, props Props, template launchtemplate.LaunchTemplate) {
	s.Resource = instance.NewInstance(scope, new("instance"), &instance.InstanceConfig{
		LaunchTemplate: &instance.InstanceLaunchTemplate{
			Id:      template.Id(),
			Version: cdktf.Token_AsString(template.LatestVersion(), nil),
		},
		NetworkInterface: []*instance.InstanceNetworkInterface{{
			DeviceIndex: new(0.0), NetworkInterfaceId: props.Address.ID,
		}},
		Monitoring:              props.DetailedMonitoring,
		UserData:                &props.UserData,
		UserDataReplaceOnChange: true,
		Tags:                    props.Names.Tags(s.Name),
		DependsOn:               &props.Role.Attachments,
	})
	s.ID = s.Resource.Id()
}

// recovery creates the alarm that makes EC2 move the instance to other hardware, with its address and its volumes, when
// its hardware fails.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/cloudwatch-recovery.html
func (s *Server) recovery(scope constructs.Construct, props Props) {
	name := s.Name + "-recovery"
	cloudwatchmetricalarm.NewCloudwatchMetricAlarm(scope, new("recovery"), &cloudwatchmetricalarm.CloudwatchMetricAlarmConfig{
		AlarmName:          &name,
		AlarmDescription:   new("The hardware of " + s.Name + " has failed: EC2 moves the server"),
		Namespace:          new("AWS/EC2"),
		MetricName:         new("StatusCheckFailed_System"),
		Dimensions:         &map[string]*string{"InstanceId": s.ID},
		Statistic:          new("Minimum"),
		Period:             new(60.0),
		EvaluationPeriods:  new(2.0),
		ComparisonOperator: new("GreaterThanThreshold"),
		Threshold:          new(0.0),
		AlarmActions:       &[]*string{new("arn:aws:automate:" + props.Names.Region + ":ec2:recover")},
		Tags:               props.Names.Tags(name),
	})
}
