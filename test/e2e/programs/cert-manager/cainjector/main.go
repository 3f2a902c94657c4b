// Command cainjector runs cert-manager's CA injector from its library packages, as upstream's cainjector does.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/pflag"
	corev1 "k8s.io/api/core/v1"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	kubescheme "k8s.io/client-go/kubernetes/scheme"
	cliflag "k8s.io/component-base/cli/flag"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"

	config "github.com/cert-manager/cert-manager/internal/apis/config/cainjector"
	"github.com/cert-manager/cert-manager/internal/apis/config/cainjector/scheme"
	_ "github.com/cert-manager/cert-manager/internal/cainjector/feature" // registers cainjector's feature gates
	"github.com/cert-manager/cert-manager/internal/kube"
	"github.com/cert-manager/cert-manager/pkg/api"
	versioned "github.com/cert-manager/cert-manager/pkg/apis/config/cainjector/v1alpha1"
	"github.com/cert-manager/cert-manager/pkg/controller/cainjector"
	"github.com/cert-manager/cert-manager/pkg/logs"
	"github.com/cert-manager/cert-manager/pkg/util"
	utilfeature "github.com/cert-manager/cert-manager/pkg/util/feature"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "cainjector:", err)
		os.Exit(1)
	}
}

func run() error {
	settings, err := defaultSettings()
	if err != nil {
		return err
	}
	flags := pflag.NewFlagSet("cainjector", pflag.ContinueOnError)
	addFlags(flags, settings)
	if err := flags.Parse(os.Args[1:]); err != nil {
		return err
	}
	if err := utilfeature.DefaultMutableFeatureGate.SetFromMap(settings.FeatureGates); err != nil {
		return err
	}
	logs.InitLogs()
	if err := logs.ValidateAndApply(&settings.Logging); err != nil {
		return err
	}
	ctrl.SetLogger(logs.Log)

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return inject(logs.NewContext(ctx, logs.Log), settings)
}

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
	flags.StringVar(&s.KubeConfig, "kubeconfig", s.KubeConfig, "kubeconfig file; without it, the pod's own account")
	flags.StringVar(&s.Namespace, "namespace", s.Namespace, "watch only this namespace")
	flags.StringSliceVar(&s.IgnoreNamespaces, "ignore-namespaces", s.IgnoreNamespaces, "namespaces whose Secrets do not count")

	election := &s.LeaderElectionConfig
	flags.BoolVar(&election.Enabled, "leader-elect", election.Enabled, "run only while holding the lease")
	flags.StringVar(&election.Namespace, "leader-election-namespace", election.Namespace, "namespace of the lease")
	flags.DurationVar(&election.LeaseDuration, "leader-election-lease-duration", election.LeaseDuration, "how long a lease lasts")
	flags.DurationVar(&election.RenewDeadline, "leader-election-renew-deadline", election.RenewDeadline, "how long to try to renew")
	flags.DurationVar(&election.RetryPeriod, "leader-election-retry-period", election.RetryPeriod, "wait between tries")

	kinds := &s.EnableInjectableConfig
	flags.BoolVar(&s.EnableDataSourceConfig.Certificates, "enable-certificates-data-source", s.EnableDataSourceConfig.Certificates, "take CAs from Certificates")
	flags.BoolVar(&kinds.CustomResourceDefinitions, "enable-customresourcedefinitions-injectable", kinds.CustomResourceDefinitions, "fill in CRD conversions")
	flags.BoolVar(&kinds.ValidatingWebhookConfigurations, "enable-validatingwebhookconfigurations-injectable", kinds.ValidatingWebhookConfigurations, "fill in validating webhooks")
	flags.BoolVar(&kinds.MutatingWebhookConfigurations, "enable-mutatingwebhookconfigurations-injectable", kinds.MutatingWebhookConfigurations, "fill in mutating webhooks")
	flags.BoolVar(&kinds.APIServices, "enable-apiservices-injectable", kinds.APIServices, "fill in API services")

	flags.StringVar(&s.MetricsListenAddress, "metrics-listen-address", s.MetricsListenAddress, "where metrics are served; 0 is off")
	flags.BoolVar(&s.EnablePprof, "enable-profiling", s.EnablePprof, "accepted, without effect")
	flags.StringVar(&s.PprofAddress, "profiler-address", s.PprofAddress, "accepted, without effect")
	flags.Var(cliflag.NewMapStringBool(&s.FeatureGates), "feature-gates", "features on and off")
	logs.AddFlags(&s.Logging, flags)
}

// inject runs the injectors until the context ends.
func inject(ctx context.Context, s *config.CAInjectorConfiguration) error {
	types := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{kubescheme.AddToScheme, apiextensions.AddToScheme, apiregistration.AddToScheme, api.AddToScheme} {
		if err := add(types); err != nil {
			return err
		}
	}
	rest, err := kube.BuildClientConfig("", s.KubeConfig)
	if err != nil {
		return err
	}
	namespaces := map[string]cache.Config{}
	if s.Namespace != "" {
		namespaces[s.Namespace] = cache.Config{}
	}
	manager, err := ctrl.NewManager(util.RestConfigWithUserAgent(rest, "cainjector"), ctrl.Options{
		Scheme:                        types,
		Logger:                        logs.Log,
		Cache:                         cache.Options{DefaultNamespaces: namespaces},
		Metrics:                       metricsserver.Options{BindAddress: s.MetricsListenAddress},
		LeaderElection:                s.LeaderElectionConfig.Enabled,
		LeaderElectionID:              "cert-manager-cainjector-leader-election",
		LeaderElectionNamespace:       s.LeaderElectionConfig.Namespace,
		LeaderElectionReleaseOnCancel: true,
		LeaseDuration:                 &s.LeaderElectionConfig.LeaseDuration,
		RenewDeadline:                 &s.LeaderElectionConfig.RenewDeadline,
		RetryPeriod:                   &s.LeaderElectionConfig.RetryPeriod,
		// Secrets are watched as metadata only, so that their data is not kept in memory.
		Client: client.Options{Cache: &client.CacheOptions{DisableFor: []client.Object{&corev1.Secret{}}}},
	})
	if err != nil {
		return err
	}
	err = cainjector.RegisterAllInjectors(ctx, manager, cainjector.SetupOptions{
		Namespace:                    s.Namespace,
		IgnoreNamespaces:             s.IgnoreNamespaces,
		EnableCertificatesDataSource: s.EnableDataSourceConfig.Certificates,
		EnabledReconcilersFor: map[string]bool{
			cainjector.MutatingWebhookConfigurationName:   s.EnableInjectableConfig.MutatingWebhookConfigurations,
			cainjector.ValidatingWebhookConfigurationName: s.EnableInjectableConfig.ValidatingWebhookConfigurations,
			cainjector.APIServiceName:                     s.EnableInjectableConfig.APIServices,
			cainjector.CustomResourceDefinitionName:       s.EnableInjectableConfig.CustomResourceDefinitions,
		},
	})
	if err != nil {
		return err
	}
	return manager.Start(ctx)
}
