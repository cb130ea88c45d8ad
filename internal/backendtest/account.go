package backendtest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

var accessKey = regexp.MustCompile(`Credential=([^/]+)/`)

// isQuery reports whether a request uses AWS's query protocol, as requests to STS and IAM do.
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
func isQuery(request *http.Request) bool {
	return strings.HasPrefix(request.Header.Get("Content-Type"), "application/x-www-form-urlencoded")
}

// operation returns the API operation of a request, or "" for a request to S3.
func operation(request *http.Request) string {
	if !isQuery(request) {
		_, name, _ := strings.Cut(request.Header.Get("X-Amz-Target"), ".")
		return name
	}
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return ""
	}
	request.Body = io.NopCloser(bytes.NewReader(body))
	form, _ := url.ParseQuery(string(body))
	return form.Get("Action")
}

// answerAccount answers GetCallerIdentity and denies all other operations. The account ID is the access key, as in emulators.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
func answerAccount(response http.ResponseWriter, request *http.Request) {
	found := accessKey.FindStringSubmatch(request.Header.Get("Authorization"))
	response.Header().Set("Content-Type", "text/xml")
	if operation(request) != "GetCallerIdentity" || found == nil {
		response.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(response, "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code></Error></ErrorResponse>")
		return
	}
	_, _ = fmt.Fprintf(response, `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::%[1]s:root</Arn>`+
		`<UserId>%[1]s</UserId><Account>%[1]s</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`, found[1])
}
