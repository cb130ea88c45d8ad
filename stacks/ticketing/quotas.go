package ticketing

import "landform/constructs/account"

// cpuUnits make one vCPU of Fargate.
const cpuUnits = 1024

// Quotas are what the environment's account needs of AWS with all of its tasks: twice as many while a new version of the
// backend starts beside the old one.
func (e Environment) Quotas() []account.Quota {
	units := 2 * e.Backend.Count.Max * e.Backend.Size.CPUUnits
	return []account.Quota{account.FargateVCPUs((units + cpuUnits - 1) / cpuUnits)}
}
