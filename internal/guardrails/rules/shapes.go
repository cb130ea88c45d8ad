package rules

import (
	"net/netip"
	"slices"
	"strings"

	"landform/internal/synthesized"
)

// shapeRules are about what AWS refuses of databases, rules of security groups, records and policies.
var shapeRules = []rule{
	{
		ID: "rds-monitoring-role", Class: refused, Types: []string{"aws_db_instance", "aws_rds_cluster_instance"}, Resource: RDSMonitoringRole,
		Why:      "RDS refuses enhanced monitoring without a role that may write its logs",
		Fix:      "set monitoring_role_arn",
		Violates: `{"aws_db_instance": {"main": {"monitoring_role_arn": null}}}`,
	},
	{
		ID: "rds-log-exports-known", Class: refused, Types: dbStorage, Resource: RDSLogExportsKnown,
		Why:      "RDS refuses the name of a log that the engine does not write",
		Fix:      "use postgresql and upgrade for PostgreSQL; audit, error, general and slowquery for MySQL and MariaDB",
		Source:   "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html",
		Violates: `{"aws_db_instance": {"main": {"enabled_cloudwatch_logs_exports": ["audit"]}}}`,
	},
	{
		ID: "rds-storage-fits", Class: refused, Types: dbInstance, Resource: RDSStorageFits, Unknown: passes,
		Why:      "RDS refuses volumes below 20 GiB of SSD, and iops of gp3 below 400 GiB",
		Fix:      "raise allocated_storage, or remove iops",
		Source:   "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html",
		Violates: `{"aws_db_instance": {"main": {"iops": 4000}}}`,
	},
	{
		ID: "rds-parameter-family", Class: refused, Types: dbInstance, Resource: RDSParameterFamily,
		Why:      "RDS refuses a parameter group for another major version",
		Fix:      "use the family of the engine's version",
		Violates: `{"aws_db_parameter_group": {"main": {"family": "postgres15"}}}`,
	},
	{
		ID: "rds-private", Class: advice, Types: dbStorage, Resource: RDSPrivate,
		Why:      "the database is created in the default VPC, whose subnets are public",
		Fix:      "set db_subnet_group_name",
		Violates: `{"aws_db_instance": {"main": {"db_subnet_group_name": null}}}`,
	},
	{
		ID: "sg-rule-one-peer", Class: refused, Types: []string{"aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"}, Resource: SGRuleOnePeer,
		Why:      "AWS refuses a rule without a peer, with two peers, or without the ports that its protocol needs",
		Fix:      "set one of cidr_ipv4, cidr_ipv6, prefix_list_id and referenced_security_group_id, and from_port and to_port",
		Violates: `{"aws_vpc_security_group_ingress_rule": {"main": {"referenced_security_group_id": null}}}`,
	},
	{
		ID: "sg-rules-one-way", Class: refused, Types: []string{"aws_security_group"}, Resource: SGRulesOneWay,
		With:     []string{"aws_security_group_rule"},
		Why:      "each apply removes the separate rules from the group, and the next apply adds them again",
		Fix:      "write all rules inside the security group, or all as separate resources",
		Source:   "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/security_group",
		Violates: `{"aws_security_group": {"main": {"ingress": [{"description": "Members", "protocol": "tcp", "from_port": 8080, "to_port": 8080, "self": true}]}}}`,
	},
	{
		ID: "route53-record-valid", Class: refused, Types: []string{"aws_route53_record"}, Resource: Route53RecordValid, Unknown: passes,
		Why:      "Route 53 refuses invalid addresses, and a CNAME record at the top of a zone",
		Fix:      "use a valid address; at the zone's top use an alias block",
		Source:   "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html",
		Violates: `{"aws_route53_record": {"main": {"records": ["300.1.1.1"]}}}`,
	},
	{
		ID: "s3-lifecycle-valid", Class: refused, Types: []string{"aws_s3_bucket_lifecycle_configuration"}, Resource: S3LifecycleValid,
		Why:      "S3 refuses a transition to infrequent access before 30 days, and an expiration before the transition",
		Fix:      "set the transition to 30 days or later, and the expiration after it",
		Source:   "https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html",
		Violates: `{"aws_s3_bucket_lifecycle_configuration": {"main": {"rule": {"transition": {"days": 5, "storage_class": "STANDARD_IA"}}}}}`,
	},
	{
		ID: "policy-version-current", Class: advice, Document: PolicyVersionCurrent,
		Why:      "without this version, ${aws:username} is plain text, and a condition on it never matches",
		Fix:      "set Version to 2012-10-17",
		Source:   "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html",
		Violates: rolePolicyDocument(`{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:eu-west-1:111111111111:acme"}]}`),
	},
	{
		ID: "policy-statements-apart", Class: refused, Document: PolicyStatementsApart,
		Why:      "IAM refuses two statements with the same Sid, a Sid with other characters than letters and digits, and unknown condition operators",
		Fix:      "use another Sid, and operators such as StringEquals, ArnLike and Bool",
		Source:   "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html",
		Violates: rolePolicyDocument(`{"Version":"2012-10-17","Statement":[{"Sid":"a b","Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:eu-west-1:111111111111:acme"}]}`),
	},
}

