package ticketing

import (
	"maps"

	"landform/constructs/encryption"
	"landform/constructs/naming"
	"landform/constructs/secret"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// variables are what the backend starts with.
type variables struct {
	plain  map[string]string
	secret *secret.Version // its fields are variables as well
}

// newVariables creates the secret that holds the backend's secret variables: URLs with their passwords included.
func newVariables(stack cdktf.TerraformStack, names naming.Names, env Environment, given inputs, built deployed) *variables {
	holder := secret.New(stack, "backend-secret", secret.Props{
		Names:       names,
		Name:        env.secretName("backend"),
		Purpose:     "backend",
		Description: "Environment variables of the backend",
		Key: encryption.New(stack, "backend-encryption", encryption.Props{
			Names:       names,
			Purpose:     "backend",
			Description: "Encryption key of the backend's secrets for " + env.Name,
			Protection:  env.Protection,
		}),
		Protection: env.Protection,
	})
	return &variables{
		plain: map[string]string{
			"MINIO_ENDPOINT": "s3.amazonaws.com",
			"S3_BUCKET":      *built.storage.ID,
			"STORAGE_TYPE":   "s3",
		},
		secret: holder.Store(map[string]any{
			"DATABASE_URL": built.database.URL(),
			"REDIS_URL":    built.cache.URL(),
			"JWT_SECRET":   given.jwtSecret,
		}, secret.AtLeast("JWT secret", given.jwtSecret, jwtSecretLength)),
	}
}

// listed returns every variable's value, or where the value of a secret one lies.
func (v *variables) listed() map[string]string {
	all := maps.Clone(v.plain)
	for _, name := range v.secret.Fields {
		all[name] = v.secret.Secret.Reference(name)
	}
	return all
}
