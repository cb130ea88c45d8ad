package fargate

import (
	"errors"
	"fmt"

	"landform/internal/problems"
)

// How often ECS runs the health command of a container. It does so independently of the load balancer's health checks,
// so that ECS also replaces a task whose program hangs.
const (
	healthIntervalSeconds = 15
	healthTimeoutSeconds  = 5
	healthRetries         = 3
)

// HealthCommand is a command that exits with 0 while the container is healthy. Its first element is "CMD", followed by a
// program and its arguments, or "CMD-SHELL", followed by one line for the image's shell.
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
type HealthCommand []string

// Validate returns an error for a command that ECS would refuse.
func (c HealthCommand) Validate() error {
	var list problems.List
	value := fmt.Sprintf("%q", []string(c))
	list.Unless(len(c) >= 2 && (c[0] == "CMD" || c[0] == "CMD-SHELL"), "Health", value,
		"must begin with CMD or CMD-SHELL, followed by the command")
	list.Unless(len(c) <= 2 || c[0] != "CMD-SHELL", "Health", value, "must have one element after CMD-SHELL: the line that the shell runs")
	return errors.Join(list...)
}

// HTTPHealth requests a path on the container's own port with wget, which images based on Alpine or busybox contain.
func HTTPHealth(port int, path string) HealthCommand {
	return HealthCommand{"CMD-SHELL", fmt.Sprintf("wget -q -O /dev/null http://127.0.0.1:%d%s || exit 1", port, path)}
}

// healthCheck is the health check of a container definition. Every field is written: ECS adds missing fields with their
// defaults, and Terraform would then plan a change.
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
