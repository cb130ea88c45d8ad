package main

import (
	"path/filepath"
	"strconv"
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/stack"
	"landform/stacks"

	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/vpc"
)

// BenchmarkSynthesis synthesizes every stack, in a process that has synthesized them before. It also reports the number of
// resources, and the time for each.
func BenchmarkSynthesis(b *testing.B) {
	resources := 0
	for _, stack := range shipped {
		resources += len(stack.Resources)
	}
	folder := b.TempDir()
	for round := 0; b.Loop(); round++ {
		if err := synthesize(options{settings: "cdktf.json", outdir: filepath.Join(folder, strconv.Itoa(round)), catalogue: stacks.Shipped()}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(resources), "resources")
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*resources), "µs/resource")
}

// BenchmarkResource creates one resource with five arguments in a stack, without synthesizing it.
func BenchmarkResource(b *testing.B) {
	bench := stack.New(stack.NewApp(b.TempDir()), stack.Props{Target: stack.Offline, Name: "bench-stack", Names: constructtest.Names()})
	bench.AddAWSProvider()
	b.ResetTimer()
	for count := range b.N {
		vpc.NewVpc(bench.Resource, new("vpc-"+strconv.Itoa(count)), &vpc.VpcConfig{
			CidrBlock:          new("10.0.0.0/16"),
			EnableDnsHostnames: true,
			EnableDnsSupport:   true,
			InstanceTenancy:    new("default"),
			Tags:               &map[string]*string{"Name": new("bench")},
		})
	}
}
