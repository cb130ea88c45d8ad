package ticketing

import "landform/constructs/stack"

// inputs are references to the secrets that a person supplies for a deployment.
type inputs struct {
	databasePassword *string
	jwtSecret        *string
}

func addInputs(to *stack.Stack) inputs {
	return inputs{
		databasePassword: to.AddSecretInput(stack.SecretInput{
			Name:        "database_password",
			Description: "Password of the database's master user",
		}),
		jwtSecret: to.AddSecretInput(stack.SecretInput{
			Name:        "jwt_secret",
			Description: "Key that the backend signs its JSON Web Tokens with",
		}),
	}
}

// jwtSecretLength is the minimum length of a key for HMAC-SHA256: the size of the hash in bytes.
// https://www.rfc-editor.org/rfc/rfc7518#section-3.2
const jwtSecretLength = 32
