package main

// accepted contains the findings of Trivy that we accept and that no rule of ours covers, each with the reason. An entry
// without a finding is an error.
var accepted = map[string]string{
	"AWS-0162": "the trail's bucket keeps the log files, with validation; GuardDuty, where it is on, reads the events directly, and nobody would read a copy in CloudWatch Logs",
}
