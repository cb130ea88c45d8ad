package ticketing

import "landform/constructs/stack"

// inputs are references to the secrets that a person gives to a deployment.
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

// jwtSecretLength is what HMAC-SHA256 asks for: as many bytes as the hash has.
// https://www.rfc-editor.org/rfc/rfc7518#section-3.2
const jwtSecretLength = 32
