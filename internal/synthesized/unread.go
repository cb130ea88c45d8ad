package synthesized

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// note writes down what of a stack was not read: files in HCL beside it, and modules that are none of the folders.
func (s *Stack) note(native []string, folders map[string][]string) {
	for _, file := range native {
		s.unread = append(s.unread, filepath.Base(file)+" is not JSON")
	}
	s.folders = folders
}

// Unread returns what belongs to the stack and was not read, in words: nothing is known about it.
func (s Stack) Unread() []string {
	found := slices.Clone(s.unread)
	modules := s.graph.document.get("module")
	for _, name := range sortedKeys(modules) {
		source := valueOf(modules).Get(name).Field("source").String()
		local := strings.HasPrefix(source, "./") || strings.HasPrefix(source, "../")
		if !local || len(s.folders[filepath.Join(s.Dir, source)]) == 0 {
			found = append(found, fmt.Sprintf("module.%s: what %s makes is not read", name, source))
		}
	}
	return found
}
