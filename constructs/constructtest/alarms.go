package constructtest

import (
	"landform/constructs/alarm"
	"landform/constructs/monitoring"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// Monitor creates the alarms of a construct, at "monitoring/<target>-<rule>" below the stack.
func Monitor(stack cdktf.TerraformStack, targets []alarm.Target) {
	monitoring.New(stack, "monitoring", monitoring.Props{
		Names:     Names(),
		Topic:     monitoring.NewTopic(stack, "alarm-topic", monitoring.TopicProps{Names: Names(), Email: "alarms@acme.example"}),
		Targets:   targets,
		BudgetUSD: 250,
	})
}

// Events creates a topic for the events of a construct.
func Events(stack cdktf.TerraformStack) *monitoring.EventTopic {
	return monitoring.NewEventTopic(stack, "event-topic", monitoring.TopicProps{Names: Names(), Email: "alarms@acme.example"})
}
