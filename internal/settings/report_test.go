package settings

import (
	"strings"
	"testing"
)

func TestLimitsOfLengths(t *testing.T) {
	long := func(count int) string { return strings.Repeat("a", count) }
	checks := map[string]struct {
		read       func(*report, string)
		fits, over string
	}{
		"domain": {func(r *report, value string) { r.domain("", value) }, long(60) + ".io", long(64) + ".io"},
		"host":   {func(r *report, value string) { r.host("", value) }, long(63) + "." + long(63), long(63) + "." + long(64)},
		"tag":    {func(r *report, value string) { r.imageTag("", value) }, long(128), long(129)},
		"role": {func(r *report, value string) { r.principal("", value) },
			"arn:aws:iam::111122223333:role/path/" + long(64), "arn:aws:iam::111122223333:role/path/" + long(65)},
		"owner":      {func(r *report, value string) { rawPipeline{Repository: value}.parse(r) }, long(39) + "/a", long(40) + "/a"},
		"repository": {func(r *report, value string) { rawPipeline{Repository: value}.parse(r) }, "a/" + long(100), "a/" + long(101)},
	}
	for name, check := range checks {
		r := &report{}
		if check.read(r, check.fits); len(r.problems) > 0 {
			t.Errorf("%s: %v", name, r.problems)
		}
		if check.read(r, check.over); len(r.problems) != 1 {
			t.Errorf("%s: %s is accepted", name, check.over)
		}
	}
}
