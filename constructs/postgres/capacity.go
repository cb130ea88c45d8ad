package postgres

import (
	"fmt"
	"strings"
)

const (
	// connectionBytes and mostConnections are from RDS's default for max_connections:
	// LEAST({DBInstanceClassMemory/9531392}, 5000).
	// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
	connectionBytes = 9531392
	mostConnections = 5000
	// usableMemory is roughly the share of an instance's memory that is DBInstanceClassMemory: the operating system and RDS
	// use the rest.
	usableMemory = 0.9
	gib          = 1 << 30
)

// burstableGiB is the memory of the t3 and t4g families by size.
// https://aws.amazon.com/rds/instance-types/
var burstableGiB = map[string]float64{"micro": 1, "small": 2, "medium": 4, "large": 8, "xlarge": 16, "2xlarge": 32}

// largeGiB is the memory of the size "large" by the first letter of the family: m is general purpose, r is memory
// optimized.
var largeGiB = map[byte]float64{'m': 8, 'r': 16}

// multiples are the sizes of the m and r families as multiples of "large".
var multiples = map[string]float64{"large": 1, "xlarge": 2, "2xlarge": 4, "4xlarge": 8, "8xlarge": 16, "12xlarge": 24, "16xlarge": 32, "24xlarge": 48}

// MaxConnections returns the approximate maximum number of connections of an instance class, for example "db.t3.medium".
// It returns an error for a class whose memory is not listed here.
func MaxConnections(instanceClass string) (int, error) {
	memory := memoryGiB(instanceClass)
	if memory == 0 {
		return 0, fmt.Errorf("InstanceClass is %q: must be of the family db.t3, db.t4g, db.m or db.r, for example %q",
			instanceClass, "db.r6g.xlarge")
	}
	return min(int(memory*usableMemory*gib/connectionBytes), mostConnections), nil
}

// isBurstable reports whether a class uses CPU credits.
func isBurstable(instanceClass string) bool { return strings.HasPrefix(instanceClass, "db.t") }

// memoryGiB returns the memory of an instance class, or 0 for an unknown class.
func memoryGiB(instanceClass string) float64 {
	parts := strings.Split(instanceClass, ".")
	if len(parts) != 3 || parts[0] != "db" || parts[1] == "" {
		return 0
	}
	family, size := parts[1], parts[2]
	if isBurstable(instanceClass) {
		return burstableGiB[size]
	}
	return largeGiB[family[0]] * multiples[size]
}

// MaxConnections returns the approximate maximum number of connections of the instance.
func (p *Postgres) MaxConnections() int {
	most, err := MaxConnections(p.props.Size.InstanceClass)
	if err != nil {
		panic("postgres: " + err.Error())
	}
	return most
}

// StorageBytes returns the storage that is allocated at first, in bytes. Storage autoscaling may add more.
func (p *Postgres) StorageBytes() float64 { return float64(p.props.Size.StorageGiB) * gib }
