package fargate

import (
	"errors"
	"fmt"
)

// How ECS asks a container whether it is well: as the load balancer does, and apart from it, so that a task that hangs is
// replaced although the network to it is fine.
const (
	healthIntervalSeconds = 15
	healthTimeoutSeconds  = 5
	healthRetries         = 3
)

// HealthCommand is a command in the container that exits with 0 as long as it is well. Its first word is "CMD" for a
// program, or "CMD-SHELL" for a line that the image's shell reads.
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
type HealthCommand []string

// Validate says what ECS would refuse: a command that begins with neither word, or has nothing to run.
func (c HealthCommand) Validate() error {
	if len(c) < 2 || c[0] != "CMD" && c[0] != "CMD-SHELL" {
		return fmt.Errorf("health command is %q: must be CMD or CMD-SHELL, and then what to run", []string(c))
	}
	if c[0] == "CMD-SHELL" && len(c) > 2 {
		return errors.New("health command has several words after CMD-SHELL: the shell reads one line")
	}
	return nil
}

// HTTPHealth asks a path of the container's own port with wget, which the images of Alpine and busybox have.
func HTTPHealth(port int, path string) HealthCommand {
	return HealthCommand{"CMD-SHELL", fmt.Sprintf("wget -q -O /dev/null http://127.0.0.1:%d%s || exit 1", port, path)}
}

// healthCheck is that of a container definition. Every field is written: ECS would fill in what is missing, and
// Terraform would see a change.
type healthCheck struct {
	Command     HealthCommand `json:"command"`
	Interval    int           `json:"interval"`
	Timeout     int           `json:"timeout"`
	Retries     int           `json:"retries"`
	StartPeriod int           `json:"startPeriod"`
}

func (p Props) healthCheck() *healthCheck {
	return &healthCheck{p.Health, healthIntervalSeconds, healthTimeoutSeconds, healthRetries, startSeconds}
}
