package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"landform/internal/synthesized"
)

// originsIn reads the source line of each construct, keyed by the construct's path. It returns nothing for a folder
// that this project did not synthesize.
func originsIn(outdir string) (map[string]string, error) {
	origins := map[string]string{}
	text, err := os.ReadFile(filepath.Join(outdir, synthesized.OriginsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return origins, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &origins)
	}
	if err != nil {
		return nil, fmt.Errorf("origins: %w", err)
	}
	return origins, nil
}
