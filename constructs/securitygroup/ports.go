package securitygroup

import (
	"fmt"

	"github.com/aws/jsii-runtime-go"
)

// Ports is a range of ports of one protocol. The zero value contains no port.
type Ports struct {
	Protocol string // "tcp", "udp" or, for every protocol, "-1", which has no port numbers
	First    int
	Last     int
}

// All contains every port of every protocol.
var All = Ports{Protocol: "-1"}

// TCP returns one TCP port.
func TCP(port int) Ports { return Ports{Protocol: "tcp", First: port, Last: port} }

// TCPRange returns the TCP ports from first to last, both included.
func TCPRange(first, last int) Ports { return Ports{Protocol: "tcp", First: first, Last: last} }

// String returns the ports in the form of construct IDs, for example "tcp-5432", "tcp-30000-32767" or "all".
func (p Ports) String() string {
	switch {
	case p == All:
		return "all"
	case p.First == p.Last:
		return fmt.Sprintf("%s-%d", p.Protocol, p.First)
	default:
		return fmt.Sprintf("%s-%d-%d", p.Protocol, p.First, p.Last)
	}
}

// from returns nil for All: AWS refuses port numbers with the protocol "-1".
func (p Ports) from() *float64 { return p.number(p.First) }

func (p Ports) to() *float64 { return p.number(p.Last) }

func (p Ports) number(port int) *float64 {
	if p == All {
		return nil
	}
	return jsii.Number(port)
}
