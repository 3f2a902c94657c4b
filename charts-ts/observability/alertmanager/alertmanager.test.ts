import { dump, load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { exampleTenants } from '../../../test/support/tenants.ts';
import { alertmanagerConfig, supplied } from './config.ts';
import { type AlertmanagerFile, configuration } from './configuration.ts';
import { alertmanager } from './index.ts';

const provides = {
  'block-storage': { storageClass: 'fast' },
  metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } },
};
const mail = { to: ['beheer@example.nl', 'wacht@example.nl'], from: 'alerts@example.nl', smarthost: 'smtp.example.nl:587', username: 'alerts' };
const every = { team: { mail }, pager: { webhook: { url: 'https://pager.example.nl:8443/in' } }, chat: { webhook: {} }, room: { matrix: {} } };

function rendered(settings: object = {}, changes: Readonly<Record<string, unknown>> = {}) {
  return renderComponent(alertmanager, { provides, ...changes, components: { alertmanager: { enabled: true, ...settings } } });
}

function file(settings: object = {}): AlertmanagerFile {
  const { data } = rendered(settings).object('ConfigMap', 'alertmanager') as unknown as { data: Record<string, string> };
  return load(data['alertmanager.yaml'] ?? '') as AlertmanagerFile;
}

const receiver = (name: string, settings: object) => file(settings).receivers.find((one) => one.name === name);
const route = (name: string, settings: object = {}) => (file(settings).route.routes ?? []).find((one) => one.receiver === name);
const intervals = (quietHours: object) => file({ quietHours }).time_intervals?.[0]?.time_intervals;

interface Pod {
  readonly containers: readonly [
    { readonly args: readonly string[]; readonly env?: unknown; readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[] },
  ];
  readonly volumes: readonly { readonly name: string; readonly secret?: { readonly secretName: string } }[];
}

function stateful(settings: object = {}, changes: Readonly<Record<string, unknown>> = {}) {
  return rendered(settings, changes).object('StatefulSet', 'alertmanager') as unknown as {
    spec: {
      replicas: number;
      podManagementPolicy: string;
      volumeClaimTemplates: unknown;
      template: { metadata: { annotations: Record<string, string> }; spec: Pod };
    };
  };
}

const pod = (settings: object = {}) => stateful(settings).spec.template.spec;
const args = (settings: object = {}) => pod(settings).containers[0].args;

function policy(settings: object = {}, changes: Readonly<Record<string, unknown>> = {}) {
  const { spec } = rendered(settings, changes).object('NetworkPolicy', 'alertmanager') as unknown as {
    spec: {
      ingress: { from: unknown[]; ports: { port: number; protocol: string }[] }[];
      egress?: { to: object[]; ports: { port: number; protocol: string }[] }[];
    };
  };
  return spec;
}

