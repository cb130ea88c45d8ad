package rules

import (
	"slices"
	"strings"
)

var databaseAccessRules = []rule{
	{
		ID: "database-tls-required", Class: refused, Types: []string{"aws_docdb_cluster_parameter_group", "aws_redshift_parameter_group", "aws_dms_endpoint", "aws_db_proxy"}, Resource: DatabaseTLSRequired,
		Why:      "passwords and data could cross the network unencrypted",
		Fix:      "set tls to enabled, require_ssl to true, ssl_mode to require, or require_tls to true",
		Aliases:  []string{"CKV_AWS_90", "CKV_AWS_104", "CKV_AWS_105", "DMS.9", "Redshift.2"},
		Violates: `{"aws_docdb_cluster_parameter_group": {"main": {"parameter": [{"name": "tls", "value": "disabled"}]}}}`,
	},
	{
		ID: "database-logged", Class: advice, Types: []string{"aws_docdb_cluster", "aws_neptune_cluster", "aws_msk_cluster", "aws_mq_broker"}, Resource: DatabaseLogged,
		Why:      "nobody could find out who queried what, or why a query failed",
		Fix:      "send the logs of the engine to CloudWatch: audit for DocumentDB and Neptune, broker_logs for MSK, logs for MQ",
		Aliases:  []string{"AWS-0020", "AWS-0070", "AWS-0074", "AWS-0075", "CKV_AWS_85", "CKV_AWS_101", "CKV_AWS_80", "CKV_AWS_48", "DocumentDB.4", "Neptune.2", "MQ.2"},
		Violates: `{"aws_msk_cluster": {"main": {"logging_info": null}}}`,
	},
	{
		ID: "database-admin-named", Class: advice, Types: []string{"aws_redshift_cluster", "aws_docdb_cluster"}, Resource: DatabaseAdminNamed,
		Why:      "attackers know the user name, and only have to find the password",
		Fix:      "choose another master_username",
		Aliases:  []string{"Redshift.8"},
		Violates: `{"aws_redshift_cluster": {"main": {"master_username": "awsuser"}}}`,
	},
	{
		ID: "neptune-iam-authentication", Class: advice, Types: []string{"aws_neptune_cluster"}, Resource: NeptuneIAMAuthentication,
		Why:      "everybody who can reach the port can read everything: Neptune has no passwords",
		Fix:      "set iam_database_authentication_enabled to true",
		Aliases:  []string{"CKV_AWS_359", "Neptune.7"},
		Violates: `{"aws_neptune_cluster": {"main": {"iam_database_authentication_enabled": false}}}`,
	},
	{
		ID: "redshift-in-network", Class: advice, Types: []string{"aws_redshift_cluster"}, Resource: RedshiftInNetwork,
		Why:      "COPY and UNLOAD use the internet, and bypass security groups, endpoints and flow logs",
		Fix:      "set enhanced_vpc_routing to true",
		Aliases:  []string{"CKV_AWS_321", "Redshift.7"},
		Violates: `{"aws_redshift_cluster": {"main": {"enhanced_vpc_routing": false}}}`,
	},
	{
		ID: "redshift-upgraded", Class: advice, Types: []string{"aws_redshift_cluster"}, Resource: RedshiftUpgraded,
		Why:      "security fixes would only be installed when somebody notices them; clusters with old node types can no longer be created",
		Fix:      "leave allow_version_upgrade at true, and use nodes of ra3 or newer",
		Aliases:  []string{"CKV_AWS_141", "Redshift.6"},
		Source:   "https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-clusters.html, 2026-11",
		Violates: `{"aws_redshift_cluster": {"main": {"node_type": "dc1.large"}}}`,
	},
	{
		ID: "msk-authenticated", Class: refused, Types: []string{"aws_msk_cluster"}, Resource: MSKAuthenticated,
		Why:      "everybody who can reach the port can read and write every topic",
		Fix:      "set client_authentication with sasl or tls, and unauthenticated to false",
		Aliases:  []string{"MSK.6"},
		Violates: `{"aws_msk_cluster": {"main": {"client_authentication": {"unauthenticated": true}}}}`,
	},
	{
		ID: "msk-brokers-spread", Class: refused, Types: []string{"aws_msk_cluster"}, Resource: MSKBrokersSpread, Unknown: passes,
		Why:      "MSK requires the same number of brokers in each subnet",
		Fix:      "set number_of_broker_nodes to a multiple of the number of client_subnets",
		Source:   "https://docs.aws.amazon.com/msk/1.0/apireference/clusters.html",
		Violates: `{"aws_msk_cluster": {"main": {"number_of_broker_nodes": 3, "broker_node_group_info": {"client_subnets": ["${aws_subnet.a.id}", "${aws_subnet.b.id}"]}}}}`,
	},
	{
		ID: "mq-upgraded", Class: advice, Types: []string{"aws_mq_broker"}, Resource: MQUpgraded,
		Why:      "security fixes would only be installed when somebody notices them",
		Fix:      "set auto_minor_version_upgrade to true",
		Aliases:  []string{"CKV_AWS_207", "MQ.3"},
		Violates: `{"aws_mq_broker": {"main": {"auto_minor_version_upgrade": false}}}`,
	},
	{
		ID: "mq-two-zones", Class: advice, Types: []string{"aws_mq_broker"}, Resource: MQTwoZones,
		Why:      "the failure of one availability zone takes the broker down, with its messages",
		Fix:      "set deployment_mode to ACTIVE_STANDBY_MULTI_AZ or CLUSTER_MULTI_AZ",
		Aliases:  []string{"MQ.5", "MQ.6"},
		Violates: `{"aws_mq_broker": {"main": {"deployment_mode": "SINGLE_INSTANCE"}}}`,
	},
	{
		ID: "elasticache-user-authenticated", Class: refused, Types: []string{"aws_elasticache_user", "aws_memorydb_user"}, Resource: ElastiCacheUserAuthenticated,
		Why:      "everybody who can reach the port has the permissions of this user",
		Fix:      "set authentication_mode to password or iam; give the user default an access string of off",
		Violates: `{"aws_elasticache_user": {"main": {"no_password_required": true}}}`,
	},
	{
		ID: "opensearch-fine-grained", Class: advice, Types: searchDomain, Resource: OpenSearchFineGrained,
		Why:      "everybody who can reach the domain can read every index",
		Fix:      "set advanced_security_options.enabled to true",
		Aliases:  []string{"CKV2_AWS_52", "Opensearch.7"},
		Violates: `{"aws_opensearch_domain": {"main": {"advanced_security_options": {"enabled": false}}}}`,
	},
	{
		ID: "opensearch-two-zones", Class: advice, Types: searchDomain, Resource: OpenSearchTwoZones,
		Why:      "the failure of one availability zone, or of one node, loses data or stops writes",
		Fix:      "set cluster_config.zone_awareness_enabled, with three data nodes or dedicated masters",
		Aliases:  []string{"CKV_AWS_318", "ES.6", "ES.7", "Opensearch.6", "Opensearch.11"},
		Violates: `{"aws_opensearch_domain": {"main": {"cluster_config": {"zone_awareness_enabled": false}}}}`,
	},
	{
		ID: "opensearch-engine-supported", Class: advice, Types: searchDomain, Resource: OpenSearchEngineSupported,
		Why:      "AWS charges for extended support of this version, and will end it",
		Fix:      "use OpenSearch 2 or newer",
		Aliases:  []string{"Opensearch.10"},
		Source:   "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/what-is.html#choosing-version, 2026-11",
		Violates: `{"aws_opensearch_domain": {"main": {"engine_version": "Elasticsearch_6.8"}}}`,
	},
}

