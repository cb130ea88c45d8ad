package egress_test

import (
	"net/netip"
	"strings"
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/egress"
	"landform/constructs/encryption"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

var clients = netip.MustParsePrefix("10.9.0.0/16")

func TestProxyAllowsOnlyTheListedHosts(t *testing.T) {
	text, err := egress.Script(clients, []string{".example.com", "packages.example.org"})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"<<'HOSTS'\n.example.com\npackages.example.org\nHOSTS\n",
		"http_port 3128\n",
		"acl hosts dstdomain -n \"/etc/squid/hosts\"\n",
		"acl local dst 0.0.0.0/8 127.0.0.0/8 169.254.0.0/16 ",
		"acl clients src 10.9.0.0/16\n",
		"http_access deny !clients\nhttp_access deny !hosts\nhttp_access deny local\nhttp_access deny CONNECT !tls\nhttp_access deny !CONNECT !web\nhttp_access allow all\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the script does not contain %q", want)
		}
	}
}

func TestInvalidHostsAreRefused(t *testing.T) {
	for _, host := range []string{"", "*.example.com", "https://example.com", "example", "Example.com", "a b.com", "all\nhttp_access allow all"} {
		if _, err := egress.Script(clients, []string{host}); err == nil {
			t.Errorf("host %q is accepted", host)
		}
	}
	if _, err := egress.Script(clients, nil); err == nil {
		t.Error("an empty list of hosts is accepted")
	}
}

func TestProxyIsInThePrivateSubnet(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		net := constructtest.Network(stack)
		egress.New(stack, "egress", egress.Props{
			Names: constructtest.Names(), Network: net, Subnet: net.Private[1],
			InstanceType: "t3.micro", Hosts: []string{".example.com"},
			Key: encryption.New(stack, "encryption", encryption.Props{Names: constructtest.Names(), Purpose: "servers"}),
		})
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "egress/address"), map[string]any{
		"subnet_id":         constructtest.Find(t, stack, "network/private-subnet-eu-west-1b").Reference("id"),
		"security_groups.0": constructtest.Find(t, stack, "egress/security-group/group").Reference("id"),
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "egress/server/template"), map[string]any{
		"instance_type": "t3.micro", "metadata_options.http_tokens": "required",
	})
}
