import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { exampleCluster, renderComponent } from '../../../test/support/render.ts';
import { catalogue } from '../../catalogue.ts';
import { logCollection } from '../../kit/capability.ts';
import { order } from '../../order.ts';
import { otelCollector } from './index.ts';
import { redaction } from './redaction.ts';
import type { CollectorConfig } from './types.ts';

const labels = { 'app.kubernetes.io/name': 'prometheus' };
const provides = {
  metrics: { namespace: 'monitoring', podLabels: labels },
  'log-store': {
    kind: 'victoria-logs',
    url: 'http://logs.monitoring.svc:9428',
    otlp: 'http://logs.monitoring.svc:9428/insert/opentelemetry/v1/logs',
    namespace: 'monitoring',
    podLabels: { app: 'logs' },
    port: 9428,
  },
};
const stores = {
  'metric-store': { url: 'http://prometheus.monitoring.svc:9090', namespace: 'monitoring', podLabels: labels, port: 9090 },
  'trace-store': {
    url: 'http://traces.monitoring.svc:10428',
    otlp: 'http://traces.monitoring.svc:10428/insert/opentelemetry/v1/traces',
    namespace: 'monitoring',
    podLabels: { app: 'traces' },
    port: 10428,
  },
};

function rendered(settings: object = {}, more: object = {}, changes: object = {}) {
  return renderComponent(otelCollector, { ...changes, provides: { ...provides, ...more }, components: { 'otel-collector': { enabled: true, ...settings } } });
}

function configuration(program: 'otel-collector' | 'otel-gateway', settings: object = {}, more: object = {}): CollectorConfig {
  const { data } = rendered(settings, more).object('ConfigMap', program) as unknown as { data: { 'config.yaml': string } };
  return load(data['config.yaml']) as CollectorConfig;
}

/** The text as the redaction leaves it. */
function redacted(text: string, more: readonly string[] = []): string {
  return redaction(more).blocked_values.reduce((rest, pattern) => rest.replace(new RegExp(pattern, 'g'), '****'), text);
}

describe('the agent', () => {
  it('runs on every node, and reads as root since log files are root’s, without any capability', () => {
    expect(rendered().object('DaemonSet', 'otel-collector')).toMatchObject({
      metadata: { annotations: { 'polder.internal/exception': expect.stringContaining('root') } },
      spec: {
        template: {
          spec: {
            tolerations: [{ operator: 'Exists' }],
            securityContext: { runAsUser: 0 },
            containers: [{ name: 'agent', securityContext: { privileged: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } } }],
          },
        },
      },
    });
  });

  it('only reads the nodes’ logs, and writes only where it keeps its place', () => {
    const { spec } = rendered({ auditLog: {} }).object('DaemonSet', 'otel-collector') as unknown as {
      spec: { template: { spec: { containers: readonly [{ volumeMounts: readonly { name: string; readOnly?: boolean }[] }] } } };
    };

    expect(spec.template.spec.containers[0].volumeMounts.filter(({ readOnly }) => readOnly !== true).map(({ name }) => name)).toEqual(['state']);
  });

  it('does not read its own log, since an error about a line would make the next', () => {
    expect(configuration('otel-collector').receivers['file_log/pods']).toMatchObject({ exclude: ['/var/log/pods/otel-collector_otel-collector-*/*/*.log'] });
  });

  it('is held up by a full queue, and never gives up', () => {
    expect(configuration('otel-collector').exporters['otlp_http/logs']).toMatchObject({
      sending_queue: { storage: 'file_storage', block_on_overflow: true },
      retry_on_failure: { max_elapsed_time: 0 },
    });
  });

  it('makes streams by namespace, tenant, pod and container', () => {
    expect(configuration('otel-collector').exporters['otlp_http/logs']?.headers?.['VL-Stream-Fields']?.split(',')).toEqual(
      expect.arrayContaining(['k8s.namespace.name', 'tenant', 'k8s.pod.name', 'k8s.container.name']),
    );
  });

  it('tells Loki nothing of VictoriaLogs', () => {
    const loki = { ...provides['log-store'], kind: 'loki', otlp: 'http://loki.logging.svc:3100/otlp/v1/logs' };

    expect(configuration('otel-collector', {}, { 'log-store': loki }).exporters['otlp_http/logs']).not.toHaveProperty('headers');
  });

  it('is not there where another program reads pods’ logs, and then does not offer to', () => {
    const settings = { provides, components: { 'otel-collector': { enabled: true, podLogs: false } } };
    const planned = order(catalogue, exampleCluster(settings));

    expect(planned.ok && planned.value.fact(logCollection)).toBe(undefined);
    expect(rendered({ podLogs: false }).objects.some(({ kind }) => kind === 'DaemonSet')).toBe(false);
    expect(JSON.stringify(rendered({ podLogs: false }).object('PrometheusRule', 'otel-collector'))).not.toContain('LogAgentDown');
  });
});