// DatabaseTLSRequired requires connections without TLS to be refused.
func DatabaseTLSRequired(r resource) answer {
	switch r.Type {
	case "aws_dms_endpoint":
		if slices.Contains([]string{"s3", "dynamodb", "kinesis", "opensearch", "elasticsearch"}, r.Value("engine_name").String()) {
			return skip // over the API of AWS
		}
		return isOne(r, "ssl_mode", "require", "verify-ca", "verify-full")
	case "aws_db_proxy":
		return isTrue(r, "require_tls")
	}
	name, wanted := "tls", "enabled"
	if r.Type == "aws_redshift_parameter_group" {
		name, wanted = "require_ssl", "true"
	}
	for _, parameter := range r.All("parameter") {
		if v := parameter.Field("value"); parameter.Field("name").String() == name && v.Known() && !strings.EqualFold(v.String(), wanted) && !strings.HasPrefix(v.String(), "tls1.") && !strings.HasPrefix(v.String(), "fips") {
			return broken("parameter", "%s = %s", name, v)
		}
	}
	if name == "require_ssl" && !slices.ContainsFunc(r.All("parameter"), func(v value) bool { return v.Field("name").String() == name }) {
		return broken("parameter", "require_ssl is not set")
	}
	return pass
}

// DatabaseLogged requires logs in CloudWatch.
func DatabaseLogged(r resource) answer {
	switch r.Type {
	case "aws_docdb_cluster":
		return includes(r, "enabled_cloudwatch_logs_exports", "audit")
	case "aws_neptune_cluster":
		return includes(r, "enable_cloudwatch_logs_exports", "audit")
	case "aws_mq_broker":
		return isTrue(r, "logs.general")
	}
	for _, kind := range []string{"cloudwatch_logs", "firehose", "s3"} {
		if r.Value("logging_info.broker_logs." + kind + ".enabled").IsTrue() {
			return pass
		}
	}
	return broken("logging_info", "no broker_logs")
}

