package cluster

const (
	secretsAPI  = "external-secrets.io/v1"
	secretStore = "secrets-manager"
)

// secrets returns the store of the environment's secrets, which only the namespaces of applications may use, and a copy
// of each secret in each of these namespaces.
// https://external-secrets.io/latest/provider/aws-secrets-manager/
func (c Cluster) secrets(applications []Account) []object {
	namespaces := namespacesOf(applications)
	objects := []object{manifest(secretsAPI, "ClusterSecretStore", "", secretStore, object{"spec": object{
		"conditions": []any{object{"namespaces": texts(namespaces)}},
		"provider":   object{"aws": object{"service": "SecretsManager", "region": c.Region}},
	}})}
	for _, namespace := range namespaces {
		for _, secret := range c.Secrets {
			objects = append(objects, manifest(secretsAPI, "ExternalSecret", namespace, secret.Name, object{"spec": object{
				"refreshInterval": "1h0m0s",
				"secretStoreRef":  object{"kind": "ClusterSecretStore", "name": secretStore},
				"target":          object{"name": secret.Name, "creationPolicy": "Owner"},
				"dataFrom":        []any{object{"extract": object{"key": secret.ID}}},
			}}))
		}
	}
	return objects
}
