package alarm

// Event is an event in EventBridge about which people must be notified.
type Event struct {
	Name    string // of the rule, without the environment's prefix, for example "postgres-events"
	Pattern Pattern
	Reason  string // what the event means: the message begins with it, before the event itself
}

// Pattern is an EventBridge pattern that selects events of the account's default event bus. An empty field matches all.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
type Pattern struct {
	Source     []string            `json:"source"`
	DetailType []string            `json:"detail-type"`
	Resources  []string            `json:"resources,omitempty"`
	Detail     map[string][]string `json:"detail,omitempty"`
}
