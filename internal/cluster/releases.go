package cluster

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
)

// maxReleaseBytes limits the decompressed size of one release, which contains a whole chart.
const maxReleaseBytes = 64 << 20

// release is the record that Helm stores of an installed chart.
type release struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
	Chart     struct {
		Metadata struct {
			Version string `json:"version"`
		} `json:"metadata"`
	} `json:"chart"`
	Values object `json:"config"`
}

// releases returns the releases that Helm has deployed, from the Secrets in which it stores them. Only administrators
// may read them.
// https://helm.sh/docs/topics/advanced/#storage-backends
func (k kubectl) releases(ctx context.Context) ([]release, error) {
	text, err := k.run(ctx, nil, "get", "secrets", "--all-namespaces", "--selector", "owner=helm,status=deployed", "--output", "json")
	if err != nil {
		return nil, err
	}
	var listed struct {
		Items []struct {
			Data struct {
				Release string `json:"release"`
			} `json:"data"`
		} `json:"items"`
	}
	if err := json.Unmarshal(text, &listed); err != nil {
		return nil, fmt.Errorf("cluster %s: the output of kubectl is not JSON: %w", k.context, err)
	}
	var found []release
	for _, item := range listed.Items {
		one, err := unfold(item.Data.Release)
		if err != nil {
			return nil, fmt.Errorf("cluster %s: cannot read a Helm release: %w", k.context, err)
		}
		found = append(found, one)
	}
	return found, nil
}

// unfold decodes a release: compressed JSON, encoded in base64 first by Helm and then by Kubernetes.
func unfold(text string) (release, error) {
	var one release
	for range 2 {
		decoded, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return one, err
		}
		text = string(decoded)
	}
	reader, err := gzip.NewReader(bytes.NewReader([]byte(text)))
	if err != nil {
		return one, err
	}
	return one, json.NewDecoder(io.LimitReader(reader, maxReleaseBytes)).Decode(&one)
}

// compare lists the differences of the installed chart from its version and values.
func (c chart) compare(releases []release) []string {
	title := "Chart " + c.namespace + "/" + c.release
	for _, one := range releases {
		if one.Name != c.release || one.Namespace != c.namespace {
			continue
		}
		var differences []string
		if one.Chart.Metadata.Version != c.version {
			differences = append(differences, fmt.Sprintf("%s: version is %s, want %s", title, one.Chart.Metadata.Version, c.version))
		}
		expected := object{"kind": "Chart", "metadata": object{"namespace": c.namespace, "name": c.release}, "values": c.values}
		found := object{"kind": "Chart", "metadata": object{"namespace": c.namespace, "name": c.release}, "values": one.Values}
		return append(differences, compare(expected, found)...)
	}
	return []string{title + " is missing"}
}
