package volteryde

import "landform/constructs/account"

// Quotas returns the service quotas that the environment's account needs if the node group has its maximum size with the
// largest of its instance types.
func (e Environment) Quotas() []account.Quota {
	largest := 0
	for _, instanceType := range e.Cluster.Nodes.InstanceTypes {
		largest = max(largest, vcpus(instanceType))
	}
	total := e.Cluster.Nodes.Max*largest + vcpus(e.Timescale.Size.InstanceType) + vcpus(proxyType)
	return []account.Quota{account.InstanceVCPUs(total)}
}

// vcpus returns the number of vCPUs of an instance type, or 0 for a type that Validate refuses.
func vcpus(instanceType string) int {
	count, err := account.VCPUs(instanceType)
	if err != nil {
		return 0
	}
	return count
}
