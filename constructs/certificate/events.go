package certificate

import "landform/constructs/alarm"

// Events returns the events of the certificate.
func (c *Certificate) Events() []alarm.Event { return []alarm.Event{Expiration()} }

// Expiration returns the event that ACM sends daily for each certificate of the account and region that expires within 30
// days. ACM renews certificates 60 days before they expire, so the renewal has failed.
// https://docs.aws.amazon.com/acm/latest/userguide/supported-events.html
func Expiration() alarm.Event {
	return alarm.Event{
		Name:   "certificate-expiration",
		Reason: "A certificate expires soon and is not renewed: its record for validation may be gone",
		Pattern: alarm.Pattern{
			Source: []string{"aws.acm"}, DetailType: []string{"ACM Certificate Approaching Expiration"},
		},
	}
}
