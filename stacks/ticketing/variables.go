package ticketing

import (
	"maps"

	"landform/constructs/encryption"
	"landform/constructs/secret"
)

// variables are what the backend starts with.
type variables struct {
	plain  map[string]string
	secret *secret.Version // its fields are variables as well
}

// variables creates the secret that holds the backend's secret variables: URLs with their passwords included.
func (b *builder) variables(data data, buckets buckets) *variables {
	holder := secret.New(b.scope, "backend-secret", secret.Props{
		Names:       b.names,
		Name:        b.secretName("backend"),
		Purpose:     "backend",
		Description: "Environment variables of the backend",
		Key: encryption.New(b.scope, "backend-encryption", encryption.Props{
			Names:       b.names,
			Purpose:     "backend",
			Description: "Encryption key of the backend's secrets for " + b.env.Name,
			Protection:  b.env.Protection,
		}),
		Protection: b.env.Protection,
	})
	return &variables{
		plain: map[string]string{
			"MINIO_ENDPOINT": "s3.amazonaws.com",
			"S3_BUCKET":      *buckets.storage.ID,
			"STORAGE_TYPE":   "s3",
		},
		secret: holder.Store(map[string]any{
			"DATABASE_URL": data.postgres.URL(),
			"REDIS_URL":    data.redis.URL(),
			"JWT_SECRET":   b.inputs.jwtSecret,
		}, secret.AtLeast("JWT secret", b.inputs.jwtSecret, jwtSecretLength)),
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
