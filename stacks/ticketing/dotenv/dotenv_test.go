package dotenv_test

import (
	"errors"
	"strings"
	"testing"

	"landform/stacks/ticketing/dotenv"
)

func TestDocumentedVariablesComeFirstAndSecretsByReference(t *testing.T) {
	const outputs = `{
	  "alb_url": {"value": "http://alb.example.com", "type": "string", "sensitive": false},
	  "backend_environment": {"sensitive": false, "value": {
	    "DATABASE_URL": "arn:aws:secretsmanager:us-east-1:555555555555:secret:ticketing/dev/backend-AbCdEf:DATABASE_URL::",
	    "JWT_SECRET": "arn:aws:secretsmanager:us-east-1:555555555555:secret:ticketing/dev/backend-AbCdEf:JWT_SECRET::",
	    "MINIO_ENDPOINT": "s3.amazonaws.com",
	    "REDIS_URL": "arn:aws:secretsmanager:us-east-1:555555555555:secret:ticketing/dev/backend-AbCdEf:REDIS_URL::",
	    "S3_BUCKET": "ticketing-dev-storage-555555555555",
	    "STORAGE_TYPE": "s3"
	  }}
	}`
	const want = `DATABASE_URL=arn:aws:secretsmanager:us-east-1:555555555555:secret:ticketing/dev/backend-AbCdEf:DATABASE_URL::
REDIS_URL=arn:aws:secretsmanager:us-east-1:555555555555:secret:ticketing/dev/backend-AbCdEf:REDIS_URL::
MINIO_ENDPOINT=s3.amazonaws.com
S3_BUCKET=ticketing-dev-storage-555555555555
STORAGE_TYPE=s3
JWT_SECRET=arn:aws:secretsmanager:us-east-1:555555555555:secret:ticketing/dev/backend-AbCdEf:JWT_SECRET::
`
	var text strings.Builder
	if err := dotenv.Write(&text, []byte(outputs), "backend_environment"); err != nil {
		t.Fatal(err)
	}
	if text.String() != want {
		t.Errorf("wrote\n%s\nwant\n%s", text.String(), want)
	}
}

func TestStackWithoutBackendIsRefused(t *testing.T) {
	for _, outputs := range []string{`{}`, ``, `{"vpc_id": {"value": "vpc-1"}}`, `{"backend_environment": {"value": "x"}}`} {
		if err := dotenv.Write(&strings.Builder{}, []byte(outputs), "backend_environment"); !errors.Is(err, dotenv.ErrNotDeployed) {
			t.Errorf("%s: error is %v, want %v", outputs, err, dotenv.ErrNotDeployed)
		}
	}
}

func TestValueThatNeedsQuotesIsRefused(t *testing.T) {
	const outputs = `{"backend_environment": {"value": {"S3_BUCKET": "two words"}}}`
	err := dotenv.Write(&strings.Builder{}, []byte(outputs), "backend_environment")
	if err == nil || !strings.HasPrefix(err.Error(), "the value of S3_BUCKET has a character that needs quotes") {
		t.Errorf("error is %v", err)
	}
}
