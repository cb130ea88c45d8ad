package compare

import (
	"cmp"
	"encoding/base64"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"landform/internal/plainjson"
)

// statement gives the lists of one in a policy their member's form, which IAM reads the same, and names statements by
// their Sid, so that one more does not shift all others.
func statement(value any) any {
	document, ok := value.(map[string]any)
	statements, isList := document["Statement"].([]any)
	if !ok || !isList {
		return value
	}
	named := map[string]any{}
	for index, one := range statements {
		name := strconv.Itoa(index)
		if body, ok := one.(map[string]any); ok {
			if sid, ok := body["Sid"].(string); ok && sid != "" {
				name = sid
			}
		}
		if _, taken := named[name]; taken {
			name = plainjson.Compact(one)
		}
		named[name] = one
	}
	changed := maps.Clone(document)
	changed["Statement"] = named
	return changed
}

// dashboard names the widgets of a CloudWatch dashboard by their headings and titles, and keeps what they show: a widget more moves
// all others, and says nothing of them. What a widget draws is a set of metrics.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
func dashboard(value any) any {
	document, ok := value.(map[string]any)
	widgets, isList := document["widgets"].([]any)
	if !ok || !isList {
		return value
	}
	named := map[string]any{}
	heading := ""
	for index, one := range widgets {
		widget, _ := one.(map[string]any)
		properties, _ := widget["properties"].(map[string]any)
		if text, ok := properties["markdown"].(string); ok {
			heading, _, _ = strings.Cut(strings.TrimLeft(text, "# "), "\n")
		}
		title, _ := properties["title"].(string)
		stat, _ := properties["stat"].(string)
		name := strings.Join(strings.Fields(heading+" "+title+" "+stat), " ")
		if _, taken := named[name]; taken || name == "" {
			name = strconv.Itoa(index)
		}
		shown := map[string]any{"alarms": properties["alarms"], "annotations": properties["annotations"]}
		if metrics, ok := properties["metrics"].([]any); ok {
			shown["metrics"] = drawn(metrics)
		}
		named[name] = shown
	}
	changed := maps.Clone(document)
	changed["widgets"] = named
	return changed
}

// drawn are metrics as texts, each by itself: by its label where it has one.
func drawn(metrics []any) []any {
	var texts []string
	for _, metric := range metrics {
		text := plainjson.Compact(metric)
		if parts, ok := metric.([]any); ok && len(parts) > 0 {
			options, _ := parts[len(parts)-1].(map[string]any)
			label, _ := options["label"].(string)
			text = cmp.Or(label, text)
		}
		texts = append(texts, text)
	}
	slices.Sort(texts)
	var set []any
	for _, text := range texts {
		set = append(set, text)
	}
	return set
}

// decoded is user data as the instance reads it.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RequestLaunchTemplateData.html
func decoded(value string) string {
	const shortest = 16 // a word of letters may be Base64 too
	plain, err := base64.StdEncoding.DecodeString(value)
	if err != nil || len(value) < shortest || !utf8.Valid(plain) {
		return value
	}
	return string(plain)
}

// network are the replacements that hide a VPC's range: as it stands in arguments and, with hyphens, in construct paths; and
// the octets that all of its addresses begin with.
func network(cidr string) []string {
	if cidr == "" {
		return nil
	}
	pairs := []string{cidr, "<network>", strings.NewReplacer(".", "-", "/", "-").Replace(cidr), "<network>"}
	address, bits, _ := strings.Cut(cidr, "/")
	if octets := strings.Split(address, "."); len(octets) == 4 && bits == "16" {
		pairs = append(pairs, octets[0]+"."+octets[1]+".", "<network>.")
	}
	return pairs
}
