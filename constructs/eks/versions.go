package eks

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"landform/internal/problems"
)

// addonVersions pins the version of each add-on for each version of Kubernetes, so that every environment runs the same
// versions as the environments before it. EKS refuses an add-on version that does not support the cluster's version. The
// cluster autoscaler is not an add-on, but has a release for each minor version of Kubernetes as well.
//
// The versions are from August 2026, from output that users published of
//
//	aws eks describe-addon-versions --kubernetes-version 1.35 --query 'addons[].[addonName, addonVersions[0].addonVersion]'
//
// Use the same command to update the versions, and to add another version of Kubernetes.
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

// ValidateVersion returns an error for a version of Kubernetes without pinned add-on versions.
func ValidateVersion(kubernetes string) error {
	var list problems.List
	_, known := addonVersions[kubernetes]
	list.Unless(known, "Version", strconv.Quote(kubernetes), "must be one of "+strings.Join(slices.Sorted(maps.Keys(addonVersions)), ", ")+
		"; to allow another version, add it to constructs/eks/versions.go")
	return errors.Join(list...)
}
