package cluster

import (
	"fmt"
	"maps"
	"slices"
)

// The priority classes of pods. When nodes are short of room, pods of the platform stay and those of applications are evicted.
const (
	platformPriority    = "platform"
	applicationPriority = "application"
)

// namespaces returns the namespaces that no add-on creates, with their Pod Security Standards. Envoy Gateway's
// namespace gets the level "baseline", all others "restricted".
// https://kubernetes.io/docs/concepts/security/pod-security-standards/
func (c Cluster) namespaces() []object {
	levels := map[string]string{envoyNamespace: "baseline"}
	for _, account := range c.Accounts {
		if account.Namespace != "kube-system" {
			levels[account.Namespace] = "restricted"
		}
	}
	var found []object
	for _, name := range slices.Sorted(maps.Keys(levels)) {
		found = append(found, labelled(manifest("v1", "Namespace", "", name, nil), map[string]string{
			"pod-security.kubernetes.io/enforce": levels[name],
			"pod-security.kubernetes.io/warn":    "restricted",
		}))
	}
	return found
}

// applications returns the service accounts that no chart creates: those of the platform's own pods.
func (c Cluster) applications(charts []chart) []Account {
	created := map[Account]bool{}
	for _, one := range charts {
		created[Account{Namespace: one.namespace, Name: one.release}] = true
	}
	var found []Account
	for _, account := range c.Accounts {
		if !created[Account{Namespace: account.Namespace, Name: account.Name}] {
			found = append(found, account)
		}
	}
	return found
}

// serviceAccounts returns the service accounts of the platform's own pods. They get their IAM role through EKS Pod
// Identity, so that the pods need no Kubernetes token.
func serviceAccounts(accounts []Account) []object {
	var found []object
	for _, account := range accounts {
		found = append(found, manifest("v1", "ServiceAccount", account.Namespace, account.Name,
			object{"automountServiceAccountToken": false}))
	}
	return found
}

// storage is the default StorageClass: encrypted whatever the account's default is, in the zone of the pod that uses
// the volume, and with the stack's tags.
// https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/parameters.md
func (c Cluster) storage() object {
	parameters := object{"type": "gp3", "encrypted": "true"}
	for index, key := range slices.Sorted(maps.Keys(c.Tags)) {
		parameters[fmt.Sprintf("tagSpecification_%d", index+1)] = key + "=" + c.Tags[key]
	}
	class := manifest("storage.k8s.io/v1", "StorageClass", "", "gp3", object{
		"provisioner": "ebs.csi.aws.com", "parameters": parameters, "allowVolumeExpansion": true,
		"reclaimPolicy": "Delete", "volumeBindingMode": "WaitForFirstConsumer",
	})
	class["metadata"].(object)["annotations"] = object{"storageclass.kubernetes.io/is-default-class": "true"}
	return class
}

func priorities() []object {
	return []object{
		manifest("scheduling.k8s.io/v1", "PriorityClass", "", platformPriority, object{
			"value": 1_000_000, "description": "The ingress and what applications wait for",
		}),
		manifest("scheduling.k8s.io/v1", "PriorityClass", "", applicationPriority, object{
			"value": 1_000, "globalDefault": true, "description": "Pods that name no priority",
		}),
	}
}
