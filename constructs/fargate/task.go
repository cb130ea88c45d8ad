package fargate

import (
	"maps"
	"slices"
	"strconv"

	"landform/constructs/logs"
	"landform/internal/plainjson"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ecstaskdefinition"
)

const (
	// nonRoot is the user and the group of images with the tag "nonroot".
	// https://github.com/GoogleContainerTools/distroless
	nonRoot = "65532:65532"
	// The scratch volume is the only place where the container can write: its root file system is read-only. The image must
	// declare the path as a VOLUME, so that the volume gets the owner and the permissions that the image sets.
	// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html
	scratchVolume = "scratch"
	scratchPath   = "/tmp"
)

// task creates the task definition, its log group and its roles, and returns the ARN of its revision. Terraform never
// deregisters a revision: it would do so before the service uses the new one, and ECS starts no task of an inactive
// revision, neither to replace a failed task nor to roll back.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister-task-definition-v2.html
func (s *Service) task(scope constructs.Construct, props Props) *string {
	group := logs.New(scope, "logs", logs.Props{Names: props.Names, Name: "/aws/ecs/" + s.ClusterName + "/" + props.Name, Retention: props.Logs})
	s.roles(scope, props, group)
	return ecstaskdefinition.NewEcsTaskDefinition(scope, new("task"), &ecstaskdefinition.EcsTaskDefinitionConfig{
		Family:                  &s.Name,
		RequiresCompatibilities: jsii.Strings("FARGATE"),
		NetworkMode:             new("awsvpc"),
		Cpu:                     new(strconv.Itoa(props.Size.CPUUnits)),
		Memory:                  new(strconv.Itoa(props.Size.MemoryMiB)),
		RuntimePlatform: &ecstaskdefinition.EcsTaskDefinitionRuntimePlatform{
			OperatingSystemFamily: new("LINUX"),
			CpuArchitecture:       new("X86_64"),
		},
		ExecutionRoleArn:     s.ExecutionRole.ARN,
		TaskRoleArn:          s.TaskRole.ARN,
		ContainerDefinitions: new(containers(props, group.Name)),
		Volume:               []*ecstaskdefinition.EcsTaskDefinitionVolume{{Name: new(scratchVolume)}},
		SkipDestroy:          true,
		Tags:                 props.Names.Tags(s.Name),
	}).Arn()
}

// container is a container definition. Empty lists are written as well: ECS adds them, and Terraform would then plan a
// change.
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
type container struct {
	Name                   string            `json:"name"`
	Image                  string            `json:"image"`
	Essential              bool              `json:"essential"`
	User                   string            `json:"user"`
	ReadonlyRootFilesystem bool              `json:"readonlyRootFilesystem"`
	PortMappings           []portMapping     `json:"portMappings"`
	MountPoints            []mountPoint      `json:"mountPoints"`
	VolumesFrom            []string          `json:"volumesFrom"`
	SystemControls         []string          `json:"systemControls"`
	Environment            []variable        `json:"environment"`
	Secrets                []secretVariable  `json:"secrets,omitempty"`
	HealthCheck            *healthCheck      `json:"healthCheck"`
	LogConfiguration       *logConfiguration `json:"logConfiguration"`
}

type portMapping struct {
	ContainerPort int    `json:"containerPort"`
	HostPort      int    `json:"hostPort"`
	Protocol      string `json:"protocol"`
}

type mountPoint struct {
	SourceVolume  string `json:"sourceVolume"`
	ContainerPath string `json:"containerPath"`
	ReadOnly      bool   `json:"readOnly"`
}

type variable struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type secretVariable struct {
	Name      string `json:"name"`
	ValueFrom string `json:"valueFrom"`
}

type logConfiguration struct {
	LogDriver string            `json:"logDriver"`
	Options   map[string]string `json:"options"`
}

// containers returns the container definitions of the task as JSON.
func containers(props Props, logGroup string) string {
	definition := container{
		Name:                   props.Name,
		Image:                  *props.Repository.URL + ":" + props.Tag,
		Essential:              true,
		User:                   nonRoot,
		ReadonlyRootFilesystem: true,
		PortMappings:           []portMapping{{props.Port, props.Port, "tcp"}},
		MountPoints:            []mountPoint{{scratchVolume, scratchPath, false}},
		VolumesFrom:            []string{},
		SystemControls:         []string{},
		Environment:            []variable{},
		HealthCheck:            props.healthCheck(),
		LogConfiguration: &logConfiguration{"awslogs", map[string]string{
			"awslogs-group":         logGroup,
			"awslogs-region":        props.Names.Region,
			"awslogs-stream-prefix": props.Name,
		}},
	}
	for _, name := range slices.Sorted(maps.Keys(props.Environment)) {
		definition.Environment = append(definition.Environment, variable{name, props.Environment[name]})
	}
	if props.Secrets != nil {
		for _, name := range props.Secrets.Fields {
			definition.Secrets = append(definition.Secrets, secretVariable{name, props.Secrets.Reference(name)})
		}
	}
	return plainjson.Compact([]container{definition})
}
