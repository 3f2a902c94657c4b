// Command cainjector runs cert-manager's CA injector from its library packages, as upstream's cainjector does.
package main

import (
	"context"

	"github.com/spf13/pflag"
	corev1 "k8s.io/api/core/v1"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	kubescheme "k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"

	config "github.com/cert-manager/cert-manager/internal/apis/config/cainjector"
	_ "github.com/cert-manager/cert-manager/internal/cainjector/feature" // registers cainjector's feature gates
	"github.com/cert-manager/cert-manager/internal/kube"
	"github.com/cert-manager/cert-manager/pkg/api"
	"github.com/cert-manager/cert-manager/pkg/controller/cainjector"
	"github.com/cert-manager/cert-manager/pkg/logs"
	"github.com/cert-manager/cert-manager/pkg/util"
	"github.com/cert-manager/cert-manager/polder-e2e/internal/program"
)

func main() { program.Main("cainjector", run) }

func run(ctx context.Context, flags *pflag.FlagSet) error {
	settings, err := defaultSettings()
	if err != nil {
		return err
	}
	addFlags(flags, settings)
	if err := program.Parse(flags, &settings.FeatureGates, &settings.Logging); err != nil {
		return err
	}
	ctrl.SetLogger(logs.Log)
	return inject(ctx, settings)
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
