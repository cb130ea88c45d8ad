package cost

import (
	"fmt"
	"math"
	"strings"
)

// documentRow is a row of the Volteryde document's table "Cost Estimation (Dev Environment)".
type documentRow struct {
	name     string
	document float64 // US dollars per month in the document
	holds    func(Line) bool
	note     string
}

// documentRows are the rows of the document's table, in order. A line of the report belongs to the first row that matches it.
var documentRows = []documentRow{
	{"EKS Cluster", 73, ofType("aws_eks_cluster"), "the documented version would cost $438, in its last year of support"},
	{"EKS Worker Nodes", 60, ofType("aws_eks_node_group"), "the document leaves out the root volumes"},
	{"RDS PostgreSQL", 65, ofType("aws_db_instance"), "the document is above the list price of one instance with 20 GB, and below that of Multi-AZ"},
	{"ElastiCache Redis", 12, ofType("aws_elasticache_replication_group"), ""},
	{"NAT Gateways", 96, ofType("aws_nat_gateway", "aws_eip"), "AWS bills the gateways' public addresses since 2024, and the data"},
	{"S3", 10, ofType("aws_s3_bucket"), "depends on the amount of stored data"},
	{"CloudWatch", 20, ofType("aws_cloudwatch_log_group", "aws_cloudwatch_metric_alarm", "aws_cloudwatch_dashboard"),
		"the five log types of EKS are most of it"},
	{"ALB", 22, ofType("aws_lb"), "AWS bills the balancer's public addresses since 2024"},
	{"Not in the document", 0, func(Line) bool { return true }, "TimescaleDB with its proxy, keys, secrets, the hosted zone"},
}

func ofType(types ...string) func(Line) bool {
	return func(line Line) bool {
		for _, kind := range types {
			if line.Type == kind {
				return true
			}
		}
		return false
	}
}

// Comparison is a row of the document's table with the corresponding cost of a stack.
type Comparison struct {
	Row      string  `json:"row"`
	Document float64 `json:"document"` // US dollars per month
	Stack    float64 `json:"stack"`
	Note     string  `json:"note,omitempty"`
}

// CompareWithDocument compares each row of the Volteryde document's cost table with the report of the dev environment. The last
// row is the cost of everything that the document omits.
func CompareWithDocument(report Report) []Comparison {
	rows := make([]Comparison, len(documentRows))
	for index, row := range documentRows {
		rows[index] = Comparison{Row: row.name, Document: row.document, Note: row.note}
	}
	for _, line := range report.Lines {
		for index, row := range documentRows {
			if row.holds(line) {
				rows[index].Stack += line.USD
				break
			}
		}
	}
	return rows
}

// DocumentTable returns the comparison as a Markdown table with totals.
func DocumentTable(report Report) string {
	var table strings.Builder
	table.WriteString("| Row of the document | Document | List price | Why they differ |\n| --- | ---: | ---: | --- |\n")
	var document, total float64
	for _, row := range CompareWithDocument(report) {
		fmt.Fprintf(&table, "| %s | %s | %s | %s |\n", row.Row, Dollars(row.Document), Dollars(row.Stack), row.Note)
		document, total = document+row.Document, total+row.Stack
	}
	fmt.Fprintf(&table, "| **Total** | **%s** | **%s** | |\n", Dollars(document), Dollars(total))
	return table.String()
}

// Dollars formats an amount, without cents from $100 on: "$52.56", "$450", "$2,024".
func Dollars(usd float64) string {
	switch {
	case usd == 0:
		return "$0"
	case math.Abs(usd) >= 999.5:
		thousands, rest := int(math.Round(usd))/1000, int(math.Abs(math.Round(usd)))%1000
		return fmt.Sprintf("$%d,%03d", thousands, rest)
	case math.Abs(usd) >= 100:
		return fmt.Sprintf("$%.0f", usd)
	}
	return fmt.Sprintf("$%.2f", usd)
}
