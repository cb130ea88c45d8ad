package kernel

import (
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Repeat asks the shipped kernel what another process has asked, where numbers of objects and tokens began anew. It returns how a
// response differs, and the files of all apps.
func (c *comparison) Repeat(t *testing.T, exchanges []Exchange) (difference string, files map[string]string) {
	t.Helper()
	s := c.shift()
	k := &kernel{}
	for i, e := range exchanges {
		k.log = append(k.log, Exchange{Request: s.line(e.Request), Response: s.line(e.Response), Tokens: e.Tokens + s.tokens})
		if outdir := outdirOf(e.Request); outdir != "" {
			k.apps = append(k.apps, &construct{app: &appState{outdir: outdir, request: i, synthesized: true}})
		}
	}
	scratch := t.TempDir()
	if err := k.repeat(c.node, 0, scratch, sameError); err != nil {
		return err.Error(), nil
	}
	files = map[string]string{}
	for _, app := range k.apps {
		for name, content := range filesIn(t, app.app.scratch(scratch)) {
			files[filepath.ToSlash(filepath.Join(app.app.outdir, name))] = content
		}
	}
	return "", files
}

// outdirOf returns the folder of the app that a request creates.
func outdirOf(request string) string {
	if !strings.HasPrefix(request, `{"api":"create","fqn":"cdktf.App"`) {
		return ""
	}
	var decoded struct {
		Args []struct {
			Struct struct {
				Data struct{ Outdir string }
			} `json:"$jsii.struct"`
		}
	}
	if json.Unmarshal([]byte(request), &decoded) != nil || len(decoded.Args) == 0 {
		return ""
	}
	return decoded.Args[0].Struct.Data.Outdir
}

// A shift is by how much the numbers of objects and tokens differ in two processes.
type shift struct{ objects, tokens int }

// shift compares the shipped kernel with one that begins.
func (c *comparison) shift() (s shift) {
	c.t.Helper()
	for format, number := range map[string]*int{
		`{"api":"create","fqn":"Object"}`:                                      &s.objects,
		`{"api":"sinvoke","fqn":"cdktf.Token","method":"asString","args":[0]}`: &s.tokens,
	} {
		response := c.ask("%s", format)
		found := trailingNumber.FindStringSubmatch(response)
		if found == nil {
			c.t.Fatal(response)
		}
		*number, _ = strconv.Atoi(found[1])
	}
	return shift{s.objects + 1 - firstObject, s.tokens + 1}
}

var (
	trailingNumber = regexp.MustCompile(`[@.](\d+)[]"}]`)
	objectNumber   = regexp.MustCompile(`("\$jsii\.byref":"[^"]*@)(\d+)(")`)
	tokenNumber    = regexp.MustCompile(`(TfToken\[(?:[^\]"]*\.)?)(\d+)(\])`)
	tokenAsNumber  = regexp.MustCompile(`-\d(\.\d+)?e\+\d{3}`)
)

// line returns a line with the other numbers.
func (s shift) line(text string) string {
	text = moved(objectNumber, text, s.objects)
	text = moved(tokenNumber, text, s.tokens)
	return tokenAsNumber.ReplaceAllStringFunc(text, func(written string) string {
		number, _ := strconv.ParseFloat(written, 64)
		bits := math.Float64bits(number)
		if marker := bits >> 48; marker != numberMarker && marker != numberListMarker {
			return written
		}
		return string(appendNumber(nil, math.Float64frombits(bits+uint64(s.tokens))))
	})
}

func moved(number *regexp.Regexp, text string, by int) string {
	return number.ReplaceAllStringFunc(text, func(match string) string {
		parts := number.FindStringSubmatch(match)
		n, _ := strconv.Atoi(parts[2])
		return fmt.Sprintf("%s%d%s", parts[1], n+by, parts[3])
	})
}
