package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/util/sets"

	config "github.com/cert-manager/cert-manager/internal/apis/config/controller"
	"github.com/cert-manager/cert-manager/internal/controller/feature"
	"github.com/cert-manager/cert-manager/pkg/controller"
	"github.com/cert-manager/cert-manager/pkg/controller/acmechallenges"
	"github.com/cert-manager/cert-manager/pkg/controller/acmeorders"
	gatewayshim "github.com/cert-manager/cert-manager/pkg/controller/certificate-shim/gateways"
	ingressshim "github.com/cert-manager/cert-manager/pkg/controller/certificate-shim/ingresses"
	listenershim "github.com/cert-manager/cert-manager/pkg/controller/certificate-shim/listenerset"
	requestacme "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/acme"
	"github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/approver"
	requestca "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/ca"
	requestselfsigned "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/selfsigned"
	requestvault "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/vault"
	"github.com/cert-manager/cert-manager/pkg/controller/certificates/issuing"
	"github.com/cert-manager/cert-manager/pkg/controller/certificates/keymanager"
	certificatemetrics "github.com/cert-manager/cert-manager/pkg/controller/certificates/metrics"
	"github.com/cert-manager/cert-manager/pkg/controller/certificates/readiness"
	"github.com/cert-manager/cert-manager/pkg/controller/certificates/requestmanager"
	"github.com/cert-manager/cert-manager/pkg/controller/certificates/revisionmanager"
	"github.com/cert-manager/cert-manager/pkg/controller/certificates/trigger"
	"github.com/cert-manager/cert-manager/pkg/controller/clusterissuers"
	"github.com/cert-manager/cert-manager/pkg/controller/issuers"
	"github.com/cert-manager/cert-manager/pkg/logs"
	utilfeature "github.com/cert-manager/cert-manager/pkg/util/feature"

	// Each of these registers one kind of issuer.
	_ "github.com/cert-manager/cert-manager/pkg/issuer/acme"
	_ "github.com/cert-manager/cert-manager/pkg/issuer/ca"
	_ "github.com/cert-manager/cert-manager/pkg/issuer/selfsigned"
	_ "github.com/cert-manager/cert-manager/pkg/issuer/vault"
)

// defaultControllers is what --controllers='*' means. Venafi's are missing: their SDK is on no module proxy.
var defaultControllers = []string{
	issuers.ControllerName,
	clusterissuers.ControllerName,
	certificatemetrics.ControllerName,
	ingressshim.ControllerName,
	acmeorders.ControllerName,
	acmechallenges.ControllerName,
	requestacme.CRControllerName,
	approver.ControllerName,
	requestca.CRControllerName,
	requestselfsigned.CRControllerName,
	requestvault.CRControllerName,
	trigger.ControllerName,
	issuing.ControllerName,
	keymanager.ControllerName,
	requestmanager.ControllerName,
	readiness.ControllerName,
	revisionmanager.ControllerName,
}

// wantedControllers reads --controllers: '*' is the default list with what the feature gates add.
func wantedControllers(s *config.ControllerConfiguration) []string {
	usual := slices.Clone(defaultControllers)
	if utilfeature.DefaultFeatureGate.Enabled(feature.ExperimentalGatewayAPISupport) && s.GatewayAPIConfig.Enabled {
		usual = append(usual, gatewayshim.ControllerName)
		if utilfeature.DefaultFeatureGate.Enabled(feature.ListenerSets) && s.GatewayAPIConfig.EnableListenerSet {
			usual = append(usual, listenershim.ControllerName)
		}
	}

	wanted := sets.New[string]()
	for _, word := range s.Controllers {
		if word == "*" {
			wanted.Insert(usual...)
		} else if name, off := strings.CutPrefix(word, "-"); off {
			wanted.Delete(name)
		} else {
			wanted.Insert(word)
		}
	}
	if s.Namespace != "" {
		wanted.Delete(clusterissuers.ControllerName)
	}
	return sets.List(wanted)
}

// runControllers builds every wanted controller, then starts their informers and workers.
func runControllers(ctx context.Context, settings *config.ControllerConfiguration, factory *controller.ContextFactory) error {
	known := controller.Known()
	running := map[string]controller.Interface{}
	for _, name := range wantedControllers(settings) {
		build, found := known[name]
		if !found {
			return fmt.Errorf("unknown controller %q", name)
		}
		built, err := build(factory)
		if err != nil {
			return fmt.Errorf("controller %s: %w", name, err)
		}
		running[name] = built
	}
	shared, err := factory.Build()
	if err != nil {
		return err
	}

	group, ctx := errgroup.WithContext(ctx)
	if err := serveMetrics(ctx, group, settings, shared); err != nil {
		return err
	}
	shared.SharedInformerFactory.Start(ctx.Done())
	shared.KubeSharedInformerFactory.Start(ctx.Done())
	shared.HTTP01ResourceMetadataInformersFactory.Start(ctx.Done())
	if utilfeature.DefaultFeatureGate.Enabled(feature.ExperimentalGatewayAPISupport) && settings.GatewayAPIConfig.Enabled {
		shared.GWShared.Start(ctx.Done())
	}
	for name, built := range running {
		group.Go(func() error {
			logs.Log.V(logs.InfoLevel).Info("starting controller", "controller", name)
			return built.Run(settings.NumberOfConcurrentWorkers, ctx)
		})
	}
	return group.Wait()
}

// serveMetrics adds the metrics listener to the group; the address "0" turns it off.
func serveMetrics(ctx context.Context, group *errgroup.Group, settings *config.ControllerConfiguration, shared *controller.Context) error {
	if settings.MetricsListenAddress == "0" {
		return nil
	}
	listener, err := net.Listen("tcp", settings.MetricsListenAddress)
	if err != nil {
		return err
	}
	server := shared.Metrics.NewServer(listener)
	group.Go(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		closing, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		return server.Shutdown(closing)
	})
	return nil
}
