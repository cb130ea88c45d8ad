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

// maxReleaseBytes bounds what one release may unfold to: Helm keeps a whole chart in it.
const maxReleaseBytes = 64 << 20

// release is what Helm keeps of a chart that it installed.
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

// releases are those that Helm has deployed, read where it keeps them. Only administrators may read them.
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
		return nil, fmt.Errorf("cluster %s: kubectl wrote no JSON: %w", k.context, err)
	}
	var found []release
	for _, item := range listed.Items {
		one, err := unfold(item.Data.Release)
		if err != nil {
			return nil, fmt.Errorf("cluster %s: a release of Helm cannot be read: %w", k.context, err)
		}
		found = append(found, one)
	}
	return found, nil
}

// unfold reads a release: JSON, compressed, in Helm's base64 and then in Kubernetes'.
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

// compare says whether the chart is installed with its version and values.
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
		wanted := object{"kind": "Chart", "metadata": object{"namespace": c.namespace, "name": c.release}, "values": c.values}
		found := object{"kind": "Chart", "metadata": object{"namespace": c.namespace, "name": c.release}, "values": one.Values}
		return append(differences, compare(wanted, found)...)
	}
	return []string{title + " is missing"}
}
