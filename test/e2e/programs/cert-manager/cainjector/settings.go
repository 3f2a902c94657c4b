package main

import (
	"github.com/spf13/pflag"

	config "github.com/cert-manager/cert-manager/internal/apis/config/cainjector"
	"github.com/cert-manager/cert-manager/internal/apis/config/cainjector/scheme"
	versioned "github.com/cert-manager/cert-manager/pkg/apis/config/cainjector/v1alpha1"
	"github.com/cert-manager/cert-manager/polder-e2e/internal/program"
)

// defaultSettings are cert-manager's own defaults, from its configuration API.
func defaultSettings() (*config.CAInjectorConfiguration, error) {
	types, _, err := scheme.NewSchemeAndCodecs()
	if err != nil {
		return nil, err
	}
	external := &versioned.CAInjectorConfiguration{}
	types.Default(external)
	settings := &config.CAInjectorConfiguration{}
	return settings, types.Convert(external, settings, nil)
}

// addFlags binds the flags that cert-manager's cainjector has to the settings; an unknown flag stays an error.
func addFlags(flags *pflag.FlagSet, s *config.CAInjectorConfiguration) {
	program.Common{
		KubeConfig:           &s.KubeConfig,
		Namespace:            &s.Namespace,
		LeaderElection:       &s.LeaderElectionConfig,
		MetricsListenAddress: &s.MetricsListenAddress,
		EnablePprof:          &s.EnablePprof,
		PprofAddress:         &s.PprofAddress,
		FeatureGates:         &s.FeatureGates,
		Logging:              &s.Logging,
	}.AddFlags(flags)

	flags.StringSliceVar(&s.IgnoreNamespaces, "ignore-namespaces", s.IgnoreNamespaces, "namespaces whose Secrets do not count")

	kinds := &s.EnableInjectableConfig
	flags.BoolVar(&s.EnableDataSourceConfig.Certificates, "enable-certificates-data-source", s.EnableDataSourceConfig.Certificates, "take CAs from Certificates")
	flags.BoolVar(&kinds.CustomResourceDefinitions, "enable-customresourcedefinitions-injectable", kinds.CustomResourceDefinitions, "fill in CRD conversions")
	flags.BoolVar(&kinds.ValidatingWebhookConfigurations, "enable-validatingwebhookconfigurations-injectable", kinds.ValidatingWebhookConfigurations, "fill in validating webhooks")
	flags.BoolVar(&kinds.MutatingWebhookConfigurations, "enable-mutatingwebhookconfigurations-injectable", kinds.MutatingWebhookConfigurations, "fill in mutating webhooks")
	flags.BoolVar(&kinds.APIServices, "enable-apiservices-injectable", kinds.APIServices, "fill in API services")
}
