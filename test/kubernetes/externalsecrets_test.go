package kubernetes

import meta "k8s.io/apimachinery/pkg/apis/meta/v1"

// The parts of the API of External Secrets that the files use. Its own Go module does not build together with the others.
// https://external-secrets.io/latest/api/spec/

type clusterSecretStore struct {
	meta.TypeMeta   `json:",inline"`
	meta.ObjectMeta `json:"metadata"`
	Spec            struct {
		Conditions []struct {
			Namespaces []string `json:"namespaces"`
		} `json:"conditions"`
		Provider struct {
			AWS struct {
				Service string `json:"service"`
				Region  string `json:"region"`
			} `json:"aws"`
		} `json:"provider"`
	} `json:"spec"`
}

type externalSecret struct {
	meta.TypeMeta   `json:",inline"`
	meta.ObjectMeta `json:"metadata"`
	Spec            struct {
		RefreshInterval meta.Duration `json:"refreshInterval"`
		SecretStoreRef  struct {
			Kind string `json:"kind"`
			Name string `json:"name"`
		} `json:"secretStoreRef"`
		Target struct {
			Name           string `json:"name"`
			CreationPolicy string `json:"creationPolicy"`
		} `json:"target"`
		DataFrom []struct {
			Extract struct {
				Key string `json:"key"`
			} `json:"extract"`
		} `json:"dataFrom"`
	} `json:"spec"`
}
