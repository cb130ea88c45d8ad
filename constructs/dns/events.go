package dns

import (
	"landform/constructs/alarm"
	"landform/constructs/certificate"
)

// Events returns the events of the zone's certificates.
func (z *Zone) Events() []alarm.Event { return []alarm.Event{certificate.Expiration()} }