// RDSMonitoringRole requires a role where the host is looked at.
func RDSMonitoringRole(db resource) answer {
	if seconds, ok := db.Value("monitoring_interval").Number(); !ok || seconds == 0 {
		return pass
	}
	return isSet(db, "monitoring_role_arn")
}

// logsOf are the logs of an engine.
var logsOf = map[string][]string{
	"postgres": {"postgresql", "upgrade", "iam-db-auth-error"}, "aurora-postgresql": {"postgresql", "iam-db-auth-error", "instance"},
	"mysql": {"audit", "error", "general", "slowquery", "iam-db-auth-error"}, "mariadb": {"audit", "error", "general", "slowquery", "iam-db-auth-error"},
	"aurora-mysql": {"audit", "error", "general", "slowquery", "iam-db-auth-error", "instance"},
}

// RDSLogExportsKnown requires logs that the engine has.
func RDSLogExportsKnown(db resource) answer {
	known := logsOf[db.Value("engine").String()]
	for _, log := range db.All("enabled_cloudwatch_logs_exports") {
		if known != nil && log.Known() && !slices.Contains(known, log.String()) {
			return broken("enabled_cloudwatch_logs_exports", "enabled_cloudwatch_logs_exports has %s", log)
		}
	}
	return pass
}

// RDSStorageFits requires volumes that RDS makes.
func RDSStorageFits(db resource) answer {
	size, sized := db.Value("allocated_storage").Number()
	ssd := slices.Contains([]string{"gp2", "gp3"}, db.Value("storage_type").String())
	if ssd && sized && size < 20 {
		return broken("allocated_storage", "%s", shown("allocated_storage", db.Value("allocated_storage")))
	}
	threshold := 400.0
	if strings.HasPrefix(db.Value("engine").String(), "oracle") {
		threshold = 200
	}
	if db.Value("storage_type").String() == "gp3" && sized && size < threshold && db.Value("iops").Exists() && !strings.HasPrefix(db.Value("engine").String(), "sqlserver") {
		return broken("iops", "%s with %.0f GiB", shown("iops", db.Value("iops")), size)
	}
	return pass
}

// RDSParameterFamily requires parameters of the version that runs.
func RDSParameterFamily(db resource) answer {
	engine, version := db.Value("engine").String(), db.Value("engine_version")
	for _, group := range db.Targets("parameter_group_name") {
		family := group.Value("family")
		if engine != "postgres" || !family.Known() || !version.Known() {
			continue
		}
		if major, _, _ := strings.Cut(version.String(), "."); family.String() != engine+major {
			return broken("parameter_group_name", "family = %s, engine_version = %s", family, version)
		}
	}
	return pass
}

// RDSPrivate requires subnets of our own. A replica takes its source's.
func RDSPrivate(db resource) answer {
	if db.Value("replicate_source_db").Exists() {
		return skip
	}
	return isSet(db, "db_subnet_group_name")
}

// SGRuleOnePeer requires rules that say with whom, and over which ports.
func SGRuleOnePeer(r resource) answer {
	peers := 0
	for _, argument := range []string{"cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"} {
		if r.Value(argument).Exists() {
			peers++
		}
	}
	if peers != 1 {
		return broken("", "%d peers", peers)
	}
	if slices.Contains([]string{"tcp", "udp", "6", "17"}, r.Value("ip_protocol").String()) {
		return isSet(r, "from_port").And(isSet(r, "to_port"))
	}
	return isSet(r, "ip_protocol")
}