describe('a receiver', () => {
  it('by mail gets one message for all its people, over TLS only, and again when it is over', () => {
    expect(receiver('critical', { receivers: { team: { mail } } })?.email_configs).toEqual([
      {
        to: 'beheer@example.nl, wacht@example.nl',
        from: 'alerts@example.nl',
        smarthost: 'smtp.example.nl:587',
        require_tls: true,
        send_resolved: true,
        headers: { Subject: expect.stringContaining('{{ .CommonLabels.site }}/{{ .CommonLabels.cluster }}') },
        auth_username: 'alerts',
        auth_password_file: '/etc/alertmanager/secrets/team-password',
        tls_config: { ca_file: '/etc/alertmanager/trust/ca-certificates.crt' },
      },
    ]);
  });

  it('by mail without a login needs no Secret', () => {
    const { username: _, ...anonymous } = mail;
    const settings = { receivers: { team: { mail: anonymous } } };

    expect(receiver('critical', settings)?.email_configs?.[0]).not.toHaveProperty('auth_password_file');
    expect(pod(settings).volumes.filter(({ secret }) => secret !== undefined)).toEqual([]);
  });

  it('by webhook is an HTTPS address, checked with the site’s CAs too', () => {
    expect(receiver('critical', { receivers: { pager: every.pager } })?.webhook_configs).toEqual([
      { url: 'https://pager.example.nl:8443/in', send_resolved: true, http_config: { tls_config: { ca_file: '/etc/alertmanager/trust/ca-certificates.crt' } } },
    ]);
    expect(() => rendered({ receivers: { pager: { webhook: { url: 'http://pager.example.nl/in' } } } })).toThrow('is not an https address');
  });

  it.each([
    ['a webhook whose address is a secret', 'chat', { webhook: {} }],
    ['a Matrix room', 'room', { matrix: {} }],
  ])('that is %s reads it from a file', (_, name, how) => {
    expect(receiver('critical', { receivers: { [name]: how } })?.webhook_configs).toMatchObject([{ url_file: `/etc/alertmanager/secrets/${name}-url` }]);
  });

  it('gets all but the watchdog where no list says otherwise', () => {
    const settings = { receivers: every, watchdog: 'pager' };

    expect(receiver('critical', settings)?.webhook_configs).toHaveLength(2);
    expect(receiver('warning', settings)?.email_configs).toHaveLength(1);
    expect(receiver('watchdog', settings)?.webhook_configs).toHaveLength(1);
  });

  it('gets only what its list says, where there is one', () => {
    const settings = { receivers: every, critical: ['pager'], warning: [] };

    expect(receiver('critical', settings)).toEqual({
      name: 'critical',
      webhook_configs: [expect.objectContaining({ url: 'https://pager.example.nl:8443/in' })],
    });
    expect(receiver('warning', settings)).toEqual({ name: 'warning' });
  });

  it('of a wider file is taken back with null', () => {
    expect(JSON.stringify(file({ receivers: { ...every, team: null } }))).not.toContain('beheer@example.nl');
  });
});

describe('without receivers', () => {
  const rules = (settings: object, changes: Readonly<Record<string, unknown>> = {}) =>
    JSON.stringify(rendered(settings, changes).object('PrometheusRule', 'alertmanager'));

  it('an alert tells whoever looks, except in a lab', () => {
    expect(rules({})).toContain('NobodyIsTold');
    expect(rules({ receivers: every })).not.toContain('NobodyIsTold');
    expect(rules({}, { profile: 'lab' })).not.toContain('NobodyIsTold');
  });
});

