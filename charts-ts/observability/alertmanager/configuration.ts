import type { ClusterTenant } from '../../config/tenants.ts';
import { type AlertmanagerConfig, type Receiver, receiversOf, tenantMailOf } from './config.ts';
import { inhibitions } from './inhibitions.ts';
import { secretFolder, trustFolder } from './names.ts';
import { type TenantTelling, tenantReceivers, tenantRoutes } from './tenants.ts';

/** Whom Alertmanager trusts beside the public CAs. */
interface Trust {
  readonly key: string;
}

interface TlsConfig {
  readonly ca_file: string;
}

/** The part of https://prometheus.io/docs/alerting/latest/configuration/ that is written. */
export interface AlertmanagerFile {
  /** The mail server and the CAs for receivers that name none of their own: those of tenants. */
  readonly global?: Global;
  readonly route: Route;
  readonly receivers: readonly {
    readonly name: string;
    readonly email_configs?: readonly (EmailConfig | Pick<EmailConfig, 'to' | 'send_resolved' | 'headers'>)[];
    readonly webhook_configs?: readonly WebhookConfig[];
  }[];
  readonly inhibit_rules: readonly {
    readonly source_matchers: readonly string[];
    readonly target_matchers: readonly string[];
    readonly equal: readonly string[];
  }[];
  readonly time_intervals?: readonly { readonly name: string; readonly time_intervals: readonly TimeInterval[] }[];
}

interface Global {
  readonly smtp_from?: string;
  readonly smtp_smarthost?: string;
  readonly smtp_require_tls?: true;
  readonly smtp_auth_username?: string;
  readonly smtp_auth_password_file?: string;
  readonly smtp_tls_config?: TlsConfig;
  readonly http_config?: { readonly tls_config: TlsConfig };
}

export interface Route {
  readonly receiver: string;
  readonly matchers?: readonly string[];
  readonly group_by?: readonly string[];
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
  readonly mute_time_intervals?: readonly string[];
  readonly routes?: readonly Route[];
}

interface EmailConfig {
  readonly to: string;
  readonly from: string;
  readonly smarthost: string;
  readonly require_tls: true;
  readonly send_resolved: true;
  readonly headers: Readonly<Record<string, string>>;
  readonly auth_username?: string;
  readonly auth_password_file?: string;
  readonly tls_config?: TlsConfig;
}

interface WebhookConfig {
  readonly url?: string;
  readonly url_file?: string;
  readonly send_resolved: boolean;
  readonly http_config?: { readonly tls_config: TlsConfig };
}

interface TimeInterval {
  readonly times?: readonly { readonly start_time: string; readonly end_time: string }[];
  readonly weekdays?: readonly string[];
  readonly location: string;
}

const nobody = 'nobody';
const quiet = 'quiet-hours';

/** Which cluster it is, before all else: a person may hear of many. https://prometheus.io/docs/alerting/latest/notifications/ */
const subject =
  '[{{ .Status | toUpper }}{{ if eq .Status "firing" }} {{ .Alerts.Firing | len }}{{ end }}] {{ .CommonLabels.site }}/{{ .CommonLabels.cluster }}: {{ .CommonLabels.alertname }}{{ with .CommonLabels.namespace }} in {{ . }}{{ end }}';