// SGRulesOneWay requires the rules of a group in one place.
func SGRulesOneWay(group resource) answer {
	whole := pass
	for argument, kinds := range map[string][]string{"ingress": {"aws_vpc_security_group_ingress_rule", "aws_security_group_rule"}, "egress": {"aws_vpc_security_group_egress_rule", "aws_security_group_rule"}} {
		if len(group.All(argument)) == 0 {
			continue
		}
		for _, kind := range kinds {
			for _, apart := range group.Companions(kind, "security_group_id") {
				if direction := apart.Value("type"); !direction.Exists() || direction.String() == argument {
					whole = whole.And(broken(argument, "%s in the group, and %s", argument, apart.Address()))
				}
			}
		}
	}
	return whole
}

// Route53RecordValid requires values that their type has.
func Route53RecordValid(record resource) answer {
	kind := record.Value("type").String()
	for _, v := range record.All("records") {
		address, err := netip.ParseAddr(v.String())
		if v.Known() && (kind == "A" && (err != nil || !address.Is4()) || kind == "AAAA" && (err != nil || !address.Is6())) {
			return broken("records", "%s record %s", kind, v)
		}
	}
	for _, zone := range record.Targets("zone_id") {
		if name := record.Value("name"); kind == "CNAME" && (name.Known() && (name.String() == "" || strings.TrimSuffix(name.String(), ".") == strings.TrimSuffix(zone.Value("name").String(), "."))) {
			return broken("type", "CNAME at %s", zone.Value("name"))
		}
	}
	return pass
}

// S3LifecycleValid requires an order of days that S3 accepts.
func S3LifecycleValid(r resource) answer {
	return everyBlock(r, "rule", func(path string, rule value) answer {
		end, ends := rule.Get("expiration.days").Number()
		for _, transition := range rule.All("transition") {
			days, ok := transition.Field("days").Number()
			infrequent := slices.Contains([]string{"STANDARD_IA", "ONEZONE_IA"}, transition.Field("storage_class").String())
			if ok && (infrequent && days < 30 || ends && end <= days) {
				return broken(path, "transition to %s after %.0f days", transition.Field("storage_class"), days)
			}
		}
		return pass
	})
}

// PolicyVersionCurrent requires the version of the language that has variables.
func PolicyVersionCurrent(d document) answer {
	if d.Opaque || strings.Contains(d.Text, `"2012-10-17"`) {
		return pass
	}
	return broken(d.Argument, "%s has no Version 2012-10-17", d.Argument)
}

// anySID are kinds of policies whose statements may have names of any characters.
var anySID = []synthesized.DocumentKind{synthesized.BucketPolicy, synthesized.KeyPolicy, synthesized.OfResource, synthesized.Endpoint}

// isConditionOperator reports whether IAM knows an operator of conditions.
func isConditionOperator(name string) bool {
	name = strings.ToLower(name)
	name = strings.TrimPrefix(strings.TrimPrefix(name, "forallvalues:"), "foranyvalue:")
	switch strings.TrimSuffix(name, "ifexists") {
	case "stringequals", "stringnotequals", "stringequalsignorecase", "stringnotequalsignorecase", "stringlike", "stringnotlike",
		"numericequals", "numericnotequals", "numericlessthan", "numericlessthanequals", "numericgreaterthan", "numericgreaterthanequals",
		"dateequals", "datenotequals", "datelessthan", "datelessthanequals", "dategreaterthan", "dategreaterthanequals",
		"bool", "binaryequals", "ipaddress", "notipaddress", "arnequals", "arnnotequals", "arnlike", "arnnotlike", "null":
		return true
	}
	return false
}

// PolicyStatementsApart requires statements with names of their own and conditions that IAM knows. Policies of
// resources may have spaces in these names.
func PolicyStatementsApart(d document) answer {
	whole, seen := pass, map[string]bool{}
	identity := !slices.Contains(anySID, d.Kind)
	for index := range d.Statements {
		s := &d.Statements[index]
		if s.Sid != "" && (seen[s.Sid] || identity && !consistsOf(s.Sid, "") && !strings.Contains(s.Sid, "${")) {
			whole = whole.And(said(d, s, "Sid %q", s.Sid))
		}
		seen[s.Sid] = true
		for _, condition := range s.Conditions {
			if !isConditionOperator(condition.Operator) {
				whole = whole.And(said(d, s, "operator %s", condition.Operator))
			}
		}
	}
	return whole
}