// DatabaseAdminNamed requires another name than the one of every example.
func DatabaseAdminNamed(db resource) answer {
	return isNone(db, "master_username", "awsuser", "admin", "docdbadmin", "root", "master")
}

// NeptuneIAMAuthentication requires requests to be signed.
func NeptuneIAMAuthentication(db resource) answer {
	return isTrue(db, "iam_database_authentication_enabled")
}

// RedshiftInNetwork requires traffic to stay in the network.
func RedshiftInNetwork(cluster resource) answer { return isTrue(cluster, "enhanced_vpc_routing") }

// RedshiftUpgraded requires fixes to arrive.
func RedshiftUpgraded(cluster resource) answer {
	return notFalse(cluster, "allow_version_upgrade").And(unset(cluster, "node_type", func(v value) bool {
		return !strings.HasPrefix(v.String(), "dc") && !strings.HasPrefix(v.String(), "ds")
	}))
}

// MSKAuthenticated requires clients to say who they are.
func MSKAuthenticated(cluster resource) answer {
	return notTrue(cluster, "client_authentication.unauthenticated")
}

// MSKBrokersSpread requires as many brokers in each zone.
func MSKBrokersSpread(cluster resource) answer {
	subnets := len(cluster.All("broker_node_group_info.client_subnets"))
	if subnets == 0 {
		return pass
	}
	return unset(cluster, "number_of_broker_nodes", func(v value) bool { count, ok := v.Number(); return ok && int(count)%subnets == 0 })
}

// MQUpgraded requires fixes to arrive.
func MQUpgraded(broker resource) answer { return isTrue(broker, "auto_minor_version_upgrade") }

// MQTwoZones requires a standby in another zone.
func MQTwoZones(broker resource) answer {
	return isOne(broker, "deployment_mode", "ACTIVE_STANDBY_MULTI_AZ", "CLUSTER_MULTI_AZ")
}

// ElastiCacheUserAuthenticated requires users with a password or a role.
func ElastiCacheUserAuthenticated(user resource) answer {
	if strings.HasPrefix(user.Value("access_string").String(), "off") {
		return pass
	}
	return notTrue(user, "no_password_required").And(isNone(user, "authentication_mode.type", "no-password-required"))
}

// OpenSearchFineGrained requires rights by index.
func OpenSearchFineGrained(domain resource) answer {
	return isTrue(domain, "advanced_security_options.enabled")
}

// OpenSearchTwoZones requires nodes in two zones and a majority that outlives one.
func OpenSearchTwoZones(domain resource) answer {
	whole := isTrue(domain, "cluster_config.zone_awareness_enabled")
	if domain.Value("cluster_config.dedicated_master_enabled").IsTrue() {
		return whole
	}
	return whole.And(atLeast(domain, "cluster_config.instance_count", 3))
}

// OpenSearchEngineSupported requires a version in standard support.
func OpenSearchEngineSupported(domain resource) answer {
	if domain.Type == "aws_elasticsearch_domain" {
		return broken("elasticsearch_version", "an Elasticsearch domain")
	}
	return unset(domain, "engine_version", func(v value) bool {
		return !strings.HasPrefix(v.String(), "Elasticsearch_") && !strings.HasPrefix(v.String(), "OpenSearch_1.")
	})
}
