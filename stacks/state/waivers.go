package state

import "landform/internal/guardrails"

// waivers are findings that the stacks of the states live with. What is not listed here is refused by the guardrails.
var waivers = []guardrails.Waiver{
	{Rule: "s3-customer-key", Path: "state/access-logs/server-side-encryption", Finding: "*sse_algorithm = AES256", Owner: "Volteryde platform team",
		Reason: "The bucket receives access logs of other buckets, which are encrypted with S3's own key.", Source: "judged: AES-256 on assets and log buckets"},
}
