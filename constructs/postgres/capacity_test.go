package postgres_test

import (
	"strings"
	"testing"

	"landform/constructs/postgres"
)

func TestMaxConnections(t *testing.T) {
	for class, want := range map[string]int{
		"db.t3.micro":    101,
		"db.t3.medium":   405,
		"db.t4g.medium":  405,
		"db.m5.large":    811,
		"db.r6g.large":   1622,
		"db.r6g.xlarge":  3244,
		"db.r6g.2xlarge": 5000,
	} {
		if got, err := postgres.MaxConnections(class); err != nil || got != want {
			t.Errorf("%s: %d connections and error %v, want %d", class, got, err, want)
		}
	}
}

func TestUnknownInstanceClassHasNoConnections(t *testing.T) {
	for _, class := range []string{"", "db", "t3.medium", "db.t3.huge", "db.x2g.large", "cache.t3.micro", "db..large", "db.t3.medium.extra"} {
		if got, err := postgres.MaxConnections(class); err == nil || !strings.Contains(err.Error(), "is no known instance class") {
			t.Errorf("%q: %d connections and error %v", class, got, err)
		}
	}
}
