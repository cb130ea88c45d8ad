package ticketing

import "landform/constructs/account"

// cpuUnits is the number of CPU units of one vCPU.
const cpuUnits = 1024

// Quotas returns the service quotas that the environment's account needs for the maximum number of tasks, twice: during a
// deployment, the tasks of the old and the new version run at the same time.
func (e Environment) Quotas() []account.Quota {
	units := 2 * e.Backend.Count.Max * e.Backend.Size.CPUUnits
	return []account.Quota{account.FargateVCPUs((units + cpuUnits - 1) / cpuUnits)}
}
