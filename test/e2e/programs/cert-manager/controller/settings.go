package main

import (
	"fmt"
	"time"

	"github.com/spf13/pflag"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/sets"
	logsapi "k8s.io/component-base/logs/api/v1"

	config "github.com/cert-manager/cert-manager/internal/apis/config/controller"
	"github.com/cert-manager/cert-manager/internal/apis/config/shared"
	"github.com/cert-manager/cert-manager/pkg/apis/certmanager"
	"github.com/cert-manager/cert-manager/pkg/controller"
	"github.com/cert-manager/cert-manager/pkg/util"
	"github.com/cert-manager/cert-manager/polder-e2e/internal/program"
)

// defaultSettings repeats cert-manager's defaults: the package that holds them imports Venafi's SDK.
func defaultSettings() *config.ControllerConfiguration {
	s := &config.ControllerConfiguration{
		KubernetesAPIQPS:                         20,
		KubernetesAPIBurst:                       50,
		ClusterResourceNamespace:                 "kube-system",
		Controllers:                              []string{"*"},
		ClusterIssuerAmbientCredentials:          true,
		CopiedAnnotationPrefixes:                 []string{"*", "-kubectl.kubernetes.io/", "-fluxcd.io/", "-argocd.argoproj.io/"},
		NumberOfConcurrentWorkers:                5,
		MaxConcurrentChallenges:                  60,
		MetricsListenAddress:                     "0.0.0.0:9402",
		HealthzListenAddress:                     "0.0.0.0:9403",
		CertificateRequestMinimumBackoffDuration: time.Hour,
		CertificateRequestMaximumBackoffDuration: 32 * time.Hour,
		IngressShimConfig: config.IngressShimConfig{
			DefaultIssuerKind:                 "Issuer",
			DefaultIssuerGroup:                certmanager.GroupName,
			DefaultAutoCertificateAnnotations: []string{"kubernetes.io/tls-acme"},
		},
		ACMEHTTP01Config: config.ACMEHTTP01Config{
			SolverImage:                 "quay.io/jetstack/cert-manager-acmesolver:" + util.AppVersion,
			SolverResourceRequestCPU:    "10m",
			SolverResourceRequestMemory: "64Mi",
			SolverResourceLimitsCPU:     "100m",
			SolverResourceLimitsMemory:  "64Mi",
			SolverRunAsNonRoot:          true,
		},
		ACMEDNS01Config: config.ACMEDNS01Config{CheckRetryPeriod: 10 * time.Second},
		LeaderElectionConfig: config.LeaderElectionConfig{
			HealthzTimeout: 20 * time.Second,
			LeaderElectionConfig: shared.LeaderElectionConfig{
				Enabled:       true,
				Namespace:     "kube-system",
				LeaseDuration: 60 * time.Second,
				RenewDeadline: 40 * time.Second,
				RetryPeriod:   15 * time.Second,
			},
		},
	}
	logsapi.SetRecommendedLoggingConfiguration(&s.Logging)
	return s
}

