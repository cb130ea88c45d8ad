package explain

import (
	"fmt"
	"io"
	"strings"
)

// Write writes an explanation for a terminal.
func Write(to io.Writer, one Explanation) {
	fmt.Fprintf(to, "%s  %s\n", one.Address, one.Name)
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(to, "  %-13s %s\n", name, value)
		}
	}
	field("construct", one.Stack+"/"+one.Path)
	field("created at", one.MadeAt)
	field("description", one.Says)
	if one.Alarm != nil {
		field("alarms when", one.Alarm.When)
		field("monitors", strings.Join(one.Alarm.Of, ", "))
		field("notifies", strings.Join(one.Alarm.Told, ", "))
	}
	for _, line := range one.Requirements {
		field("requirement", line.ID+" "+line.Claim)
		if line.Deviation != "" {
			field("", "deviation: "+line.Deviation)
		}
	}
	for _, line := range one.Costs {
		field("cost", fmt.Sprintf("%.2f USD per month: %s", line.USD, line.Item))
	}
	for _, access := range one.ReachedBy {
		field("reached by", fmt.Sprintf("%s on %s: %s", access.From, access.Ports, access.Reason))
	}
	field("restore", one.Restore)
	field("guardrails", strings.Join(one.Rules, ", "))
	for _, waived := range one.Waivers {
		field("waived", fmt.Sprintf("%s: %s: %s (%s)", waived.Rule, waived.Text, waived.Reason, waived.Source))
	}
	for _, reference := range one.RefersTo {
		field("refers to", reference.Address+"  ("+reference.Argument+")")
	}
	for _, reference := range one.ReferredBy {
		field("used by", reference.Address+"  ("+reference.Argument+")")
	}
	if one.Dependents.Count > len(one.ReferredBy) {
		field("dependents", fmt.Sprintf("%d resources, directly or indirectly", one.Dependents.Count))
	}
	field("with data", strings.Join(one.Dependents.Data, ", "))
}
