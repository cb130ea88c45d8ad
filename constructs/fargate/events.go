package fargate

import "landform/constructs/alarm"

// Events returns the events that the service's alarms do not show: the circuit breaker has rolled back a deployment, or
// ECS cannot place tasks. The old version keeps running, so that no metric changes.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html
func (s *Service) Events() []alarm.Event {
	service := []string{*s.Resource.Id()}
	return []alarm.Event{
		{
			Name:   s.purpose + "-rollout-failed",
			Reason: "The tasks of a new version did not become healthy: the circuit breaker has rolled it back",
			Pattern: alarm.Pattern{
				Source: []string{"aws.ecs"}, DetailType: []string{"ECS Deployment State Change"}, Resources: service,
				Detail: map[string][]string{"eventName": {"SERVICE_DEPLOYMENT_FAILED"}},
			},
		},
		{
			Name:   s.purpose + "-service-action",
			Reason: "ECS cannot start tasks, or none of those that it starts stays",
			Pattern: alarm.Pattern{
				Source: []string{"aws.ecs"}, DetailType: []string{"ECS Service Action"}, Resources: service,
				Detail: map[string][]string{"eventType": {"ERROR", "WARN"}},
			},
		},
	}
}
