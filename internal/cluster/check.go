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

// Check compares the plan with the cluster, through kubectl and the context that has the cluster's name. It returns what
// is missing or different, in words, one line each. The error says why the cluster cannot be asked. What the add-ons of
// EKS and the sample are is not looked at: Terraform knows the first, and the second comes and goes.
func (p Plan) Check(ctx context.Context) ([]string, error) {
	kube := kubectl{context: p.Cluster.Name}
	var differences []string
	for _, wanted := range slices.Concat(p.Base, p.Platform) {
		found, err := kube.get(ctx, wanted)
		if err != nil {
			return nil, err
		}
		differences = append(differences, compare(wanted, found)...)
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
		return nil, errors.New("kubectl is not there: install it, https://kubernetes.io/docs/tasks/tools/")
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

// get asks for an object as it is in the cluster, or nil where it is not there: neither it nor, for some, its kind.
func (k kubectl) get(ctx context.Context, wanted object) (object, error) {
	manifest, err := json.Marshal(wanted)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be written as JSON: %w", title(wanted), err)
	}
	text, err := k.run(ctx, manifest, "get", "--filename", "-", "--ignore-not-found", "--output", "json")
	if err != nil && strings.Contains(err.Error(), "no matches for kind") {
		return nil, nil
	}
	if err != nil || len(bytes.TrimSpace(text)) == 0 {
		return nil, err
	}
	var list struct{ Items []object } // kubectl writes one here, even of a single object
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, fmt.Errorf("cluster %s: kubectl wrote no JSON: %w", k.context, err)
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

// compare says where the found object lacks what is wanted. What it has beside that is the cluster's own.
func compare(wanted, found object) []string {
	if found == nil {
		return []string{title(wanted) + " is missing"}
	}
	// One form for numbers: what is wanted has Go's, what was found JSON's.
	text, err := json.Marshal(wanted)
	var plain object
	if err == nil {
		err = json.Unmarshal(text, &plain)
	}
	if err != nil {
		return []string{title(wanted) + " cannot be compared: " + err.Error()}
	}
	var differences []string
	walk("", plain, found, func(path string, want, got any) {
		differences = append(differences, fmt.Sprintf("%s: %s is %s, want %s", title(wanted), path, asText(got), asText(want)))
	})
	return differences
}

// walk visits each place below which the found value is not as wanted.
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
