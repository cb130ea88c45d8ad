package diagram

import (
	"cmp"
	"fmt"
	"strings"

	"landform/internal/synthesized"
)

// panels adds the boxes next to the VPC.
func (r *reader) panels() {
	r.panel("Encryption: KMS keys", "aws_kms_key", func(one synthesized.Resource) string {
		for _, alias := range one.Companions("aws_kms_alias", "target_key_id") {
			return strings.TrimPrefix(text(alias, "name"), "alias/")
		}
		return text(one, "description")
	})
	r.panel("Secrets Manager", "aws_secretsmanager_secret", func(one synthesized.Resource) string { return text(one, "name") })
	r.panel("S3 buckets", "aws_s3_bucket", func(one synthesized.Resource) string { return text(one, "bucket") })
	r.panel("ECR repositories", "aws_ecr_repository", func(one synthesized.Resource) string { return text(one, "name") })
	security := panel{title: "Security and IAM"}
	for _, counted := range []struct{ kind, one, many string }{
		{"aws_security_group", "security group, least privilege", "security groups, least privilege"},
		{"aws_iam_role", "IAM role", "IAM roles"},
		{"aws_eks_pod_identity_association", "pod identity", "pod identities"},
		{"aws_wafv2_web_acl", "web ACL", "web ACLs"},
		{"aws_acm_certificate", "certificate", "certificates"},
		{"aws_flow_log", "flow log of the VPC", "flow logs of the VPC"},
	} {
		security.lines = append(security.lines, count(r.stack, counted.kind, counted.one, counted.many)...)
	}
	r.model.panels = append(r.model.panels, security)
	monitoring := panel{title: "Monitoring"}
	for _, counted := range []struct{ kind, one, many string }{
		{"aws_cloudwatch_log_group", "CloudWatch log group", "CloudWatch log groups"},
		{"aws_cloudwatch_metric_alarm", "alarm", "alarms"},
		{"aws_cloudwatch_dashboard", "dashboard", "dashboards"},
		{"aws_sns_topic", "alarm topic", "topics"},
		{"aws_budgets_budget", "budget", "budgets"},
	} {
		monitoring.lines = append(monitoring.lines, count(r.stack, counted.kind, counted.one, counted.many)...)
	}
	r.model.panels = append(r.model.panels, monitoring)
}

// panel adds a box with one line per resource of a type, unless there are none.
func (r *reader) panel(title, kind string, line func(synthesized.Resource) string) {
	var lines []string
	for _, one := range r.stack.OfType(kind) {
		lines = append(lines, cmp.Or(line(one), one.Address()))
	}
	if len(lines) > 0 {
		r.model.panels = append(r.model.panels, panel{title, lines})
	}
}

func count(stack synthesized.Stack, kind, one, many string) []string {
	switch found := len(stack.OfType(kind)); found {
	case 0:
		return nil
	case 1:
		return []string{"1 " + one}
	default:
		return []string{fmt.Sprintf("%d %s", found, many)}
	}
}
