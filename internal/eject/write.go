package eject

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"landform/internal/lockfile"
	"landform/internal/synthesized"
)

// Write writes stacks as Terraform projects, each with its lock file to a subfolder named after the stack. It writes
// nothing if a stack cannot be converted or if a folder is not empty, since its files may have been edited.
func Write(stacks []synthesized.Stack, to string, options Options) error {
	projects := make([]map[string][]byte, len(stacks))
	var problems []error
	for index, stack := range stacks {
		var err error
		projects[index], err = project(stack, options)
		problems = append(problems, err, vacant(filepath.Join(to, stack.Name)))
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	for index, stack := range stacks {
		for name, text := range projects[index] {
			file := filepath.Join(to, stack.Name, name)
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				return fmt.Errorf("eject: %w", err)
			}
			if err := os.WriteFile(file, text, 0o644); err != nil {
				return fmt.Errorf("eject: %w", err)
			}
		}
	}
	return nil
}

// project holds a stack's files and its lock file.
func project(stack synthesized.Stack, options Options) (map[string][]byte, error) {
	files, err := Files(stack, options)
	if err != nil {
		return nil, err
	}
	lock, err := os.ReadFile(filepath.Join(stack.Dir, lockfile.Name))
	if errors.Is(err, fs.ErrNotExist) {
		return files, nil
	}
	files[lockfile.Name] = lock
	return files, err
}

// vacant returns an error if a folder is not empty.
func vacant(folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("eject: %w", err)
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s is not empty: eject to another folder, or remove it", folder)
	}
	return nil
}
