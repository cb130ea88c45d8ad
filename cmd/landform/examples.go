package main

import "github.com/spf13/cobra"

// examples are what the help of each command shows: lines that can be typed.
var examples = map[string]string{
	"adopt":     "  landform adopt dev-stack",
	"apply":     "  landform apply build/plans/dev-stack-0f343b093112.tfplan --digest 0f343b0931126a20f133d67c2b018a3b1f6c37ac9a8e1c4d3b0b6a0f5a2f9c11",
	"bootstrap": "  landform bootstrap volteryde",
	"changed":   "  landform changed build/base/cdktf.out\n  landform changed --json build/base/cdktf.out",
	"check":     "  landform check\n  landform check --outdir ../other/terraform --format sarif",
	"cluster":   "  landform cluster dev-stack\n  landform cluster --check dev-stack",
	"cost":      "  landform cost dev-stack\n  landform cost --compare dev-stack production-stack\n  landform cost --since main dev-stack",
	"deploy":    "  landform deploy dev-stack\n  landform deploy --system ticketing --parallel 2\n  landform deploy --resume",
	"destroy":   "  landform destroy ticketing-dev-stack\n  landform destroy --at main~3 ticketing-dev-stack",
	"diagram": "  landform diagram dev-stack > dev.svg\n  landform diagram --format mermaid ticketing-prod-stack\n" +
		"  landform diagram --to docs/diagrams dev-stack ticketing-prod-stack",
	"diff":    "  landform diff dev-stack production-stack\n  landform diff --since main dev-stack",
	"drift":   "  landform drift build/plans/dev-stack.json",
	"eject":   "  landform eject dev-stack --to ../terraform",
	"env":     "  landform env ticketing-dev-stack",
	"explain": "  landform explain volteryde-dev-postgres\n  landform explain production-stack/eks/cluster\n  landform explain 10.2.0.0/16",
	"graph":   "  landform graph dev-stack",
	"list":    "  landform list\n  landform list --local --json",
	"lock":    "  landform lock",
	"matrix":  "  landform matrix\n  landform matrix --changed-since main\n  landform matrix --gone-since HEAD~1",
	"output":  "  landform output dev-stack",
	"plan": "  landform plan dev-stack\n  landform plan --changed-since main\n" +
		"  landform plan dev-stack -- -target=aws_vpc.network_vpc_4E8F0223",
	"plan-file": "  landform plan-file dev-stack\n  landform plan-file ticketing-dev-stack --destroy --at HEAD~1",
	"ready":     "  landform ready dev-stack\n  landform ready --destroy dev-stack",
	"redact":    "  landform redact dev-stack state.json shown.json > copy.json",
	"report":    "  landform report\n  landform report --since main --plan build/plans/dev-stack.json --to build/report",
	"review":    "  landform review build/plans/dev-stack.json\n  landform review --comment --since main build/plans/dev-stack.json",
	"rules":     "  landform rules\n  landform rules CKV_AWS_16",
	"trace":     "  landform trace V14\n  landform trace --json",
	"unlock":    "  landform unlock dev-stack 6638e010-8fb0-46cf-966d-0e806c5d9a18",
}

// addExamples gives each command its examples.
func addExamples(root *cobra.Command) {
	for _, command := range root.Commands() {
		command.Example = examples[command.Name()]
	}
}
