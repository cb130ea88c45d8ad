package main

// answers are findings of Trivy that no rule of ours has, with the reason why they are accepted. One that matches nothing any
// more is an error.
var answers = map[string]string{
	"AWS-0162": "the trail is kept and validated in its bucket; GuardDuty reads the events themselves where it is on, and nothing would look at a copy in CloudWatch",
}
