package ticketing

import (
	"maps"

	"landform/constructs/encryption"
	"landform/constructs/secret"
)

// variables are the environment variables of the backend.
type variables struct {
	plain  map[string]string
	secret *secret.Version // each field is a variable
}

// variables creates the secret with the backend's secret variables, such as URLs that contain passwords.
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

// listed returns the value of every plain variable, and the reference to the value of every secret one.
func (v *variables) listed() map[string]string {
	all := maps.Clone(v.plain)
	for _, name := range v.secret.Fields {
		all[name] = v.secret.Secret.Reference(name)
	}
	return all
}
