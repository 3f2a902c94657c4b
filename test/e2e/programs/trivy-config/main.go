// Says what Trivy's own checks find in the Kubernetes objects of a folder: the scanner and the checks of `trivy config`, without the
// rest of Trivy. Writes a JSON list of {rule, title, severity, file, message}.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/aquasecurity/trivy/pkg/iac/rego"
	"github.com/aquasecurity/trivy/pkg/iac/scanners/kubernetes"
)

type finding struct {
	Rule     string `json:"rule"`
	Title    string `json:"title"`
	Severity string `json:"severity"`
	File     string `json:"file"`
	Message  string `json:"message"`
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: trivy-config <folder>")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(folder string) error {
	scanner := kubernetes.NewScanner(rego.WithEmbeddedPolicies(true), rego.WithEmbeddedLibraries(true))
	results, err := scanner.ScanFS(context.Background(), os.DirFS(folder), ".")
	if err != nil {
		return err
	}
	findings := []finding{}
	for _, result := range results.GetFailed() {
		rule := result.Rule()
		findings = append(findings, finding{
			Rule:     rule.ID,
			Title:    rule.Summary,
			Severity: string(result.Severity()),
			File:     result.Range().GetFilename(),
			Message:  result.Description(),
		})
	}
	return json.NewEncoder(os.Stdout).Encode(findings)
}
