package cluster

import (
	"bytes"
	"fmt"

	"sigs.k8s.io/yaml"
)

// object is a Kubernetes object, or a part of one. It is written with sorted keys.
type object = map[string]any

// manifest returns an object with the fields that every object has. Namespace is empty for cluster-scoped objects.
func manifest(apiVersion, kind, namespace, name string, more object) object {
	metadata := object{"name": name, "labels": object{managedBy: "landform"}}
	if namespace != "" {
		metadata["namespace"] = namespace
	}
	whole := object{"apiVersion": apiVersion, "kind": kind, "metadata": metadata}
	for key, value := range more {
		whole[key] = value
	}
	return whole
}

// managedBy is the label for the tool that manages an object.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
const managedBy = "app.kubernetes.io/managed-by"

func labelled(of object, labels map[string]string) object {
	all := of["metadata"].(object)["labels"].(object)
	for key, value := range labels {
		all[key] = value
	}
	return of
}

// document formats objects as one YAML file that begins with the comment.
func document(comment string, objects ...object) ([]byte, error) {
	var text bytes.Buffer
	fmt.Fprintf(&text, "# %s\n", comment)
	for index, one := range objects {
		if index > 0 {
			text.WriteString("---\n")
		}
		part, err := yaml.Marshal(one)
		if err != nil {
			return nil, fmt.Errorf("an object cannot be written as YAML: %w", err)
		}
		text.Write(part)
	}
	return text.Bytes(), nil
}
