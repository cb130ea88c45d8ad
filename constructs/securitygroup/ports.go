package securitygroup

import (
	"fmt"

	"github.com/aws/jsii-runtime-go"
)

// Ports is a range of ports of one protocol. The zero value is no port at all.
type Ports struct {
	Protocol string // "tcp", "udp" or, for every protocol, "-1"; then there are no port numbers
	First    int
	Last     int
}

// All is every port of every protocol.
var All = Ports{Protocol: "-1"}

// TCP is one TCP port.
func TCP(port int) Ports { return Ports{Protocol: "tcp", First: port, Last: port} }

// TCPRange is the TCP ports from first to last, both included.
func TCPRange(first, last int) Ports { return Ports{Protocol: "tcp", First: first, Last: last} }

// String returns the ports as construct ids name them, for example "tcp-5432", "tcp-30000-32767" or "all".
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

// from is nil for all protocols: AWS refuses port numbers beside "-1".
func (p Ports) from() *float64 { return p.number(p.First) }

func (p Ports) to() *float64 { return p.number(p.Last) }

func (p Ports) number(port int) *float64 {
	if p == All {
		return nil
	}
	return jsii.Number(port)
}
