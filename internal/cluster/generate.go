package cluster

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// File is one generated file.
type File struct {
	Path string // below the cluster's folder, for example "values/cluster-autoscaler.yaml"
	Text []byte
}

// Plan is what is installed into a cluster.
type Plan struct {
	Cluster   Cluster
	charts    []chart
	Base      []object // before the charts
	Platform  []object // after them, since they bring the definitions of some kinds
	workloads []object // a sample, for somebody who looks
}

// NewPlan works out what is installed. It refuses a stack in which a role waits for a service account of nobody's.
func NewPlan(c Cluster) (Plan, error) {
	charts, err := c.charts()
	if err != nil {
		return Plan{}, err
	}
	applications := c.applications(charts)
	if len(applications) == 0 {
		return Plan{}, fmt.Errorf("%s has no role for the pods of an application", c.Stack)
	}
	return Plan{
		Cluster: c, charts: charts,
		Base: slices.Concat(c.namespaces(), priorities(), []object{c.storage()},
			serviceAccounts(applications), c.networkPolicies(applications)),
		Platform:  slices.Concat(c.ingress(applications), c.secrets(applications)),
		workloads: c.sample(applications[0]),
	}, nil
}

// Files writes the plan: a helmfile with the values of its charts, and the manifests that are applied before and after.
func (p Plan) Files() ([]File, error) {
	note := "Written by landform cluster " + p.Cluster.Stack + ": change the stack and write it again."
	wanted := []struct {
		path    string
		objects []object
	}{
		{"base.yaml", p.Base},
		{"helmfile.yaml", []object{p.Cluster.helmfile(p.charts)}},
		{"platform.yaml", p.Platform},
		{"sample.yaml", p.workloads},
	}
	for _, one := range p.charts {
		wanted = append(wanted, struct {
			path    string
			objects []object
		}{"values/" + one.release + ".yaml", []object{one.values}})
	}
	var files []File
	var problems []error
	for _, one := range wanted {
		text, err := document(note, one.objects...)
		problems = append(problems, err)
		files = append(files, File{Path: one.path, Text: text})
	}
	return files, errors.Join(problems...)
}

// Write puts the files into a folder, each whole or not at all. Other files that are there stay.
func Write(files []File, dir string) error {
	for _, file := range files {
		path := filepath.Join(dir, filepath.FromSlash(file.Path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("cluster files: %w", err)
		}
		if err := os.WriteFile(path+".new", file.Text, 0o644); err != nil {
			return fmt.Errorf("cluster files: %w", err)
		}
		if err := os.Rename(path+".new", path); err != nil {
			return fmt.Errorf("cluster files: %w", err)
		}
	}
	return nil
}

// Next says what a person does with the files.
func (p Plan) Next(dir string) string {
	c := p.Cluster
	return strings.Join([]string{
		fmt.Sprintf("aws eks update-kubeconfig --region %s --name %s --alias %s", c.Region, c.Name, c.Name),
		fmt.Sprintf("kubectl --context %s apply --server-side -f %s", c.Name, filepath.Join(dir, "base.yaml")),
		fmt.Sprintf("helmfile --file %s apply", filepath.Join(dir, "helmfile.yaml")),
		fmt.Sprintf("kubectl --context %s apply --server-side -f %s", c.Name, filepath.Join(dir, "platform.yaml")),
	}, "\n")
}
