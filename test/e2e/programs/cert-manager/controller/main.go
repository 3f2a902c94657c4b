// Command controller runs cert-manager's controllers from its library packages, as upstream's controller does.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"

	"github.com/spf13/pflag"
	"golang.org/x/sync/errgroup"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"

	config "github.com/cert-manager/cert-manager/internal/apis/config/controller"
	"github.com/cert-manager/cert-manager/pkg/controller"
	"github.com/cert-manager/cert-manager/pkg/healthz"
	"github.com/cert-manager/cert-manager/polder-e2e/internal/program"
)

func main() { program.Main("controller", run) }

func run(ctx context.Context, flags *pflag.FlagSet) error {
	settings := defaultSettings()
	addFlags(flags, settings)
	if err := program.Parse(flags, &settings.FeatureGates, &settings.Logging); err != nil {
		return err
	}
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
