package rules

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"landform/internal/guardrails"
	"landform/internal/lazyregexp"
	"landform/internal/synthesized"
)

// subject is the answer of a rule across stacks for one resource.
type subject = guardrails.Subject

var acrossRules = []rule{
	{
		ID: "state-own", Class: refused, Across: StateOwn,
		Why: "two stacks share one state: applying the second stack destroys all resources of the first",
		Fix: "give each stack its own key in the backend",
	},
	{
		ID: "networks-apart", Class: refused, Across: NetworksApart, Types: []string{"aws_vpc"},
		Why: "networks with overlapping address ranges can never be connected",
		Fix: "choose another cidr_block",
	},
	{
		ID: "name-unique", Class: refused, Across: NameUnique,
		Why: "AWS refuses a second resource with the same name",
		Fix: "put the environment into the name",
	},
	{
		ID: "production-protected", Class: refused, Across: ProductionProtected,
		Why: "a resource is protected in a test environment, but not in production",
		Fix: "set the same value in production",
	},
	{
		ID: "production-rehearsed", Class: advice, Across: ProductionRehearsed,
		Why: "staging differs from production, so a release is not tested on what it will run on",
		Fix: "set the same value in staging, or create the same resource there",
	},
	{
		ID: "policy-own-account", Class: refused, Statement: PolicyOwnAccount,
		Why:      "an attacker who controls the other account also gets access to this one",
		Fix:      "name a principal of the same account",
		Violates: `{"aws_sns_topic_policy": {"main": {"policy": "` + example(`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999999999999:role/app"},"Action":"sns:Publish","Resource":"arn:aws:sns:eu-west-1:111111111111:acme"}`) + `"}}}`,
	},
}

// StateOwn requires each stack to have a state of its own.
func StateOwn(stacks []stack, answered func(subject)) {
	owners := map[string]string{}
	for _, s := range stacks {
		state, ok := backend(s)
		if !ok {
			continue
		}
		place, result := state.Field("bucket").String()+"/"+state.Field("key").String(), pass
		if other, ok := owners[place]; ok {
			result = broken("terraform.backend", "the state %s is also that of %s", place, other)
		}
		owners[place] = s.Name
		answered(subject{Stack: s, Answer: result})
	}
}

// NetworksApart requires networks without overlaps, which can be connected later.
func NetworksApart(stacks []stack, answered func(subject)) {
	owners := map[netip.Prefix]string{}
	for _, s := range stacks {
		for _, vpc := range s.OfType("aws_vpc") {
			network, err := netip.ParsePrefix(vpc.Value("cidr_block").String())
			if err != nil {
				continue // subnet-fits reports it
			}
			result := pass
			for other, owner := range owners {
				if other.Overlaps(network) {
					result = broken("cidr_block", "cidr_block = %s overlaps %s of %s", network, other, owner)
				}
			}
			owners[network] = s.Name
			answered(subject{Stack: s, Resource: vpc, Answer: result})
		}
	}
}

// unique are the types, besides those in limits, whose names must be unique in an account and a region, or globally.
var unique = map[string]string{"aws_s3_bucket": "bucket", "aws_lb": "name", "aws_lb_target_group": "name", "aws_db_instance": "identifier"}

// shared are types whose names may repeat.
var shared = []string{"aws_iam_role_policy", "aws_appautoscaling_policy", "aws_ecs_service", "aws_eks_node_group", "aws_ecs_task_definition", "aws_efs_file_system", "aws_wafv2_web_acl"}

// NameUnique wants no two resources of a type, an account and a region to have one name.
func NameUnique(stacks []stack, answered func(subject)) {
	owners := map[string]string{}
	for _, s := range stacks {
		place := placeOf(s)
		for _, r := range s.Resources {
			argument := cmp.Or(unique[r.Type], limits[r.Type].argument)
			if argument == "" || slices.Contains(shared, r.Type) {
				continue
			}
			name := r.Value(argument)
			if !name.Known() {
				continue
			}
			key := r.Type + " " + place + " " + r.Value("provider").String() + " " + name.String()
			if r.Type == "aws_s3_bucket" {
				key = r.Type + " " + name.String()
			}
			result := pass
			if other, ok := owners[key]; ok {
				result = broken(argument, "%s = %s is also that of %s", argument, name, other)
			}
			owners[key] = s.Name + ": " + r.Address()
			answered(subject{Stack: s, Resource: r, Answer: result})
		}
	}
}

// placeOf returns the account and the region of a stack.
func placeOf(s stack) string {
	place := strings.Join(boundAccounts(s), " ")
	for _, region := range s.Value("provider.aws").All("region") {
		return place + " " + region.String()
	}
	return place
}

// protections are arguments that protect a resource if they are true.
var protections = []string{"deletion_protection", "enable_deletion_protection", "deletion_protection_enabled", "storage_encrypted", "encrypted", "multi_az",
	"multi_az_enabled", "automatic_failover_enabled", "at_rest_encryption_enabled", "transit_encryption_enabled", "enable_key_rotation", "copy_tags_to_snapshot",
	"iam_database_authentication_enabled", "performance_insights_enabled", "auto_minor_version_upgrade", "drop_invalid_header_fields", "lifecycle.prevent_destroy",
	"point_in_time_recovery.enabled", "access_logs.enabled", "actions_enabled"}

