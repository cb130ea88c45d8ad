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

// statement turns the list of a policy's statements into a map keyed by Sid, so that an added statement is a single difference.
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

// dashboard turns the list of a CloudWatch dashboard's widgets into a map keyed by heading and title, so that an added widget is a
// single difference. It drops the widgets' positions. The metrics of a widget are a set.
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
		content := map[string]any{"alarms": properties["alarms"], "annotations": properties["annotations"]}
		if metrics, ok := properties["metrics"].([]any); ok {
			content["metrics"] = metricSet(metrics)
		}
		named[name] = content
	}
	changed := maps.Clone(document)
	changed["widgets"] = named
	return changed
}

// metricSet returns a widget's metrics as sorted strings: the label of a metric, or its JSON if it has no label.
func metricSet(metrics []any) []any {
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

// decoded decodes Base64, such as the user data of an instance. It returns other strings unchanged.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RequestLaunchTemplateData.html
func decoded(value string) string {
	const shortest = 16 // a shorter string may be an ordinary word that is also valid Base64
	plain, err := base64.StdEncoding.DecodeString(value)
	if err != nil || len(value) < shortest || !utf8.Valid(plain) {
		return value
	}
	return string(plain)
}

// network returns the replacements that hide a VPC's CIDR block: as written in arguments, as written in construct paths (with
// hyphens), and the first two octets of its addresses.
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
