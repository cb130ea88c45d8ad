package terraform_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"landform/internal/eject"
	"landform/internal/synthesized"

	"github.com/tidwall/sjson"
)

// form is a form in which a stack is written.
type form string

const (
	asJSON form = "json"  // synthesized
	asHCL  form = "hcl"   // ejected
	named  form = "names" // ejected with readable names
	mocked form = "mock"  // synthesized, without provider configurations
)

// write writes a stack without its backend, since Terraform allows a backend only in the root module.
func (f form) write(stack synthesized.Stack, dir string) error {
	files := map[string][]byte{}
	switch f {
	case asJSON, mocked:
		text, err := withoutBackend(stack)
		if err == nil && f == mocked {
			text, err = sjson.DeleteBytes(text, "provider")
		}
		if err != nil {
			return err
		}
		files["cdk.tf.json"] = text
	case asHCL, named:
		ejected, err := eject.Files(stack, eject.Options{Names: f == named})
		if err != nil {
			return err
		}
		files = ejected
		delete(files, "backend.tf")
	}
	for name, text := range files {
		if err := save(filepath.Join(dir, name), text); err != nil {
			return err
		}
	}
	return nil
}

func withoutBackend(stack synthesized.Stack) ([]byte, error) {
	text, err := sjson.DeleteBytes(stack.JSON, "terraform.backend")
	if err == nil && len(stack.Get("provider.random.0").Map()) == 0 {
		// An engine warns of an empty provider configuration in a module.
		text, err = sjson.DeleteBytes(text, "provider.random")
	}
	return text, err
}

// writeRoot writes one configuration with a module for each stack: a plan spends most of its time on reading the schemas of the
// providers, which the stacks share in this way. The root module has all outputs of the stacks.
func writeRoot(dir string, as form, stacks []synthesized.Stack) error {
	modules, outputs, required := map[string]any{}, map[string]any{}, map[string]any{}
	for _, stack := range stacks {
		folder := filepath.Join("stacks", stack.Name)
		if err := as.write(stack, filepath.Join(dir, folder)); err != nil {
			return err
		}
		modules[stack.Name] = map[string]string{"source": "./" + folder}
		for name, provider := range stack.Get("terraform.required_providers").Map() {
			required[name] = provider.Value()
		}
		for name, output := range stack.Get("output").Map() {
			outputs[stack.Name+separator+name] = map[string]any{
				"value":     fmt.Sprintf("${module.%s.%s}", stack.Name, name),
				"sensitive": output.Get("sensitive").Bool(),
			}
		}
	}
	text, err := json.Marshal(map[string]any{
		"module": modules, "output": outputs, "terraform": map[string]any{"required_providers": required},
	})
	if err != nil {
		return err
	}
	return save(filepath.Join(dir, "main.tf.json"), text)
}

// separator separates the names of stack and output in the name of a root module's output.
const separator = "___"

// of splits an address in the root module, or the name of one of its outputs, into the stack and the address or name in the stack.
func of(address string) (stack, inStack string) {
	if rest, ok := strings.CutPrefix(address, "module."); ok {
		stack, inStack, _ = strings.Cut(rest, ".")
		return stack, inStack
	}
	stack, inStack, _ = strings.Cut(address, separator)
	return stack, inStack
}

func save(file string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}
