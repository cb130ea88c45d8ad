package egress

import "landform/constructs/alarm"

// Alarms are those of the proxy's server.
func (p *Proxy) Alarms() []alarm.Target { return p.Server.Alarms() }
