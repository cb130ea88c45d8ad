package network

import "landform/constructs/alarm"

// Alarms returns the alarms of each NAT gateway.
// https://docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html
func (n *Network) Alarms() []alarm.Target {
	var targets []alarm.Target
	for _, gateway := range n.NATGateways {
		targets = append(targets, alarm.Target{
			Section: "NAT gateways", Name: "nat-" + gateway.Zone, Namespace: "AWS/NATGateway",
			Dimensions: []alarm.Dimension{{Name: "NatGatewayId", Value: *gateway.ID}},
			Rules: []alarm.Rule{
				{
					Name: "ports", Metric: "ErrorPortAllocation", Statistic: alarm.Sum, Comparison: alarm.Above, Threshold: 0,
					Periods: 2, MissingData: alarm.NotBreaching, Reason: "Too many connections to one destination: new ones fail",
				},
				{
					Name: "drops", Metric: "PacketsDropCount", Statistic: alarm.Sum, Comparison: alarm.Above, Threshold: 100,
					Periods: 3, MissingData: alarm.NotBreaching, Reason: "The gateway drops packets: something is wrong with the gateway itself",
				},
			},
		})
	}
	return targets
}
