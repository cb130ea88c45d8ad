package egress

import "landform/constructs/alarm"

// Alarms returns the alarms of the proxy's server.
func (p *Proxy) Alarms() []alarm.Target { return p.Server.Alarms() }
