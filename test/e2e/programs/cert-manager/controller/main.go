// Command controller runs cert-manager's controllers from its library packages, as upstream's controller does.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/pflag"
	"golang.org/x/sync/errgroup"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"

	config "github.com/cert-manager/cert-manager/internal/apis/config/controller"
	"github.com/cert-manager/cert-manager/internal/controller/feature"
	"github.com/cert-manager/cert-manager/pkg/controller"
	"github.com/cert-manager/cert-manager/pkg/healthz"
	"github.com/cert-manager/cert-manager/pkg/logs"
	utilfeature "github.com/cert-manager/cert-manager/pkg/util/feature"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "controller:", err)
		os.Exit(1)
	}
}

func run() error {
	settings := defaultSettings()
	flags := pflag.NewFlagSet("controller", pflag.ContinueOnError)
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

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx = logs.NewContext(ctx, logs.Log)
	return serve(ctx, settings)
}

// serve answers health checks at once, and starts the controllers when this process leads.
func serve(ctx context.Context, settings *config.ControllerConfiguration) error {
	options, err := contextOptions(settings)
	if err != nil {
		return err
	}
	factory, err := controller.NewContextFactory(ctx, options)
	if err != nil {
		return err
	}
	health := healthz.NewServer(settings.LeaderElectionConfig.HealthzTimeout)
	listener, err := net.Listen("tcp", settings.HealthzListenAddress)
	if err != nil {
		return err
	}

	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return health.Start(ctx, listener) })
	group.Go(func() error {
		if !settings.LeaderElectionConfig.Enabled {
			return runControllers(ctx, settings, factory)
		}
		return lead(ctx, settings, factory, health)
	})
	return group.Wait()
}

// lead runs the controllers while this process holds the lease, and ends the process when it loses it.
func lead(ctx context.Context, settings *config.ControllerConfiguration, factory *controller.ContextFactory, health *healthz.Server) error {
	base, err := factory.Build("leader-election")
	if err != nil {
		return err
	}
	host, err := os.Hostname()
	if err != nil {
		return err
	}
	election := settings.LeaderElectionConfig
	ended := make(chan error, 1)
	elector, err := leaderelection.NewLeaderElector(leaderelection.LeaderElectionConfig{
		Lock: &resourcelock.LeaseLock{
			LeaseMeta:  metav1.ObjectMeta{Namespace: election.Namespace, Name: "cert-manager-controller"},
			Client:     base.Client.CoordinationV1(),
			LockConfig: resourcelock.ResourceLockConfig{Identity: fmt.Sprintf("%s-%d", host, os.Getpid()), EventRecorder: base.Recorder},
		},
		LeaseDuration:   election.LeaseDuration,
		RenewDeadline:   election.RenewDeadline,
		RetryPeriod:     election.RetryPeriod,
		ReleaseOnCancel: true,
		WatchDog:        health.LeaderHealthzAdaptor,
		Callbacks: leaderelection.LeaderCallbacks{
			OnStartedLeading: func(ctx context.Context) { ended <- runControllers(ctx, settings, factory) },
			OnStoppedLeading: func() {},
		},
	})
	if err != nil {
		return err
	}
	elector.Run(ctx)
	select {
	case err := <-ended:
		return err
	default:
		if ctx.Err() != nil {
			return nil
		}
		return errors.New("lost the lease")
	}
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
