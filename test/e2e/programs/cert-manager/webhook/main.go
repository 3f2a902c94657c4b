// Command webhook runs cert-manager's admission webhook from its library packages, as upstream's webhook does.
package main

import (
	"context"

	"github.com/spf13/pflag"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/cert-manager/cert-manager/internal/webhook"
	_ "github.com/cert-manager/cert-manager/internal/webhook/feature" // registers the webhook's feature gates
	"github.com/cert-manager/cert-manager/pkg/logs"
	"github.com/cert-manager/cert-manager/pkg/webhook/options"
	"github.com/cert-manager/cert-manager/polder-e2e/internal/program"
)

func main() { program.Main("webhook", run) }

func run(ctx context.Context, flags *pflag.FlagSet) error {
	settings, err := options.NewWebhookConfiguration()
	if err != nil {
		return err
	}
	options.AddConfigFlags(flags, settings)
	if err := program.Parse(flags, &settings.FeatureGates, &settings.Logging); err != nil {
		return err
	}
	ctrl.SetLogger(logs.Log)

	server, err := webhook.NewCertManagerWebhookServer(logs.Log, *settings)
	if err != nil {
		return err
	}
	return server.Run(ctx)
}