describe('the API server’s audit log', () => {
  it('is read where the site says, with the files that the API server has put away', () => {
    const { receivers } = configuration('otel-collector', { auditLog: { path: '/var/log/audit/kube/kube-apiserver.log' } });

    expect(receivers['file_log/audit']).toMatchObject({ include: ['/var/log/audit/kube/kube-apiserver*.log'] });
  });

  it('goes to the store for audit logs where there is one, and nothing in it is masked', () => {
    const audit = {
      url: 'http://audit.monitoring.svc:9428',
      otlp: 'http://audit.monitoring.svc:9428/insert/opentelemetry/v1/logs',
      podLabels: { app: 'audit' },
    };
    const { exporters, service } = configuration('otel-collector', { auditLog: {} }, { 'log-store': { ...provides['log-store'], audit } });

    expect(exporters['otlp_http/audit']?.logs_endpoint).toBe(audit.otlp);
    expect(service.pipelines['logs/audit']?.processors).not.toContain('redaction');
    expect(
      JSON.stringify(rendered({ auditLog: {} }, { 'log-store': { ...provides['log-store'], audit } }).object('NetworkPolicy', 'otel-collector')),
    ).toContain('"audit"');
  });

  it('goes to the other logs where there is none', () => {
    expect(configuration('otel-collector', { auditLog: {} }).exporters['otlp_http/audit']?.logs_endpoint).toBe(provides['log-store'].otlp);
  });

  it('is a file in a folder of its own', () => {
    expect(() => rendered({ auditLog: { path: 'audit.log' } })).toThrow('is not the absolute path of a file');
    expect(() => rendered({ auditLog: { path: '/audit.log' } })).toThrow('is not the absolute path of a file');
  });
});

describe('the gateway', () => {
  it('sends each signal where there is a store for it', () => {
    expect(Object.keys(configuration('otel-gateway').service.pipelines)).toEqual(['logs', 'logs/events']);
    expect(Object.keys(configuration('otel-gateway', {}, stores).service.pipelines)).toEqual(['logs', 'logs/events', 'traces', 'metrics']);
    expect(configuration('otel-gateway', {}, stores).exporters['otlp_http/metrics']?.metrics_endpoint).toBe(
      'http://prometheus.monitoring.svc:9090/api/v1/otlp/v1/metrics',
    );
  });

  it('reaches these stores, and no other address', () => {
    const policy = JSON.stringify(rendered({}, stores).object('NetworkPolicy', 'otel-gateway')['spec']);

    expect(policy).toContain('"app":"traces"');
    expect(policy).not.toContain('0.0.0.0/0');
  });

  it('forgets what a program says of its own place before it looks where that is', () => {
    const { pipelines } = configuration('otel-gateway', {}, stores).service;

    for (const signal of ['logs', 'traces', 'metrics'])
      expect(pipelines[signal]?.processors.slice(1, 3), signal).toEqual(['transform/untrusted', 'k8s_attributes']);
  });

  describe('gives no program a name that tells of the cluster', () => {
    const { processors } = configuration('otel-gateway', {}, stores);
    const pattern = /IsMatch\(metric\.name, (".*")\)/.exec(JSON.parse(JSON.stringify(processors['transform/metrics'])).metric_statements[0].statements[0])?.[1];
    // The collector's expressions are Go's, which end with \z: a dollar sign would be a variable of its configuration.
    const isRenamed = (name: string) => new RegExp((JSON.parse(pattern ?? '""') as string).replaceAll('\\z', '$')).test(name);

    it.each(['kube_node_info', 'kube.node.info', '.kube-node', 'total.kube.node', 'kube', 'node:cpu_busy:ratio5m', 'polder/x', '-', 'total'])(
      'not %s',
      (name) => {
        expect(isRenamed(name)).toBe(true);
      },
    );

    it.each(['http.server.duration', 'kubernetes.jobs', 'nodejs.eventloop.delay', 'shop.node.count', 'totals', 'service:orders'])('but %s', (name) => {
      expect(isRenamed(name)).toBe(false);
    });
  });

  it('gives what has no namespace none of the platform’s', () => {
    expect(JSON.stringify(configuration('otel-gateway', {}, stores).processors['transform/metrics'])).toContain(
      String.raw`set(datapoint.attributes[\"namespace\"], \"-\") where datapoint.attributes[\"namespace\"] == nil`,
    );
  });

  it('reads events once, however many gateways there are', () => {
    const gateway = rendered({ gateway: { replicas: 3 } });

    expect(configuration('otel-gateway').receivers['k8s_events']).toMatchObject({ k8s_leader_elector: 'k8s_leader_elector' });
    expect(gateway.object('Role', 'otel-gateway')['rules']).toContainEqual({
      apiGroups: ['coordination.k8s.io'],
      resources: ['leases'],
      resourceNames: ['otel-gateway'],
      verbs: ['get', 'update'],
    });
  });

  it('may read no events where nobody wants them', () => {
    expect(JSON.stringify(rendered({ events: false }).object('ClusterRole', 'otel-gateway'))).not.toContain('events');
    expect(configuration('otel-gateway', { events: false }).service.extensions).not.toContain('k8s_leader_elector');
  });

  it('refuses rather than waits when its queue is full: who sends can try again', () => {
    expect(configuration('otel-gateway').exporters['otlp_http/logs']).toMatchObject({ sending_queue: { block_on_overflow: false } });
  });
});

