package eks

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// addonVersions pins each add-on for each version of Kubernetes, so that every environment runs what the one before it
// was tried with. EKS refuses a version that was not built for the cluster's: both change in the same row. The cluster
// autoscaler is no add-on, but has a minor version for each of Kubernetes too.
//
// As of August 2026, from what users published of the answers to
//
//	aws eks describe-addon-versions --kubernetes-version 1.35 --query 'addons[].[addonName, addonVersions[0].addonVersion]'
//
// which is also how a row is renewed, and how the next version of Kubernetes gets one.
// https://docs.aws.amazon.com/eks/latest/userguide/eks-add-ons.html
var addonVersions = map[string]map[string]string{
	"1.35": {
		"amazon-cloudwatch-observability": "v6.6.0-eksbuild.1",
		"aws-ebs-csi-driver":              "v1.63.1-eksbuild.1",
		"cert-manager":                    "v1.21.0-eksbuild.3",
		"cluster-autoscaler":              "v1.35.2",
		"coredns":                         "v1.13.2-eksbuild.21",
		"eks-pod-identity-agent":          "v1.3.10-eksbuild.3",
		"external-dns":                    "v0.21.0-eksbuild.6",
		"kube-proxy":                      "v1.35.3-eksbuild.21",
		"metrics-server":                  "v0.9.0-eksbuild.5",
		"vpc-cni":                         "v1.22.4-eksbuild.3",
	},
}

// VersionProblems refuses a version of Kubernetes whose add-ons nobody has looked up.
func VersionProblems(kubernetes string) []error {
	if _, ok := addonVersions[kubernetes]; ok {
		return nil
	}
	known := slices.Sorted(maps.Keys(addonVersions))
	return []error{fmt.Errorf("cluster version is %q: must be one whose add-ons are known, %s; another one needs a row in constructs/eks/versions.go",
		kubernetes, strings.Join(known, ", "))}
}