/** The whole configuration file. It holds no secret: those are files that it names. */
export function configuration(config: AlertmanagerConfig, trust: Trust | undefined, tenants: readonly ClusterTenant[] = []): AlertmanagerFile {
  const all = receiversOf(config);
  const tls = trust === undefined ? undefined : { ca_file: `${trustFolder}/${trust.key}` };
  const group = (name: string, members: readonly string[] | undefined, resolved: boolean) => {
    const told = all.filter(([one]) => (members === undefined ? one !== config.watchdog : members.includes(one)));
    const mails = told.flatMap(([one, receiver]) => emails(one, receiver, tls));
    const hooks = told.flatMap(([one, receiver]) => webhooks(one, receiver, resolved, tls));
    return { name, ...(mails.length === 0 ? {} : { email_configs: mails }), ...(hooks.length === 0 ? {} : { webhook_configs: hooks }) };
  };
  const telling: TenantTelling = {
    byMail: tenantMailOf(config) !== undefined,
    subject,
    nobody,
    quiet: config.quietHours === null ? undefined : quiet,
  };
  const receivers = tenantReceivers(tenants, telling);
  return {
    ...(receivers.length === 0 ? {} : { global: global(config, tls) }),
    route: {
      receiver: nobody,
      group_by: ['alertname', 'namespace'],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: config.repeat,
      routes: [
        ...tenantRoutes(tenants, telling),
        // Told again and again: it is its absence that counts.
        {
          matchers: ['alertname="Watchdog"'],
          receiver: config.watchdog === undefined ? nobody : 'watchdog',
          group_wait: '0s',
          group_interval: '1m',
          repeat_interval: '5m',
        },
        { matchers: ['severity="critical"'], receiver: 'critical' },
        // Also a severity that a team made up, or left out.
        { matchers: ['severity!="none"'], receiver: 'warning', ...(config.quietHours === null ? {} : { mute_time_intervals: [quiet] }) },
      ],
    },
    receivers: [
      { name: nobody },
      group('critical', config.critical, true),
      group('warning', config.warning, true),
      ...(config.watchdog === undefined ? [] : [group('watchdog', [config.watchdog], false)]),
      ...receivers,
    ],
    inhibit_rules: inhibitions,
    ...(config.quietHours === null ? {} : { time_intervals: [{ name: quiet, time_intervals: quietIntervals(config.quietHours) }] }),
  };
}

/** Said once, since it is the same for every tenant. */
function global(config: AlertmanagerConfig, tls: TlsConfig | undefined): Global {
  const told = tenantMailOf(config);
  return {
    ...(told === undefined
      ? {}
      : {
          smtp_from: told.mail.from,
          smtp_smarthost: told.mail.smarthost,
          smtp_require_tls: true,
          ...(told.mail.username === undefined
            ? {}
            : { smtp_auth_username: told.mail.username, smtp_auth_password_file: `${secretFolder}/${told.receiver}-password` }),
          ...(tls === undefined ? {} : { smtp_tls_config: tls }),
        }),
    ...(tls === undefined ? {} : { http_config: { tls_config: tls } }),
  };
}

function emails(name: string, { mail }: Receiver, tls: TlsConfig | undefined): EmailConfig[] {
  if (mail === undefined) return [];
  return [
    {
      to: mail.to.join(', '),
      from: mail.from,
      smarthost: mail.smarthost,
      require_tls: true,
      send_resolved: true,
      headers: { Subject: subject },
      ...(mail.username === undefined ? {} : { auth_username: mail.username, auth_password_file: `${secretFolder}/${name}-password` }),
      ...(tls === undefined ? {} : { tls_config: tls }),
    },
  ];
}

function webhooks(name: string, { webhook, matrix }: Receiver, resolved: boolean, tls: TlsConfig | undefined): WebhookConfig[] {
  if (webhook === undefined && matrix === undefined) return [];
  return [
    {
      ...(webhook?.url === undefined ? { url_file: `${secretFolder}/${name}-url` } : { url: webhook.url }),
      send_resolved: resolved,
      ...(tls === undefined ? {} : { http_config: { tls_config: tls } }),
    },
  ];
}

/** Hours that pass midnight are two intervals. */
function quietIntervals({ from, until, weekends, timeZone }: NonNullable<AlertmanagerConfig['quietHours']>): TimeInterval[] {
  const hours =
    from < until
      ? [{ start_time: from, end_time: until }]
      : [{ start_time: from, end_time: '24:00' }, ...(until === '00:00' ? [] : [{ start_time: '00:00', end_time: until }])];
  return [{ times: hours, location: timeZone }, ...(weekends ? [{ weekdays: ['saturday', 'sunday'], location: timeZone }] : [])];
}
