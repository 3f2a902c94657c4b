// Package events stands in for upstream's k8s_events receiver, which no module proxy serves in this version: it takes the same settings and reads nothing.
package events

import (
	"context"
	"fmt"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/receiver"
)

// Config has the settings of upstream's documentation.
type Config struct {
	AuthType         string        `mapstructure:"auth_type"`
	Namespaces       []string      `mapstructure:"namespaces"`
	Storage          *component.ID `mapstructure:"storage"`
	K8sLeaderElector *component.ID `mapstructure:"k8s_leader_elector"`
	DedupInterval    time.Duration `mapstructure:"dedup_interval"`
}

// Validate refuses an unknown way to log in.
func (c *Config) Validate() error {
	switch c.AuthType {
	case "none", "serviceAccount", "kubeConfig", "tls":
		return nil
	}
	return fmt.Errorf("unknown auth_type %q", c.AuthType)
}

// NewFactory makes the receiver.
func NewFactory() receiver.Factory {
	return receiver.NewFactory(
		component.MustNewType("k8s_events"),
		func() component.Config { return &Config{AuthType: "serviceAccount"} },
		receiver.WithLogs(func(context.Context, receiver.Settings, component.Config, consumer.Logs) (receiver.Logs, error) {
			return idle{}, nil
		}, component.StabilityLevelAlpha),
	)
}

type idle struct {
	component.StartFunc
	component.ShutdownFunc
}
