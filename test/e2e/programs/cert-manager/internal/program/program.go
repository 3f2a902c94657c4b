// Package program holds what the commands beside it have in common: starting, reading flags, logging, stopping.
package program

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/pflag"
	cliflag "k8s.io/component-base/cli/flag"
	logsapi "k8s.io/component-base/logs/api/v1"

	"github.com/cert-manager/cert-manager/internal/apis/config/shared"
	"github.com/cert-manager/cert-manager/pkg/logs"
	utilfeature "github.com/cert-manager/cert-manager/pkg/util/feature"
)

// Main runs a command until it ends or a signal ends its context; an error goes to stderr and makes the exit code 1.
func Main(name string, run func(context.Context, *pflag.FlagSet) error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(logs.NewContext(ctx, logs.Log), pflag.NewFlagSet(name, pflag.ContinueOnError))
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}

// Parse reads the command line, then applies feature gates and logging. Pointers, since parsing is what fills them.
func Parse(flags *pflag.FlagSet, features *map[string]bool, logging *logsapi.LoggingConfiguration) error {
	if err := flags.Parse(os.Args[1:]); err != nil {
		return err
	}
	if err := utilfeature.DefaultMutableFeatureGate.SetFromMap(*features); err != nil {
		return err
	}
	logs.InitLogs()
	return logs.ValidateAndApply(logging)
}

// Common points at the settings that controller and cainjector both have: cert-manager gives each a type of its own.
type Common struct {
	KubeConfig, Namespace *string
	LeaderElection        *shared.LeaderElectionConfig
	MetricsListenAddress  *string
	EnablePprof           *bool
	PprofAddress          *string
	FeatureGates          *map[string]bool
	Logging               *logsapi.LoggingConfiguration
}

// AddFlags binds the flags of the common settings. The webhook's come from cert-manager's library, with all its others.
func (c Common) AddFlags(flags *pflag.FlagSet) {
	flags.StringVar(c.KubeConfig, "kubeconfig", *c.KubeConfig, "kubeconfig file; without it, the pod's own account")
	flags.StringVar(c.Namespace, "namespace", *c.Namespace, "watch only this namespace")

	election := c.LeaderElection
	flags.BoolVar(&election.Enabled, "leader-elect", election.Enabled, "run only while holding the lease")
	flags.StringVar(&election.Namespace, "leader-election-namespace", election.Namespace, "namespace of the lease")
	flags.DurationVar(&election.LeaseDuration, "leader-election-lease-duration", election.LeaseDuration, "how long a lease lasts")
	flags.DurationVar(&election.RenewDeadline, "leader-election-renew-deadline", election.RenewDeadline, "how long to try to renew")
	flags.DurationVar(&election.RetryPeriod, "leader-election-retry-period", election.RetryPeriod, "wait between tries")

	flags.StringVar(c.MetricsListenAddress, "metrics-listen-address", *c.MetricsListenAddress, "where metrics are served; 0 is off")
	flags.BoolVar(c.EnablePprof, "enable-profiling", *c.EnablePprof, "accepted, without effect")
	flags.StringVar(c.PprofAddress, "profiler-address", *c.PprofAddress, "accepted, without effect")
	flags.Var(cliflag.NewMapStringBool(c.FeatureGates), "feature-gates", "features on and off")
	logs.AddFlags(c.Logging, flags)
}
