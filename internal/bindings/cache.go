package bindings

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
)

// format changes whenever the files in the cache change their meaning.
const format = "v5"

// A cache is a directory of files that can all be made again. The zero value keeps nothing.
type cache struct {
	dir string
}

// openCache returns the cache in the user's cache directory, and the zero value with an error if there is none.
func openCache() (cache, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		return cache{}, err
	}
	dir := filepath.Join(base, "landform", "bindings", format)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return cache{}, err
	}
	return cache{dir}, nil
}

// path returns where the file of that name is.
func (c cache) path(name string) string {
	return filepath.Join(c.dir, name)
}

// read returns the content of a file, and nothing if it cannot be read.
func (c cache) read(name string) []byte {
	if c.dir == "" {
		return nil
	}
	content, err := os.ReadFile(c.path(name))
	if err != nil {
		return nil
	}
	return content
}

// write replaces a file as a whole: other processes see the old content or the new, also when this one is killed.
func (c cache) write(name string, content []byte) error {
	if c.dir == "" {
		return nil
	}
	temporary, err := os.CreateTemp(filepath.Dir(c.path(name)), filepath.Base(name)+".*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.Write(content)
	if closeErr := temporary.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(temporary.Name(), c.path(name))
	}
	if err != nil {
		return fmt.Errorf("writing the cache: %w", err)
	}
	return nil
}

// list returns the names of the files and folders that a pattern matches.
func (c cache) list(pattern string) []string {
	found, _ := filepath.Glob(c.path(pattern)) // the only error is that of a bad pattern
	for i := range found {
		found[i] = filepath.Base(found[i])
	}
	return found
}

// seal puts a checksum before the content of a file, on a line of its own.
func seal(content []byte) []byte {
	return append([]byte(checksum(content)+"\n"), content...)
}

// unseal returns the content that was sealed, and nothing if it is not the same any more: files get truncated and damaged.
func unseal(file []byte) (content []byte, ok bool) {
	sum, content, _ := bytes.Cut(file, []byte("\n"))
	return content, string(sum) == checksum(content)
}

func checksum(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
