package certificate

import "landform/constructs/alarm"

// Events are those of the certificate.
func (c *Certificate) Events() []alarm.Event { return []alarm.Event{Expiration()} }

// Expiration is what ACM reports every day of the last 30 of any certificate of the account and region: its renewal, 60 days
// before the end, has failed. https://docs.aws.amazon.com/acm/latest/userguide/supported-events.html
func Expiration() alarm.Event {
	return alarm.Event{
		Name:   "certificate-expiration",
		Reason: "A certificate expires soon and is not renewed: its record for validation may be gone",
		Pattern: alarm.Pattern{
			Source: []string{"aws.acm"}, DetailType: []string{"ACM Certificate Approaching Expiration"},
		},
	}
}