// addFlags binds the flags that cert-manager's controller has to the settings; an unknown flag stays an error.
func addFlags(flags *pflag.FlagSet, s *config.ControllerConfiguration) {
	program.Common{
		KubeConfig:           &s.KubeConfig,
		Namespace:            &s.Namespace,
		LeaderElection:       &s.LeaderElectionConfig.LeaderElectionConfig,
		MetricsListenAddress: &s.MetricsListenAddress,
		EnablePprof:          &s.EnablePprof,
		PprofAddress:         &s.PprofAddress,
		FeatureGates:         &s.FeatureGates,
		Logging:              &s.Logging,
	}.AddFlags(flags)

	flags.StringVar(&s.APIServerHost, "master", s.APIServerHost, "address of the API server")
	flags.Float32Var(&s.KubernetesAPIQPS, "kube-api-qps", s.KubernetesAPIQPS, "requests per second to the API server")
	flags.IntVar(&s.KubernetesAPIBurst, "kube-api-burst", s.KubernetesAPIBurst, "burst of requests to the API server")
	flags.StringVar(&s.ClusterResourceNamespace, "cluster-resource-namespace", s.ClusterResourceNamespace, "where ClusterIssuers keep their Secrets")

	flags.StringSliceVar(&s.Controllers, "controllers", s.Controllers, "'*', names, or -names of controllers")
	flags.BoolVar(&s.ClusterIssuerAmbientCredentials, "cluster-issuer-ambient-credentials", s.ClusterIssuerAmbientCredentials, "ClusterIssuers may use the machine's credentials")
	flags.BoolVar(&s.IssuerAmbientCredentials, "issuer-ambient-credentials", s.IssuerAmbientCredentials, "Issuers may use the machine's credentials")
	flags.BoolVar(&s.EnableCertificateOwnerRef, "enable-certificate-owner-ref", s.EnableCertificateOwnerRef, "delete a Secret with its Certificate")
	flags.StringSliceVar(&s.CopiedAnnotationPrefixes, "copied-annotation-prefixes", s.CopiedAnnotationPrefixes, "annotations that a request takes over")
	flags.IntVar(&s.NumberOfConcurrentWorkers, "concurrent-workers", s.NumberOfConcurrentWorkers, "workers of each controller")
	flags.IntVar(&s.MaxConcurrentChallenges, "max-concurrent-challenges", s.MaxConcurrentChallenges, "challenges at one time")
	flags.DurationVar(&s.CertificateRequestMinimumBackoffDuration, "certificate-request-minimum-backoff-duration", s.CertificateRequestMinimumBackoffDuration, "shortest wait after a failure")
	flags.DurationVar(&s.CertificateRequestMaximumBackoffDuration, "certificate-request-maximum-backoff-duration", s.CertificateRequestMaximumBackoffDuration, "longest wait after failures")

	gateway := &s.GatewayAPIConfig
	flags.BoolVar(&gateway.Enabled, "enable-gateway-api", gateway.Enabled, "certificates for Gateways")
	flags.BoolVar(&gateway.EnableListenerSet, "enable-gateway-api-listenerset", gateway.EnableListenerSet, "certificates for ListenerSets")

	shim := &s.IngressShimConfig
	flags.StringVar(&shim.DefaultIssuerName, "default-issuer-name", shim.DefaultIssuerName, "issuer where none is named")
	flags.StringVar(&shim.DefaultIssuerKind, "default-issuer-kind", shim.DefaultIssuerKind, "its kind")
	flags.StringVar(&shim.DefaultIssuerGroup, "default-issuer-group", shim.DefaultIssuerGroup, "its API group")
	flags.StringSliceVar(&shim.DefaultAutoCertificateAnnotations, "auto-certificate-annotations", shim.DefaultAutoCertificateAnnotations, "annotations that ask for a certificate")
	flags.StringSliceVar(&shim.ExtraCertificateAnnotations, "extra-certificate-annotations", shim.ExtraCertificateAnnotations, "annotations copied to the Certificate")

	http := &s.ACMEHTTP01Config
	flags.StringVar(&http.SolverImage, "acme-http01-solver-image", http.SolverImage, "image of solver pods")
	flags.StringVar(&http.SolverResourceRequestCPU, "acme-http01-solver-resource-request-cpu", http.SolverResourceRequestCPU, "CPU that a solver asks for")
	flags.StringVar(&http.SolverResourceRequestMemory, "acme-http01-solver-resource-request-memory", http.SolverResourceRequestMemory, "memory that a solver asks for")
	flags.StringVar(&http.SolverResourceLimitsCPU, "acme-http01-solver-resource-limits-cpu", http.SolverResourceLimitsCPU, "CPU limit of a solver")
	flags.StringVar(&http.SolverResourceLimitsMemory, "acme-http01-solver-resource-limits-memory", http.SolverResourceLimitsMemory, "memory limit of a solver")
	flags.BoolVar(&http.SolverRunAsNonRoot, "acme-http01-solver-run-as-non-root", http.SolverRunAsNonRoot, "solvers never run as root")
	flags.StringVar(&http.SolverRuntimeClassName, "acme-http01-solver-runtime-class-name", http.SolverRuntimeClassName, "runtime class of solvers")
	flags.StringSliceVar(&http.SolverNameservers, "acme-http01-solver-nameservers", http.SolverNameservers, "name servers for self-checks")
	flags.StringToStringVar(&http.SolverExtraLabels, "acme-http01-solver-extra-labels", http.SolverExtraLabels, "labels of solver objects")

	dns := &s.ACMEDNS01Config
	flags.StringSliceVar(&dns.RecursiveNameservers, "dns01-recursive-nameservers", dns.RecursiveNameservers, "name servers for self-checks")
	flags.BoolVar(&dns.RecursiveNameserversOnly, "dns01-recursive-nameservers-only", dns.RecursiveNameserversOnly, "ask only these")
	flags.DurationVar(&dns.CheckRetryPeriod, "dns01-check-retry-period", dns.CheckRetryPeriod, "wait between self-checks")

	flags.StringVar(&s.HealthzListenAddress, "internal-healthz-listen-address", s.HealthzListenAddress, "where /livez is served")
	flags.DurationVar(&s.LeaderElectionConfig.HealthzTimeout, "internal-healthz-leader-election-timeout", s.LeaderElectionConfig.HealthzTimeout, "how long a lost lease stays healthy")
}

