package kernel

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"errors"
	"flag"
	"io"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite exceptions.txt")

// TestExceptions reads the sources of the providers that the bindings embed: Terraform's name of every argument and attribute must
// be what terraformName says, and what does not follow from Go types must stand in exceptions.txt.
func TestExceptions(t *testing.T) {
	k := &kernel{knowledge: &knowledge{}}
	s := sources{t: t, kernel: k, exceptions: map[string]bool{}}
	files := tarballs(t)
	s.read(files["@cdktf/provider-aws"])
	s.read(files["@cdktf/provider-random"])
	if s.names < 27000 || s.types < 2100 {
		t.Errorf("found %d names of arguments and %d types of resources", s.names, s.types)
	}
	found := strings.Join(slices.Sorted(maps.Keys(s.exceptions)), "\n") + "\n"
	if *update {
		if err := os.WriteFile("exceptions.txt", []byte(found), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if difference := cmp.Diff(exceptions, found); difference != "" && !*update {
		t.Errorf("exceptions.txt differs from the sources (-args -update rewrites it):\n%s", difference)
	}
}

// sources reads what the generated classes in JavaScript do.
type sources struct {
	t            *testing.T
	kernel       *kernel
	exceptions   map[string]bool
	names, types int

	class, structure, property string
	order                      []argumentOrder
}

// An argumentOrder is an argument in the order in which cdktf writes it.
type argumentOrder struct {
	property, name string
	block          bool
}

func (s *sources) read(file string) {
	content, err := os.Open(file)
	if err != nil {
		s.t.Fatal(err)
	}
	defer content.Close()
	unzipped, err := gzip.NewReader(content)
	if err != nil {
		s.t.Fatal(err)
	}
	for files := tar.NewReader(unzipped); ; {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			s.t.Fatal(err)
		}
		if strings.HasSuffix(header.Name, ".js") && strings.Count(header.Name, "/") == 3 {
			s.class, s.structure = "", ""
			lines := bufio.NewScanner(files)
			lines.Buffer(nil, 64<<20)
			for lines.Scan() {
				s.line(lines.Text())
			}
			if err := lines.Err(); err != nil {
				s.t.Fatalf("%s: %v", header.Name, err)
			}
		}
	}
}

var (
	classLine    = regexp.MustCompile(`^class (\w+) extends`)
	structLine   = regexp.MustCompile(`^function (\w+)ToTerraform\(struct\)`)
	getterLine   = regexp.MustCompile(`^    get (\w+)\(\)`)
	argumentLine = regexp.MustCompile(`^\s+(\w+): (.*ToTerraform.*)\((?:this\._|struct\.)(\w+)(?:\.internalValue)?\),$`)
	plainMapper  = regexp.MustCompile(`cdktf\.(string|number|boolean|any)ToTerraform`)
	readLine     = regexp.MustCompile(`return .*this\.(?:get\w+Attribute|interpolationForAttribute)\('([^']+)'\)`)
	setLine      = regexp.MustCompile(`new (?:\w+\.)?(\w+List)\(this, "[^"]+", true\)`)
	blockLine    = regexp.MustCompile(`this\._(\w+) = new [\w.]+\(this, "([^"]+)"`)
	typeLine     = regexp.MustCompile(`^            terraformResourceType: '(\w+)'`)
)

func (s *sources) line(line string) {
	if match := classLine.FindStringSubmatch(line); match != nil {
		s.class, s.structure = match[1], ""
	} else if match := structLine.FindStringSubmatch(line); match != nil {
		s.class, s.structure = "", strings.ToUpper(match[1][:1])+match[1][1:]
		if strings.HasSuffix(s.structure, "Hcl") {
			s.structure = ""
		}
	} else if match := getterLine.FindStringSubmatch(line); match != nil {
		s.property = match[1]
	} else if match := argumentLine.FindStringSubmatch(line); match != nil && !strings.Contains(line, "ToHclTerraform") {
		s.argument(match[3], match[1], match[2])
		return
	}
	if strings.HasPrefix(line, "    }") || strings.HasPrefix(line, "}") {
		s.ordered()
	}
	if match := readLine.FindStringSubmatch(line); match != nil {
		s.named(s.property, match[1])
		isSet := strings.Contains(line, "cdktf.Fn.tolist(") || strings.Contains(line, "this.interpolationForAttribute(")
		s.except(isSet && !strings.Contains(line, "asAny"), s.class+"."+s.property)
	}
	if match := blockLine.FindStringSubmatch(line); match != nil {
		s.named(match[1], match[2])
	}
	if match := setLine.FindStringSubmatch(line); match != nil {
		s.except(true, match[1])
	}
	if match := typeLine.FindStringSubmatch(line); match != nil {
		s.types++
	}
	bare := strings.Contains(line, "super(terraformResource, terraformAttribute, false);") && !strings.HasSuffix(s.class, "TimeoutsOutputReference")
	s.except(bare, s.class)
}

func (s *sources) except(is bool, name string) {
	if is {
		s.exceptions[name] = true
	}
}

func (s *sources) named(property, name string) {
	s.names++
	if got := s.kernel.terraformName(property); got != name && (property != "self" || name != "self") {
		s.t.Errorf("%s%s.%s is %s in Terraform, terraformName says %s", s.class, s.structure, property, name, got)
	}
}

func (s *sources) argument(property, name, mapper string) {
	if s.class != "" && property == name { // the field of a class may have another name than the property, such as _self
		s.names++
	} else {
		s.named(property, name)
	}
	s.except(strings.Contains(mapper, "=== undefined ? null"), s.structure)
	isBlock := strings.Contains(plainMapper.ReplaceAllString(mapper, ""), "ToTerraform")
	s.order = append(s.order, argumentOrder{property, name, isBlock})
}

// ordered finds the arguments that cdktf writes among those of the other kind: two sorted lists, of which the first has
// attributes and the second blocks.
func (s *sources) ordered() {
	order := s.order
	s.order = nil
	owner := s.structure
	if s.class != "" {
		owner = s.class + "Config"
	}
	sorted := func(list []argumentOrder) bool {
		return slices.IsSortedFunc(list, func(a, b argumentOrder) int { return strings.Compare(a.name, b.name) })
	}
	var best []string
	for split := range len(order) + 1 {
		if !sorted(order[:split]) || !sorted(order[split:]) {
			continue
		}
		others := []string{}
		for i, a := range order {
			if a.block != (i >= split) {
				others = append(others, owner+"."+a.property)
			}
		}
		if best == nil || len(others) < len(best) {
			best = others
		}
	}
	for _, name := range best {
		s.exceptions[name] = true
	}
}
