// Package dotenv writes the ticketing backend's .env from the outputs of a deployed stack.
package dotenv

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// documented are the variables in the requirement document, in its order.
var documented = []string{"DATABASE_URL", "REDIS_URL", "MINIO_ENDPOINT", "S3_BUCKET", "STORAGE_TYPE"}

// ErrNotDeployed means that a stack has no output with the variables of a backend.
var ErrNotDeployed = errors.New("the stack has no output with the backend's variables: it must be a deployed environment of the ticketing system")

// Write writes a .env file from the output of "terraform output -json": the documented variables first, then the others
// sorted by name. The value of a secret variable is its reference, as in a container definition: the ARN of the secret and
// the field. The name of the output comes from the stack's metadata.
func Write(to io.Writer, outputs []byte, output string) error {
	found := gjson.GetBytes(outputs, output+".value")
	if !found.IsObject() {
		return ErrNotDeployed
	}
	values := map[string]string{}
	for name, value := range found.Map() {
		values[name] = value.String()
	}
	for _, name := range ordered(values) {
		if strings.ContainsAny(values[name], "\n\"'$# ") {
			return fmt.Errorf("the value of %s has a character that needs quotes in a .env file: must have no quote, space, line break, $ or #", name)
		}
		if _, err := fmt.Fprintf(to, "%s=%s\n", name, values[name]); err != nil {
			return err
		}
	}
	return nil
}

func ordered(values map[string]string) []string {
	var names []string
	for _, name := range documented {
		if _, ok := values[name]; ok {
			names = append(names, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !slices.Contains(documented, name) {
			names = append(names, name)
		}
	}
	return names
}