// contextOptions turns the settings into what every controller is built with.
func contextOptions(s *config.ControllerConfiguration) (controller.ContextOptions, error) {
	quantities := map[string]resource.Quantity{}
	for name, text := range map[string]string{
		"request-cpu":    s.ACMEHTTP01Config.SolverResourceRequestCPU,
		"request-memory": s.ACMEHTTP01Config.SolverResourceRequestMemory,
		"limits-cpu":     s.ACMEHTTP01Config.SolverResourceLimitsCPU,
		"limits-memory":  s.ACMEHTTP01Config.SolverResourceLimitsMemory,
	} {
		quantity, err := resource.ParseQuantity(text)
		if err != nil {
			return controller.ContextOptions{}, fmt.Errorf("--acme-http01-solver-resource-%s %q: %w", name, text, err)
		}
		quantities[name] = quantity
	}
	return controller.ContextOptions{
		APIServerHost:      s.APIServerHost,
		Kubeconfig:         s.KubeConfig,
		KubernetesAPIQPS:   s.KubernetesAPIQPS,
		KubernetesAPIBurst: s.KubernetesAPIBurst,
		Namespace:          s.Namespace,
		IssuerOptions: controller.IssuerOptions{
			ClusterResourceNamespace:        s.ClusterResourceNamespace,
			ClusterIssuerAmbientCredentials: s.ClusterIssuerAmbientCredentials,
			IssuerAmbientCredentials:        s.IssuerAmbientCredentials,
		},
		ACMEOptions: controller.ACMEOptions{
			HTTP01SolverImage:                 s.ACMEHTTP01Config.SolverImage,
			HTTP01SolverResourceRequestCPU:    quantities["request-cpu"],
			HTTP01SolverResourceRequestMemory: quantities["request-memory"],
			HTTP01SolverResourceLimitsCPU:     quantities["limits-cpu"],
			HTTP01SolverResourceLimitsMemory:  quantities["limits-memory"],
			ACMEHTTP01SolverRunAsNonRoot:      s.ACMEHTTP01Config.SolverRunAsNonRoot,
			HTTP01SolverRuntimeClassName:      s.ACMEHTTP01Config.SolverRuntimeClassName,
			HTTP01SolverNameservers:           s.ACMEHTTP01Config.SolverNameservers,
			HTTP01SolverExtraLabels:           s.ACMEHTTP01Config.SolverExtraLabels,
			DNS01CheckAuthoritative:           !s.ACMEDNS01Config.RecursiveNameserversOnly,
			DNS01Nameservers:                  s.ACMEDNS01Config.RecursiveNameservers,
			DNS01CheckRetryPeriod:             s.ACMEDNS01Config.CheckRetryPeriod,
		},
		IngressShimOptions: controller.IngressShimOptions{
			DefaultIssuerName:                 s.IngressShimConfig.DefaultIssuerName,
			DefaultIssuerKind:                 s.IngressShimConfig.DefaultIssuerKind,
			DefaultIssuerGroup:                s.IngressShimConfig.DefaultIssuerGroup,
			DefaultAutoCertificateAnnotations: s.IngressShimConfig.DefaultAutoCertificateAnnotations,
			ExtraCertificateAnnotations:       s.IngressShimConfig.ExtraCertificateAnnotations,
			GatewayAPIExtraProtocols:          sets.New(s.GatewayAPIConfig.ExtraProtocols...),
		},
		CertificateOptions: controller.CertificateOptions{
			EnableOwnerRef:                           s.EnableCertificateOwnerRef,
			CopiedAnnotationPrefixes:                 s.CopiedAnnotationPrefixes,
			CertificateRequestMinimumBackoffDuration: s.CertificateRequestMinimumBackoffDuration,
			CertificateRequestMaximumBackoffDuration: s.CertificateRequestMaximumBackoffDuration,
		},
		SchedulerOptions: controller.SchedulerOptions{MaxConcurrentChallenges: s.MaxConcurrentChallenges},
		ConfigOptions: controller.ConfigOptions{
			EnableGatewayAPI:            s.GatewayAPIConfig.Enabled,
			EnableGatewayAPIListenerSet: s.GatewayAPIConfig.EnableListenerSet,
		},
	}, nil
}