describe('redaction', () => {
  it.each([
    ['password=Sup3r', '****'],
    ['"password": "with \\" a quote", "user": "jan"', '"****, "user": "jan"'],
    ['DB_PASSWORD=geheim next', 'DB_**** next'],
    ['{"msg":"{\\"password\\":\\"a b\\",\\"n\\":1}"}', '{"msg":"{\\"****,\\"n\\":1}"}'],
    ['dbPassword: x, apiKey: y, API_KEY=z', 'db****, ****, ****'],
    ['Access-Token=abc; secretAccessKey=def', '****; ****'],
    ['postgres://app:hunter2@db:5432/x', 'postgres****db:5432/x'],
    ['Authorization: Basic dXNlcjpwYXNz', '****'],
    ['client_secret=abc&grant_type=code', '****&grant_type=code'],
    ['token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln end', 'token **** end'],
    ['hvs.CAESIJ1234567890abcdefghij', '****'],
  ])('masks %s', (text, left) => {
    expect(redacted(text)).toBe(left);
  });

  it.each([
    'secret "platform-trust" not found',
    'mounted token of serviceaccount default/x',
    'see https://example.nl:8443/path@v1',
    'the password must have 12 characters',
    'GET /api/v1/namespaces/x/secrets/y 200',
  ])('leaves %s', (text) => {
    expect(redacted(text)).toBe(text);
  });

  it('begins each expression with a letter that is fixed, so that it costs next to nothing on lines without a secret', () => {
    expect(redaction([]).blocked_values.filter((pattern) => !/^[\w:-]/.test(pattern))).toEqual([]);
  });

  it('takes what a site adds', () => {
    expect(redacted('BSN 123456782', ['\\bBSN[ :]*[0-9]{9}\\b'])).toBe('****');
  });

  it('writes a $ so that the collector does not take it for a variable', () => {
    expect(redaction(['end$']).blocked_values.at(-1)).toBe('end$$');
  });

  it.each(['(?=ahead)', '(open', '(a)\\1', ''])('refuses %j, which is no RE2', (pattern) => {
    expect(() => rendered({ redact: [pattern] })).toThrow('is not a regular expression of RE2');
  });
});

describe('running it', () => {
  it('starts its pods again when their configuration changes', () => {
    const checksum = (settings: object) => {
      const { spec } = rendered(settings).object('DaemonSet', 'otel-collector') as unknown as { spec: { template: { metadata: { annotations: object } } } };
      return JSON.stringify(spec.template.metadata.annotations);
    };

    expect(checksum({ redact: ['x'] })).not.toBe(checksum({}));
  });

  it('needs a log store, and says who has one', () => {
    expect(() => renderComponent(otelCollector, {})).toThrow(/otel-collector needs "log-store".*set components.victoria-logs.enabled: true/);
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s', (profile) => {
    expect(rendered({ auditLog: {} }, stores, { profile }).objects.length).toBeGreaterThan(0);
  });
});
