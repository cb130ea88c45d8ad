package alarm

// Event is something that happens to a resource and that people must know of, as EventBridge reports it.
type Event struct {
	Name    string // of its rule after the environment's prefix, for example "postgres-events"
	Pattern Pattern
	Reason  string // what it means: it stands in the message, before the event itself
}

// Pattern is which events of the account's default bus are meant. Fields without values match everything.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
type Pattern struct {
	Source     []string            `json:"source"`
	DetailType []string            `json:"detail-type"`
	Resources  []string            `json:"resources,omitempty"`
	Detail     map[string][]string `json:"detail,omitempty"`
}