describe('secrets', () => {
  it('are files of one Secret, and only those that the receivers need are asked for', () => {
    expect(supplied(alertmanagerConfig.parse({ receivers: every }))).toEqual([
      expect.objectContaining({ name: 'alertmanager', keys: ['team-password', 'chat-url', 'room-url'] }),
    ]);
    expect(supplied(alertmanagerConfig.parse({ receivers: { pager: every.pager } }))).toEqual([]);
  });

  it('are mounted where the configuration looks for them', () => {
    expect(pod({ receivers: every }).volumes).toContainEqual({ name: 'secrets', secret: { secretName: 'alertmanager', optional: true } });
    expect(pod({ receivers: every }).containers[0].volumeMounts).toContainEqual({ name: 'secrets', mountPath: '/etc/alertmanager/secrets', readOnly: true });
  });

  it('never stand in the configuration: there is no key for one', () => {
    const text = JSON.stringify(file({ receivers: every, watchdog: 'pager' }));

    expect(text).not.toMatch(/"(auth_password|auth_secret|credentials|password)"/);
    expect(rendered({ receivers: every }).objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });

  it('may not hide in an address', () => {
    expect(() => rendered({ receivers: { pager: { webhook: { url: 'https://me:geheim@pager.example.nl/' } } } })).toThrow('is not an https address');
  });
});

describe('routes', () => {
  it('group what belongs together', () => {
    expect(file().route).toMatchObject({ receiver: 'nobody', group_by: ['alertname', 'namespace'] });
  });

  it('bring to somebody also what has a severity that nobody knows', () => {
    expect(route('critical')?.matchers).toEqual(['severity="critical"']);
    expect(route('warning')?.matchers).toEqual(['severity!="none"']);
  });

  it('tell the watchdog every five minutes, and never that it is over: its absence counts', () => {
    const settings = { receivers: { elsewhere: every.pager }, watchdog: 'elsewhere' };

    expect(route('watchdog', settings)).toMatchObject({ matchers: ['alertname="Watchdog"'], repeat_interval: '5m' });
    expect(receiver('watchdog', settings)?.webhook_configs).toMatchObject([{ send_resolved: false }]);
  });

  it('keep the watchdog from people where nobody waits for it', () => {
    expect(file().route.routes?.[0]).toMatchObject({ matchers: ['alertname="Watchdog"'], receiver: 'nobody' });
  });

  it('leave out what follows from a node that is gone, and from a program that is down', () => {
    expect(
      file()
        .inhibit_rules.slice(1)
        .map(({ equal }) => equal),
    ).toEqual([['node'], ['namespace', 'job']]);
    // A label that both lack is equal.
    for (const { source_matchers, target_matchers, equal } of file().inhibit_rules.slice(1))
      expect(equal.some((label) => [...source_matchers, ...target_matchers].includes(`${label}!=""`))).toBe(true);
  });

  it('leave out a warning that is critical by now', () => {
    expect(file().inhibit_rules[0]).toMatchObject({
      source_matchers: ['severity="critical"'],
      target_matchers: ['severity="warning"'],
      equal: expect.arrayContaining(['alertname', 'namespace']),
    });
  });
});

describe('quiet hours', () => {
  it('are for warnings only', () => {
    expect(route('warning', { quietHours: {} })).toMatchObject({ mute_time_intervals: ['quiet-hours'] });
    expect(route('critical', { quietHours: {} })).not.toHaveProperty('mute_time_intervals');
    expect(route('nobody', { quietHours: {} })).not.toHaveProperty('mute_time_intervals');
  });

  it('are none unless a site wants them', () => {
    expect(file()).not.toHaveProperty('time_intervals');
    expect(route('warning')).not.toHaveProperty('mute_time_intervals');
  });

  it('pass midnight as two spans, by the clock of a place, and take the weekend along', () => {
    expect(intervals({})).toEqual([
      {
        times: [
          { start_time: '22:00', end_time: '24:00' },
          { start_time: '00:00', end_time: '07:00' },
        ],
        location: 'Europe/Amsterdam',
      },
      { weekdays: ['saturday', 'sunday'], location: 'Europe/Amsterdam' },
    ]);
  });

  it('are one span within a day, or until midnight', () => {
    expect(intervals({ from: '00:30', until: '06:00', weekends: false, timeZone: 'UTC' })).toEqual([
      { times: [{ start_time: '00:30', end_time: '06:00' }], location: 'UTC' },
    ]);
    expect(intervals({ from: '22:00', until: '00:00', weekends: false })).toMatchObject([{ times: [{ start_time: '22:00', end_time: '24:00' }] }]);
  });
});

describe('a mistake', () => {
  it.each([
    [{ receivers: { team: {} } }, 'components.alertmanager.receivers.team: tells by 0 ways; write one of mail, webhook and matrix, and a receiver for each'],
    [
      { receivers: { team: { mail, matrix: {} } } },
      'components.alertmanager.receivers.team: tells by 2 ways; write one of mail, webhook and matrix, and a receiver for each',
    ],
    [{ watchdog: 'elsewhere' }, 'components.alertmanager.watchdog: "elsewhere" is none of the receivers; add it to receivers, or name another'],
    [
      { receivers: every, critical: ['pager', 'teem'] },
      'components.alertmanager.critical[1]: "teem" is none of the receivers (team, pager, chat, room); add it to receivers, or name another',
    ],
    [
      { receivers: { team: null }, warning: ['team'] },
      'components.alertmanager.warning[0]: "team" is none of the receivers; add it to receivers, or name another',
    ],
    [
      { quietHours: { from: '22:00', until: '22:00' } },
      'components.alertmanager.quietHours.until: "22:00" is also when they begin: nobody would ever be told of warnings',
    ],
    [{ repeat: '7d' }, 'components.alertmanager.repeat: 7d is longer than Alertmanager remembers what it told; write at most 5d'],
  ])('in %j is told in the user’s words', (settings, message) => {
    expect(() => rendered(settings)).toThrow(message);
  });

  it.each([
    [{ quietHours: { from: '25:00' } }, '"25:00" is not a time of day; write it like "22:00", in quotes'],
    [{ quietHours: { timeZone: 'Amsterdam' } }, '"Amsterdam" is not a time zone; write it like Europe/Amsterdam'],
    [
      { receivers: { team: { mail: { ...mail, smarthost: 'smtp.example.nl' } } } },
      '"smtp.example.nl" is not a host and port; write it like smtp.example.nl:587',
    ],
    [{ receivers: { team: { mail: { ...mail, smarthost: 'smtp.example.nl:99999' } } } }, '"smtp.example.nl:99999" is not a host and port'],
    [{ receivers: { team: { mail: { ...mail, to: ['beheer'] } } } }, '"beheer" is not a mail address; write it like platform@example.nl'],
  ])('in %j is refused by the schema', (settings, message) => {
    expect(alertmanagerConfig.safeParse(settings).error?.issues.map((issue) => issue.message)).toEqual([expect.stringContaining(message)]);
  });
});

describe('one alone', () => {
  it('listens to no fellows', () => {
    expect(args()).toContain('--cluster.listen-address=');
    expect(args().filter((arg) => arg.startsWith('--cluster.peer'))).toEqual([]);
    expect(policy().ingress.flatMap(({ ports }) => ports.map(({ port }) => port))).not.toContain(9094);
  });
});

describe('three in production', () => {
  const production = { profile: 'production' };
  const flags = stateful({}, production).spec.template.spec.containers[0];

  it('know each other by name, at addresses of either family', () => {
    expect(flags.args.filter((arg) => arg.startsWith('--cluster'))).toEqual([
      '--cluster.listen-address=[$(POD_IP)]:9094',
      '--cluster.label=site/example',
      '--cluster.reconnect-timeout=5m',
      ...[0, 1, 2].map((index) => `--cluster.peer=alertmanager-${index}.alertmanager.monitoring.svc:9094`),
    ]);
    expect(flags.env).toEqual([{ name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }]);
  });

  it('start together, and have names before they are ready', () => {
    expect(stateful({}, production).spec).toMatchObject({ replicas: 3, podManagementPolicy: 'Parallel' });
    expect(rendered({}, production).object('Service', 'alertmanager')).toMatchObject({ spec: { clusterIP: 'None', publishNotReadyAddresses: true } });
  });

  it('reach each other by TCP and UDP', () => {
    const mesh = (rules: readonly { ports: { port: number; protocol: string }[] }[] = []) =>
      rules.flatMap(({ ports }) => ports).flatMap(({ port, protocol }) => (port === 9094 ? [protocol] : []));

    expect(mesh(policy({}, production).ingress)).toEqual(['TCP', 'UDP']);
    expect(mesh(policy({}, production).egress)).toEqual(['TCP', 'UDP']);
  });

  it('are drained one by one, and tell when one is missing', () => {
    expect(rendered({}, production).object('PodDisruptionBudget', 'alertmanager')).toMatchObject({ spec: { maxUnavailable: 1 } });
    expect(JSON.stringify(rendered({}, production).object('PrometheusRule', 'alertmanager'))).toContain('< 3');
  });
});

describe('running it', () => {
  it('reaches the ports of its receivers outside the cluster, and nothing else', () => {
    const [rule] = policy({ receivers: every }).egress ?? [];

    expect(policy({ receivers: every }).egress).toHaveLength(1);
    expect(rule?.ports.map(({ port }) => port)).toEqual([443, 587, 8443]);
    expect(rule?.to[0]).toEqual({ ipBlock: { cidr: '0.0.0.0/0', except: ['10.42.0.0/16', '10.43.0.0/16'] } });
    expect(policy()).not.toHaveProperty('egress');
  });

  it('rolls its pods when the configuration changes', () => {
    const checksum = (settings: object) => stateful(settings).spec.template.metadata.annotations['polder.internal/checksum'];

    expect(checksum({})).toMatch(/^[0-9a-f]{16}$/);
    expect(checksum({ repeat: '4h' })).not.toBe(checksum({}));
  });

  it('keeps silences on a volume', () => {
    expect(stateful().spec.volumeClaimTemplates).toMatchObject([{ spec: { storageClassName: 'fast', resources: { requests: { storage: '1Gi' } } } }]);
  });

  it('has no token for the API server', () => {
    expect(pod()).toMatchObject({ automountServiceAccountToken: false });
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s, with every kind of receiver', (profile) => {
    const settings = { receivers: every, quietHours: {}, watchdog: 'pager' };

    expect(rendered(settings, { profile }).objects.length).toBeGreaterThan(0);
    expect(JSON.stringify(rendered(settings, { profile, mirrors: { registry: 'registry.example.nl' } }).objects)).toContain(
      'registry.example.nl/quay.io/prometheus/alertmanager:v',
    );
  });
});

describe('tenants', () => {
  const tenants = exampleTenants({
    bakker: { contacts: { email: ['bakker@example.nl'], webhook: { url: 'https://hooks.example.nl:9443/bakker' } } },
    winkel: { contacts: { email: ['a@example.nl', 'b@example.nl'], webhook: {} }, namespaces: { productie: { size: 'small' }, test: { size: 'small' } } },
  });
  const settings = { receivers: { pager: every.pager, team: { mail } } };
  const made = (config: object = settings, of = tenants) =>
    renderComponent(alertmanager, { provides, components: { alertmanager: { enabled: true, ...config } } }, {}, of);
  const written = (config: object = settings, of = tenants): AlertmanagerFile => {
    const { data } = made(config, of).object('ConfigMap', 'alertmanager') as unknown as { data: Record<string, string> };
    return load(data['alertmanager.yaml'] ?? '') as AlertmanagerFile;
  };
  const routes = (config: object = settings) => written(config).route.routes ?? [];

  it('are told by the mail server of the platform, at their own addresses', () => {
    const { global, receivers } = written();

    expect(global).toMatchObject({
      smtp_smarthost: 'smtp.example.nl:587',
      smtp_require_tls: true,
      smtp_auth_password_file: '/etc/alertmanager/secrets/team-password',
    });
    expect(receivers.find(({ name }) => name === 'tenant-winkel')?.email_configs).toMatchObject([{ to: 'a@example.nl, b@example.nl', send_resolved: true }]);
  });

  it('may be told by another mail server than that of the first receiver', () => {
    const second = { mail: { ...mail, smarthost: 'smtp.tenants.example.nl:587', username: undefined } };

    expect(written({ receivers: { team: { mail }, second }, tenantMail: 'second' }).global).toMatchObject({ smtp_smarthost: 'smtp.tenants.example.nl:587' });
  });

  it('are told by their own webhook too, whose address is in Git or a secret', () => {
    const hooks = (name: string) => written().receivers.find((one) => one.name === name)?.webhook_configs;

    expect(hooks('tenant-bakker')).toEqual([{ url: 'https://hooks.example.nl:9443/bakker', send_resolved: true }]);
    expect(hooks('tenant-winkel')).toEqual([{ url_file: '/etc/alertmanager/secrets/tenant-winkel-url', send_resolved: true }]);
    expect(supplied(alertmanagerConfig.parse({}), tenants)).toMatchObject([{ name: 'alertmanager', keys: ['tenant-winkel-url'] }]);
  });

  it('are found before all else: by their namespaces, which no rule of theirs can change, then by their project in Argo CD', () => {
    expect(routes().map(({ matchers, receiver }) => [matchers?.join(), receiver])).toEqual([
      ['severity="none",namespace!=""', 'nobody'],
      ['namespace="bakker-productie"', 'tenant-bakker'],
      ['namespace=~"winkel-productie|winkel-test"', 'tenant-winkel'],
      ['project="bakker"', 'tenant-bakker'],
      ['project="winkel"', 'tenant-winkel'],
      ['alertname="Watchdog"', 'nobody'],
      ['severity="critical"', 'critical'],
      ['severity!="none"', 'warning'],
    ]);
    expect(JSON.stringify(routes())).not.toContain('continue');
  });

  it('have the quiet hours of the platform, in which only what is critical is told', () => {
    expect(routes({ ...settings, quietHours: {} })[1]).toEqual({
      matchers: ['namespace="bakker-productie"'],
      receiver: 'tenant-bakker',
      mute_time_intervals: ['quiet-hours'],
      routes: [{ matchers: ['severity="critical"'], receiver: 'tenant-bakker' }],
    });
  });

  it('are never told by the platform’s people instead, where nothing can tell them', () => {
    const [, route] = written({ receivers: { pager: every.pager } }, exampleTenants({ stil: {} })).route.routes ?? [];

    expect(route).toEqual({ matchers: ['namespace="stil-productie"'], receiver: 'nobody' });
    expect(JSON.stringify(made({ receivers: { pager: every.pager } }).object('PrometheusRule', 'alertmanager'))).toContain('NoTenantIsTold');
    expect(JSON.stringify(made().object('PrometheusRule', 'alertmanager'))).not.toContain('NoTenantIsTold');
  });

  it('have their webhooks’ ports open', () => {
    expect(JSON.stringify(made().object('NetworkPolicy', 'alertmanager'))).toContain('"port":9443');
  });

  it('reach no node by a webhook, unless the site itself has a receiver at that address', () => {
    const opened = (receivers: object) => {
      const { spec } = made({ receivers }).object('NetworkPolicy', 'alertmanager') as unknown as {
        spec: { egress: { to: object[]; ports: { port: number }[] }[] };
      };
      return spec.egress.map(({ to, ports }) => ({ to: to[0], ports: ports.map(({ port }) => port) }));
    };
    const pods = ['10.42.0.0/16', '10.43.0.0/16'];
    const ofTenants = { to: { ipBlock: { cidr: '0.0.0.0/0', except: [...pods, '10.20.0.0/24'] } }, ports: [443, 9443] };

    expect(opened({ team: { mail } })).toEqual([{ to: { ipBlock: { cidr: '0.0.0.0/0', except: pods } }, ports: [587] }, ofTenants]);
    expect(opened({ chat: { webhook: { url: 'https://10.20.0.9:9443/hook' } } })).toEqual([
      ofTenants,
      { to: { ipBlock: { cidr: '10.20.0.9/32' } }, ports: [9443] },
    ]);
  });

  it('are as many as five hundred within one ConfigMap', () => {
    const many = exampleTenants(
      Object.fromEntries(
        Array.from({ length: 500 }, (_, index) => [
          `team-${index}`,
          { contacts: { email: [`team-${index}@gemeente-voorbeeld.example.nl`] }, namespaces: { productie: { size: 'small' }, acceptatie: { size: 'small' } } },
        ]),
      ),
    );

    expect(dump(configuration(alertmanagerConfig.parse({ ...settings, quietHours: {} }), { key: 'ca.crt' }, many)).length).toBeLessThan(700_000);
  });

  it.each([
    [
      { ...settings, tenantMail: 'teem' },
      'components.alertmanager.tenantMail: "teem" is none of the receivers (pager, team); add it to receivers, or name another',
    ],
    [
      { ...settings, tenantMail: 'pager' },
      'components.alertmanager.tenantMail: "pager" tells by no mail; name a receiver that does, since its mail server tells tenants',
    ],
  ])('with %j are a mistake', (config, told) => {
    expect(() => made(config)).toThrow(told);
  });
});
