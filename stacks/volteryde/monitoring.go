package volteryde

import (
	"landform/constructs/alarm"
	"landform/constructs/monitoring"
)

func (b *builder) topics() monitoring.Topics {
	return monitoring.NewTopics(b.scope, monitoring.TopicProps{Names: b.names, Email: b.env.Alarms.Email})
}

// monitoring creates the alarms, and the dashboard with the targets in this order.
func (b *builder) monitoring(topic *monitoring.Topic, targets []alarm.Target) *monitoring.Monitoring {
	return monitoring.New(b.scope, "monitoring", monitoring.Props{
		Names:     b.names,
		Topic:     topic,
		Targets:   targets,
		BudgetUSD: b.env.Alarms.BudgetUSD,
	})
}
