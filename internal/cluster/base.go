package cluster

import (
	"fmt"
	"maps"
	"slices"
)

// The priorities of pods. Those of the platform outlive those of applications when nodes are short.
const (
	platformPriority    = "platform"
	applicationPriority = "application"
)

// namespaces are those that no add-on brings, with what their pods may do. Envoy Gateway's get the level that forbids
// privileges, all others the one that also asks for every safeguard.
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

// applications are the service accounts that no chart makes: those of the platform's own pods.
func (c Cluster) applications(charts []chart) []Account {
	made := map[Account]bool{}
	for _, one := range charts {
		made[Account{Namespace: one.namespace, Name: one.release}] = true
	}
	var found []Account
	for _, account := range c.Accounts {
		if !made[Account{Namespace: account.Namespace, Name: account.Name}] {
			found = append(found, account)
		}
	}
	return found
}

// serviceAccounts are those of the platform's own pods. Their role comes through EKS, so that their pods need no token of
// Kubernetes.
func serviceAccounts(accounts []Account) []object {
	var found []object
	for _, account := range accounts {
		found = append(found, manifest("v1", "ServiceAccount", account.Namespace, account.Name,
			object{"automountServiceAccountToken": false}))
	}
	return found
}

// storage is the class of every volume that names none: encrypted whatever the account's default is, in the zone of the
// pod that uses it, and tagged as everything else.
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
