package postgres

import (
	"fmt"
	"strings"
)

const (
	// connectionBytes and mostConnections are RDS's default: LEAST({DBInstanceClassMemory/9531392}, 5000).
	// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
	connectionBytes = 9531392
	mostConnections = 5000
	// usableMemory is about what the operating system and RDS leave of an instance's memory: DBInstanceClassMemory.
	usableMemory = 0.9
	gib          = 1 << 30
)

// burstableGiB is the memory of the sizes of the t3 and t4g families.
// https://aws.amazon.com/rds/instance-types/
var burstableGiB = map[string]float64{"micro": 1, "small": 2, "medium": 4, "large": 8, "xlarge": 16, "2xlarge": 32}

// largeGiB is the memory of the size "large" by the letter of the family: general purpose and memory optimized. Every
// size above doubles it.
var largeGiB = map[byte]float64{'m': 8, 'r': 16}

// multiples are the sizes of the m and r families, in units of "large".
var multiples = map[string]float64{"large": 1, "xlarge": 2, "2xlarge": 4, "4xlarge": 8, "8xlarge": 16, "12xlarge": 24, "16xlarge": 32, "24xlarge": 48}

// MaxConnections is about how many clients an instance of a class admits at once, for example "db.t3.medium". The error
// names a class whose memory is not known here.
func MaxConnections(instanceClass string) (int, error) {
	memory := memoryGiB(instanceClass)
	if memory == 0 {
		return 0, fmt.Errorf("%q is no known instance class: must be db.t3, db.t4g, db.m or db.r with its size, for example %q",
			instanceClass, "db.r6g.xlarge")
	}
	return min(int(memory*usableMemory*gib/connectionBytes), mostConnections), nil
}

// isBurstable tells whether a class works on CPU credits.
func isBurstable(instanceClass string) bool { return strings.HasPrefix(instanceClass, "db.t") }

// memoryGiB is 0 for a class that is not known.
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

// MaxConnections is about how many clients the instance admits at once. It panics if its class is not known.
func (p *Postgres) MaxConnections() int {
	most, err := MaxConnections(p.props.Size.InstanceClass)
	if err != nil {
		panic("postgres: " + err.Error())
	}
	return most
}

// StorageBytes is what is allocated before storage autoscaling adds to it.
func (p *Postgres) StorageBytes() float64 { return float64(p.props.Size.StorageGiB) * gib }
