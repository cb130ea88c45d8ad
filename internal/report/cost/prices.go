// Package cost computes the monthly cost of synthesized stacks from a dated table of list prices, each with its source, and from
// assumed usage. A resource without a known price is reported as unpriced, never as free.
package cost

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"slices"
)

//go:embed prices.json
var priceTable []byte

//go:embed usage.json
var usageTable []byte

// Price is one list price.
type Price struct {
	ID     string  `json:"id"`     // for example "ec2.instance.t3.medium"
	USD    float64 `json:"usd"`    // on-demand price of one unit
	Unit   string  `json:"unit"`   // for example "GB month"; a month has 730 hours
	Source string  `json:"source"` // where the price was read, and when
	Page   string  `json:"page"`   // AWS page that shows the price
}

// Prices is the table of list prices.
type Prices struct {
	Date   string  `json:"date"`   // of the table, as "2006-01-02"
	Region string  `json:"region"` // AWS Region of the prices
	Prices []Price `json:"prices"`
}

// ListPrices returns the embedded table of prices.
func ListPrices() (Prices, error) {
	var table Prices
	if err := json.Unmarshal(priceTable, &table); err != nil {
		return table, fmt.Errorf("prices.json: %w", err)
	}
	return table, nil
}

func (p Prices) find(id string) (Price, bool) {
	at := slices.IndexFunc(p.Prices, func(price Price) bool { return price.ID == id })
	if at < 0 {
		return Price{}, false
	}
	return p.Prices[at], true
}

// Usage is the assumed monthly usage per resource, for charges that depend on usage.
type Usage struct {
	Comment             string             `json:"comment,omitempty"`
	NATGatewayGB        float64            `json:"nat-gateway-gb"`        // processed by one gateway
	LoadBalancerLCU     float64            `json:"load-balancer-lcu"`     // average
	InterfaceEndpointGB float64            `json:"interface-endpoint-gb"` // processed in one Availability Zone
	LogGroupGB          float64            `json:"log-group-gb"`          // ingested by a log group that no pattern of LogGroupsGB matches
	LogGroupsGB         map[string]float64 `json:"log-groups-gb"`         // by pattern of the log group's name
	BucketGB            float64            `json:"bucket-gb"`             // stored in a bucket that no pattern of BucketsGB matches
	BucketsGB           map[string]float64 `json:"buckets-gb"`            // by pattern of the bucket's name
	ImageRepositoryGB   float64            `json:"image-repository-gb"`
	SnapshotShare       float64            `json:"snapshot-share-of-volume"` // size of all snapshots of a volume, as a fraction of its size
	CDNGB               float64            `json:"cdn-gb"`                   // delivered to viewers
	LockRequests        float64            `json:"lock-requests"`
	QueueRequests       float64            `json:"queue-requests"`
}

// ReadUsage reads the usage assumptions in a file, or the embedded ones if file is "". It returns an error for an unknown field,
// and one that names all negative values.
func ReadUsage(file string) (Usage, error) {
	text := usageTable
	if file == "" {
		file = "usage.json"
	} else {
		var err error
		if text, err = os.ReadFile(file); err != nil {
			return Usage{}, fmt.Errorf("usage: %w", err)
		}
	}
	var usage Usage
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&usage); err != nil {
		return usage, fmt.Errorf("usage: %s: %w", file, err)
	}
	return usage, usage.check(file)
}

func (u Usage) check(file string) error {
	var problems []error
	for name, value := range u.numbers() {
		if value < 0 {
			problems = append(problems, fmt.Errorf("usage: %s: %s is %v: must not be negative", file, name, value))
		}
	}
	return errors.Join(problems...)
}

func (u Usage) numbers() map[string]float64 {
	numbers := map[string]float64{
		"nat-gateway-gb": u.NATGatewayGB, "load-balancer-lcu": u.LoadBalancerLCU, "interface-endpoint-gb": u.InterfaceEndpointGB,
		"log-group-gb": u.LogGroupGB, "bucket-gb": u.BucketGB, "image-repository-gb": u.ImageRepositoryGB,
		"snapshot-share-of-volume": u.SnapshotShare, "cdn-gb": u.CDNGB, "lock-requests": u.LockRequests, "queue-requests": u.QueueRequests,
	}
	for pattern, value := range u.LogGroupsGB {
		numbers["log-groups-gb."+pattern] = value
	}
	for pattern, value := range u.BucketsGB {
		numbers["buckets-gb."+pattern] = value
	}
	return numbers
}

// matching returns the value of the longest pattern that matches a name, or the default.
func matching(patterns map[string]float64, name string, otherwise float64) float64 {
	best := ""
	for pattern := range patterns {
		// In path.Match, "*" does not match the slashes in names of log groups.
		if matched, err := path.Match(pattern, name); err == nil && matched && len(pattern) > len(best) {
			best = pattern
		}
		if prefix, ok := trailing(pattern); ok && len(name) >= len(prefix) && name[:len(prefix)] == prefix && len(pattern) > len(best) {
			best = pattern
		}
	}
	if best == "" {
		return otherwise
	}
	return patterns[best]
}

func trailing(pattern string) (string, bool) {
	if pattern == "" || pattern[len(pattern)-1] != '*' {
		return "", false
	}
	return pattern[:len(pattern)-1], true
}
