// Package cost computes what synthesized stacks cost in a month at list prices: from one dated table of prices with a
// source for each, and the use that a file assumes. What has no price is listed as unpriced, never as free.
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
	USD    float64 `json:"usd"`    // of one unit, on demand
	Unit   string  `json:"unit"`   // for example "GB month"; a month has 730 hours
	Source string  `json:"source"` // who says so, and when
	Page   string  `json:"page"`   // of AWS, where the price is looked up
}

// Prices is the table of list prices.
type Prices struct {
	Date   string  `json:"date"`   // on which the table was made, as "2006-01-02"
	Region string  `json:"region"` // whose prices they are
	Prices []Price `json:"prices"`
}

// ListPrices returns the table that the program ships.
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

// Usage is what is assumed to be used in a month, where AWS bills use and not time. Everything is per resource.
type Usage struct {
	Comment             string             `json:"comment,omitempty"`
	NATGatewayGB        float64            `json:"nat-gateway-gb"`        // through one gateway
	LoadBalancerLCU     float64            `json:"load-balancer-lcu"`     // on average
	InterfaceEndpointGB float64            `json:"interface-endpoint-gb"` // through one zone
	LogGroupGB          float64            `json:"log-group-gb"`          // written to a group that LogGroupsGB does not name
	LogGroupsGB         map[string]float64 `json:"log-groups-gb"`         // by pattern of the group's name
	BucketGB            float64            `json:"bucket-gb"`             // kept in a bucket that BucketsGB does not name
	BucketsGB           map[string]float64 `json:"buckets-gb"`            // by pattern of the bucket's name
	ImageRepositoryGB   float64            `json:"image-repository-gb"`
	SnapshotShare       float64            `json:"snapshot-share-of-volume"` // all snapshots of a volume together
	CDNGB               float64            `json:"cdn-gb"`                   // delivered to viewers
	LockRequests        float64            `json:"lock-requests"`
	QueueRequests       float64            `json:"queue-requests"`
}

// ReadUsage reads a file of assumptions, or those that the program ships where file is "". The error names every value
// that is unknown or negative.
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

// matching is the value of the longest pattern that a name matches, or what is assumed otherwise.
func matching(patterns map[string]float64, name string, otherwise float64) float64 {
	best := ""
	for pattern := range patterns {
		// "*" of path.Match stops at a slash, which names of log groups are full of.
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
