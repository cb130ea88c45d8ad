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

// originsIn reads which line of the program made each construct, by its path. A folder that landform did not write has
// none.
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
