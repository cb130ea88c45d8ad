package dns

import (
	"landform/constructs/alarm"
	"landform/constructs/certificate"
)

// Events are those of the zone's certificates.
func (z *Zone) Events() []alarm.Event { return []alarm.Event{certificate.Expiration()} }
