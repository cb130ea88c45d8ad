package volteryde

import "landform/constructs/account"

// Quotas are what the environment's account needs of AWS with all of its nodes, each of the largest of their types.
func (e Environment) Quotas() []account.Quota {
	largest := 0
	for _, instanceType := range e.Cluster.Nodes.InstanceTypes {
		largest = max(largest, vcpus(instanceType))
	}
	total := e.Cluster.Nodes.Max*largest + vcpus(e.Timescale.Size.InstanceType) + vcpus(proxyType)
	return []account.Quota{account.InstanceVCPUs(total)}
}

// vcpus is 0 for a type that Validate refuses.
func vcpus(instanceType string) int {
	count, err := account.VCPUs(instanceType)
	if err != nil {
		return 0
	}
	return count
}
