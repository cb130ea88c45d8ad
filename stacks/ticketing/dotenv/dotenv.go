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

// documented are the variables that the requirement document names, in its order.
var documented = []string{"DATABASE_URL", "REDIS_URL", "MINIO_ENDPOINT", "S3_BUCKET", "STORAGE_TYPE"}

// ErrNotDeployed says that a stack's state has no variables of a backend.
var ErrNotDeployed = errors.New("the stack has no variables of a backend among its outputs: only a deployed environment of the ticketing system has them")

// Write writes a .env from what "terraform output -json" prints: the documented variables first, then the others in the
// order of their names. A secret one stands as its reference, which is its secret's ARN and its field, as a container
// definition has it. The output is the one that the stack's metadata names for this use.
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
			return fmt.Errorf("the value of %s cannot stand in a .env without quotes", name)
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
