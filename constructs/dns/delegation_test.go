package dns_test

import (
	"strings"
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/dns"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func buildDelegation(t *testing.T, delegation dns.Delegation) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		names := constructtest.Names()
		names.Region = "us-east-1"
		zone := dns.New(stack, "dns", dns.Props{Names: names, Domain: "example.com", Logs: constructtest.Logs(stack)})
		zone.Delegate(delegation)
	})
}

var toDev = dns.Delegation{Domain: "dev.example.com", NameServers: []string{"ns-1.awsdns-01.com", "ns-2.awsdns-02.net"}}

func TestSubdomainsAreDelegated(t *testing.T) {
	stack := buildDelegation(t, toDev)
	constructtest.Expect(t, constructtest.Find(t, stack, "dns/delegation-dev.example.com-NS"), map[string]any{
		"zone_id": constructtest.Find(t, stack, "dns/zone").Reference("zone_id"), "name": "dev.example.com", "type": "NS",
		"records.#": 2, "records.0": "ns-1.awsdns-01.com",
	})
	if _, found := stack.At("dns/delegation-dev.example.com-DS"); found {
		t.Error("there is a DS record for a zone that is not signed")
	}
}

func TestSignedSubdomainsHaveADSRecord(t *testing.T) {
	signed := toDev
	signed.DSRecord = "12345 13 2 " + strings.Repeat("AB", 32)
	constructtest.Expect(t, constructtest.Find(t, buildDelegation(t, signed), "dns/delegation-dev.example.com-DS"), map[string]any{
		"type": "DS", "records.0": signed.DSRecord,
	})
}

func TestWrongDelegationsAreRefused(t *testing.T) {
	for words, change := range map[string]func(*dns.Delegation){
		`Domain is "dev.example.org": must be a subdomain of example.com`: func(d *dns.Delegation) { d.Domain = "dev.example.org" },
		`Domain is "example.com": must be a subdomain`:                    func(d *dns.Delegation) { d.Domain = "example.com" },
		"must be at least two":                                            func(d *dns.Delegation) { d.NameServers = d.NameServers[:1] },
		`NameServers is "ns-1.awsdns-01.com.": must be a host`: func(d *dns.Delegation) {
			d.NameServers = []string{"ns-1.awsdns-01.com.", "ns-2.awsdns-02.net"}
		},
		`DSRecord is "x": must be a DS record`: func(d *dns.Delegation) { d.DSRecord = "x" },
	} {
		delegation := toDev
		change(&delegation)
		constructtest.Refused(t, words, func() { buildDelegation(t, delegation) })
	}
}
