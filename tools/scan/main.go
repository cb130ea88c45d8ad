package main

import (
	"context"
	"fmt"
	"os"

	"github.com/aquasecurity/trivy/pkg/iac/scanners/terraform"
)

func main() {
	scanner := terraform.New()
	results, err := scanner.ScanFS(context.Background(), os.DirFS(os.Args[1]), ".")
	fmt.Println(len(results), err)
}
