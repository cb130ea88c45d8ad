package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
)

// Check compares the plan with the cluster, using kubectl and the context with the name of the cluster. It returns one
// line for each missing or different object. The error says why the cluster cannot be queried. Add-ons of EKS and the
// sample are not compared: Terraform manages the add-ons, and the sample is optional.
func (p Plan) Check(ctx context.Context) ([]string, error) {
	kube := kubectl{context: p.Cluster.Name}
	var differences []string
	for _, expected := range slices.Concat(p.Base, p.Platform) {
		found, err := kube.get(ctx, expected)
		if err != nil {
			return nil, err
		}
		differences = append(differences, compare(expected, found)...)
	}
	releases, err := kube.releases(ctx)
	if err != nil {
		return nil, err
	}
	for _, one := range p.charts {
		differences = append(differences, one.compare(releases)...)
	}
	return differences, nil
}

// kubectl runs the command against one context.
type kubectl struct{ context string }

func (k kubectl) run(ctx context.Context, stdin []byte, arguments ...string) ([]byte, error) {
	path, err := exec.LookPath("kubectl")
	if err != nil {
		return nil, errors.New("kubectl is not on PATH: install it, https://kubernetes.io/docs/tasks/tools/")
	}
	command := exec.CommandContext(ctx, path, append([]string{"--context", k.context, "--request-timeout", "30s"}, arguments...)...)
	command.Stdin = bytes.NewReader(stdin)
	var problem bytes.Buffer
	command.Stderr = &problem
	text, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("cluster %s: kubectl %s: %w: %s", k.context, strings.Join(arguments, " "), err, strings.TrimSpace(problem.String()))
	}
	return text, nil
}

// get returns an object of the cluster, or nil if the object or its kind does not exist.
func (k kubectl) get(ctx context.Context, expected object) (object, error) {
	manifest, err := json.Marshal(expected)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be written as JSON: %w", title(expected), err)
	}
	text, err := k.run(ctx, manifest, "get", "--filename", "-", "--ignore-not-found", "--output", "json")
	if err != nil && strings.Contains(err.Error(), "no matches for kind") {
		return nil, nil
	}
	if err != nil || len(bytes.TrimSpace(text)) == 0 {
		return nil, err
	}
	var list struct{ Items []object } // kubectl writes a list here, even for a single object
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, fmt.Errorf("cluster %s: the output of kubectl is not JSON: %w", k.context, err)
	}
	if len(list.Items) == 0 {
		return nil, nil
	}
	return list.Items[0], nil
}

// title names an object as kubectl does, for example "NetworkPolicy external-secrets/dns".
func title(of object) string {
	metadata, _ := of["metadata"].(object)
	name := fmt.Sprint(metadata["name"])
	if namespace, ok := metadata["namespace"]; ok {
		name = fmt.Sprint(namespace, "/", name)
	}
	return fmt.Sprint(of["kind"], " ", name)
}

// compare lists the differences of an object from the plan. Fields that the plan does not set are ignored.
func compare(expected, found object) []string {
	if found == nil {
		return []string{title(expected) + " is missing"}
	}
	// Convert the numbers of the plan to those of JSON, so that they compare equal.
	text, err := json.Marshal(expected)
	var plain object
	if err == nil {
		err = json.Unmarshal(text, &plain)
	}
	if err != nil {
		return []string{title(expected) + " cannot be compared: " + err.Error()}
	}
	var differences []string
	walk("", plain, found, func(path string, want, got any) {
		differences = append(differences, fmt.Sprintf("%s: %s is %s, want %s", title(expected), path, asText(got), asText(want)))
	})
	return differences
}

// walk calls differs for each path at which the values differ.
func walk(path string, want, got any, differs func(path string, want, got any)) {
	switch want := want.(type) {
	case object:
		inner, ok := got.(object)
		if !ok && len(want) > 0 {
			differs(path, want, got)
			return
		}
		for _, key := range sortedKeys(want) {
			walk(strings.TrimPrefix(path+"."+key, "."), want[key], inner[key], differs)
		}
	case []any:
		inner, ok := got.([]any)
		if !ok || len(inner) != len(want) {
			differs(path, want, got)
			return
		}
		for index := range want {
			walk(fmt.Sprintf("%s[%d]", path, index), want[index], inner[index], differs)
		}
	default:
		if asText(want) != asText(got) {
			differs(path, want, got)
		}
	}
}

func sortedKeys(of object) []string {
	keys := make([]string, 0, len(of))
	for key := range of {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func asText(value any) string {
	if value == nil {
		return "not set"
	}
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(text)
}
