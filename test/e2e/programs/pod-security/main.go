// Says what Kubernetes' own evaluator of the Pod Security Standards finds in pods:
// reads a JSON list of {name, level, pod} and writes one of {name, check, detail}.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

type pod struct {
	Name  string                 `json:"name"`
	Level string                 `json:"level"`
	Pod   corev1.PodTemplateSpec `json:"pod"`
}

type finding struct {
	Name   string `json:"name"`
	Check  string `json:"check"`
	Detail string `json:"detail"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	var pods []pod
	reader := json.NewDecoder(os.Stdin)
	// A field that this version does not know would be judged by nobody.
	reader.DisallowUnknownFields()
	if err := reader.Decode(&pods); err != nil {
		return err
	}
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		return err
	}
	findings := []finding{}
	for _, one := range pods {
		level, err := api.ParseLevel(one.Level)
		if err != nil {
			return fmt.Errorf("%s: %w", one.Name, err)
		}
		for _, result := range evaluator.EvaluatePod(api.LevelVersion{Level: level, Version: api.LatestVersion()}, &one.Pod.ObjectMeta, &one.Pod.Spec) {
			if !result.Allowed {
				findings = append(findings, finding{one.Name, result.ForbiddenReason, result.ForbiddenDetail})
			}
		}
	}
	return json.NewEncoder(os.Stdout).Encode(findings)
}
