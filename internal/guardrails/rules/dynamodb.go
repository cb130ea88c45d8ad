package rules

import "strings"

var tableType = []string{"aws_dynamodb_table"}

var dynamoRules = []rule{
	{
		ID: "dynamodb-recoverable", Class: refused, Types: tableType, Resource: DynamoDBRecoverable,
		Why:      "overwritten or deleted items are lost",
		Fix:      "set point_in_time_recovery",
		Aliases:  []string{"AWS-0024", "CKV_AWS_28", "DynamoDB.2"},
		Violates: `{"aws_dynamodb_table": {"main": {"point_in_time_recovery": {"enabled": false}}}}`,
	},
	{
		ID: "dynamodb-customer-key", Class: advice, Types: tableType, Resource: DynamoDBCustomerKey,
		Why:      "only a customer managed key lets us control, and see in CloudTrail, who decrypts the data",
		Fix:      "set server_side_encryption with enabled and kms_key_arn",
		Aliases:  []string{"AWS-0023", "AWS-0025", "CKV_AWS_119"},
		Violates: `{"aws_dynamodb_table": {"main": {"server_side_encryption": {"enabled": false}}}}`,
	},
	{
		ID: "dynamodb-deletion-protection", Class: refused, Types: tableType, Resource: DynamoDBDeletionProtection,
		Why:      "a change of a single argument could replace, and so delete, the table",
		Fix:      "set deletion_protection_enabled to true",
		Aliases:  []string{"DynamoDB.6"},
		Violates: `{"aws_dynamodb_table": {"main": {"deletion_protection_enabled": false}}}`,
	},
	{
		ID: "dynamodb-keys-defined", Class: refused, Types: tableType, Resource: DynamoDBKeysDefined,
		Why:      "DynamoDB refuses a key without an attribute definition, and an attribute definition that no key uses",
		Fix:      "define an attribute block for each key, and no others",
		Violates: `{"aws_dynamodb_table": {"main": {"hash_key": "Id"}}}`,
	},
	{
		ID: "dax-encrypted", Class: refused, Types: []string{"aws_dax_cluster"}, Resource: DAXEncrypted,
		Why:      "data would be stored, and cross the network, unencrypted",
		Fix:      "set server_side_encryption, and cluster_endpoint_encryption_type to TLS",
		Aliases:  []string{"AWS-0023", "CKV_AWS_47", "CKV_AWS_239"},
		Violates: `{"aws_dax_cluster": {"main": {"server_side_encryption": {"enabled": false}}}}`,
	},
}

// DynamoDBRecoverable requires point-in-time recovery.
func DynamoDBRecoverable(table resource) answer {
	return isTrue(table, "point_in_time_recovery.enabled")
}

// DynamoDBCustomerKey requires a customer managed key.
func DynamoDBCustomerKey(table resource) answer {
	return isTrue(table, "server_side_encryption.enabled").And(isSet(table, "server_side_encryption.kms_key_arn"))
}

// DynamoDBDeletionProtection requires that a deletion takes two steps.
func DynamoDBDeletionProtection(table resource) answer {
	return isTrue(table, "deletion_protection_enabled")
}

// DynamoDBKeysDefined requires attribute definitions for all keys.
func DynamoDBKeysDefined(table resource) answer {
	known := map[string]bool{}
	for _, attribute := range table.All("attribute") {
		known[attribute.Field("name").String()] = true
	}
	for _, argument := range []string{"hash_key", "range_key"} {
		if key := table.Value(argument); key.Known() && !known[key.String()] {
			return broken(argument, "%s = %s is not a defined attribute", argument, key)
		}
	}
	indexed := table.JSON.Raw
	for name := range known {
		if strings.Count(indexed, `"`+name+`"`) < 2 && name != "" { // once as attribute, once as key
			return broken("attribute", "attribute %s is no key", name)
		}
	}
	if table.Value("billing_mode").String() == "PAY_PER_REQUEST" || table.Value("read_capacity").Exists() {
		return pass
	}
	return broken("billing_mode", "%s, without capacity", shown("billing_mode", table.Value("billing_mode")))
}

// DAXEncrypted requires encrypted disks and TLS.
func DAXEncrypted(cluster resource) answer {
	return isTrue(cluster, "server_side_encryption.enabled").And(isOne(cluster, "cluster_endpoint_encryption_type", "TLS"))
}
