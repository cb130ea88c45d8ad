package rules

import (
	"strconv"
	"strings"
)

// notOlder reports whether a version is not older than another, by its first two numbers. "15" is not older than "15.4":
// AWS chooses the newest minor version.
func notOlder(version, oldest string) bool {
	major, minor := versionParts(version)
	oldestMajor, oldestMinor := versionParts(oldest)
	return major > oldestMajor || major == oldestMajor && (minor >= oldestMinor || !strings.Contains(version, "."))
}

// versionParts returns the first two numbers of a version.
func versionParts(version string) (major, minor int) {
	parts := strings.SplitN(version, ".", 3)
	major, _ = strconv.Atoi(parts[0])
	if len(parts) > 1 {
		minor, _ = strconv.Atoi(parts[1])
	}
	return major, minor
}