// ProductionProtected requires every protection in production that another environment of its system has.
func ProductionProtected(stacks []stack, answered func(subject)) {
	for _, production := range ofStage(stacks, synthesized.Production) {
		for _, other := range sameSystem(stacks, production) {
			for _, r := range production.Resources {
				match, ok := counterpart(other, production, r)
				if !ok {
					continue
				}
				result := pass
				for _, argument := range protections {
					if match.Value(argument).IsTrue() && !r.Value(argument).IsTrue() {
						result = result.And(broken(argument, "%s is true in %s alone", argument, other.Name))
					}
				}
				answered(subject{Stack: production, Resource: r, Answer: result})
			}
		}
	}
}

// alike are the arguments that must be the same in staging and production.
var alike = []string{"engine", "engine_version", "version", "runtime", "ami_type", "image_id", "family", "port", "protocol", "ssl_policy",
	"network_mode", "load_balancer_type", "target_type", "ip_protocol", "from_port", "to_port", "storage_type", "transit_encryption_enabled", "addon_version",
	"http_version", "bootstrap_self_managed_addons", "policy_type", "service_name", "traffic_type", "assign_public_ip"}

// people are types that define who has access, which may differ by environment.
var people = []string{"aws_eks_access_entry", "aws_eks_access_policy_association"}

// ProductionRehearsed requires the resources of production in staging too, with the same values of the arguments in
// alike.
func ProductionRehearsed(stacks []stack, answered func(subject)) {
	for _, production := range ofStage(stacks, synthesized.Production) {
		for _, staging := range sameSystem(stacks, production) {
			if staging.Metadata().Stage != synthesized.Staging {
				continue
			}
			for _, r := range production.Resources {
				match, ok := counterpart(staging, production, r)
				if !ok && (numbered(staging, production, r) || slices.Contains(people, r.Type)) {
					continue
				}
				if !ok {
					answered(subject{Stack: production, Resource: r, Answer: broken("", "%s has no such resource", staging.Name)})
					continue
				}
				result := pass
				for _, argument := range alike {
					if ours, theirs := r.Value(argument), match.Value(argument); ours.String() != theirs.String() {
						result = result.And(broken(argument, "%s, %s in %s", shown(argument, ours), theirs, staging.Name))
					}
				}
				answered(subject{Stack: production, Resource: r, Answer: result})
			}
		}
	}
}

func ofStage(stacks []stack, stage synthesized.Stage) []stack {
	return slices.DeleteFunc(slices.Clone(stacks), func(s stack) bool { return s.Metadata().Stage != stage })
}

// sameSystem returns the other environments of a stack's system.
func sameSystem(stacks []stack, of stack) []stack {
	own := of.Metadata()
	return slices.DeleteFunc(slices.Clone(stacks), func(s stack) bool {
		metadata := s.Metadata()
		return s.Name == of.Name || metadata.System != own.System || metadata.Role != synthesized.RoleEnvironment
	})
}

// counterpart returns the resource of another stack that was created by the same construct.
func counterpart(other, own stack, r resource) (resource, bool) {
	path, ok := strings.CutPrefix(r.Path, own.Name+"/")
	if !ok {
		return resource{}, false
	}
	match, ok := other.At(path)
	return match, ok && match.Type == r.Type
}

// unnumbered replaces each number in a text by 0.
func unnumbered(text string) string {
	var to strings.Builder
	for i := range len(text) {
		isDigit := text[i] >= '0' && text[i] <= '9'
		switch {
		case !isDigit:
			to.WriteByte(text[i])
		case i == 0 || text[i-1] < '0' || text[i-1] > '9':
			to.WriteByte('0')
		}
	}
	return to.String()
}

// numbered reports whether another stack has a resource whose path differs in numbers only: one of more nodes, or of
// another network.
func numbered(other, own stack, r resource) bool {
	path := unnumbered(strings.TrimPrefix(r.Path, own.Name+"/"))
	for index := range other.Resources {
		match := &other.Resources[index]
		if match.Type == r.Type && unnumbered(strings.TrimPrefix(match.Path, other.Name+"/")) == path {
			return true
		}
	}
	return false
}

var accountOf = lazyregexp.New(`^(?:arn:aws[a-z-]*:(?:iam|sts)::)?(\d{12})(?::|$)`)

// balancerAccounts are accounts of AWS that write the logs of load balancers, in regions that opened before August
// 2022.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
var balancerAccounts = []string{"127311923021", "033677994240", "027434742980", "797873946194", "098369216593", "754344448648", "589379963580",
	"718504428378", "383597477331", "600734575887", "114774131450", "783225319266", "582318560864", "985666609251", "054676820928", "156460612806",
	"652711504416", "635631232127", "009996457667", "897822967062", "076674570225", "507241528517"}

// PolicyOwnAccount forbids principals of other accounts. A stack whose own account is unknown is
// not checked.
func PolicyOwnAccount(d document, s statement) answer {
	if !allows(s) || len(s.Principals) == 0 {
		return skip
	}
	own := boundAccounts(d.Resource.Stack())
	if len(own) == 0 {
		return skip
	}
	if d.Kind == synthesized.Trust {
		return pass // iam-trust-account is for those
	}
	for _, principal := range s.Principals {
		account := accountOf.FindStringSubmatch(principal.ID)
		if principal.Type == "AWS" && account != nil && !slices.Contains(own, account[1]) && !slices.Contains(balancerAccounts, account[1]) && !narrowed(s) {
			return said(d, s, "Principal %s", principal.ID)
		}
	}
	return pass
}
