import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { ageScript } from './server.ts';

const metrics = { provides: { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } } };
const digest = `sha256:${'a'.repeat(64)}`;

function rendered(
  settings: Readonly<Record<string, unknown>> = {},
  changes: Readonly<Record<string, unknown>> = {},
  images: Readonly<Record<string, string>> = {},
) {
  return renderComponent({ name: 'trivy-operator' }, { ...metrics, ...changes, components: { 'trivy-operator': settings } }, { images });
}

type Data = Readonly<Record<string, string>>;
const config = (name: string, ...of: Parameters<typeof rendered>) => (rendered(...of).object('ConfigMap', name) as unknown as { data: Data }).data;
const scans = (...of: Parameters<typeof rendered>) => config('trivy-operator', ...of);
const trivy = (...of: Parameters<typeof rendered>) => config('trivy-operator-trivy-config', ...of);
const environment = (...of: Parameters<typeof rendered>) => config('trivy-operator-config', ...of);

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}
const rulesOf = (kind: string, name: string) => (rendered().object(kind, name) as unknown as { rules: readonly Rule[] }).rules;
const mirror = { mirrors: { registry: 'registry.example.nl:5000/mirror' } };

describe('databases and programs', () => {
  it("come from the site's registry, never from upstream's default", () => {
    const texts = rendered({}, mirror)
      .objects.filter(({ kind }) => kind !== 'PrometheusRule')
      .map((object) => JSON.stringify(object));

    expect(trivy({}, mirror)).toMatchObject({
      'trivy.repository': 'registry.example.nl:5000/mirror/ghcr.io/aquasecurity/trivy',
      'trivy.tag': '0.72.0',
      'trivy.dbRepository': 'registry.example.nl:5000/mirror/ghcr.io/aquasecurity/trivy-db:2',
      'trivy.javaDbRepository': 'registry.example.nl:5000/mirror/ghcr.io/aquasecurity/trivy-java-db:1',
    });
    expect(texts.filter((text) => text.includes('mirror.gcr.io'))).toEqual([]);
    expect(texts.filter((text) => /(?<!mirror\/)ghcr\.io/.test(text))).toEqual([]);
  });

  it('are what the lock says, but a database is the newest', () => {
    const locked = { 'ghcr.io/aquasecurity/trivy:0.72.0': digest, 'ghcr.io/aquasecurity/trivy-db:2': digest };

    expect(trivy({}, {}, locked)).toMatchObject({
      'trivy.repository': 'ghcr.io/aquasecurity/trivy',
      'trivy.tag': `0.72.0@${digest}`,
      'trivy.dbRepository': 'ghcr.io/aquasecurity/trivy-db:2',
    });
  });

  it('are downloaded by one server; checks of configuration are in the operator', () => {
    expect(trivy()).toMatchObject({
      'trivy.mode': 'ClientServer',
      'trivy.serverURL': 'http://trivy-server.trivy-system.svc:4954',
      'trivy.useBuiltinRegoPolicies': 'false',
      'trivy.useEmbeddedRegoPolicies': 'true',
      'trivy.offlineScan': 'true',
    });
    expect(scans()).not.toHaveProperty('policies.bundle.oci.ref');
    expect(scans()).not.toHaveProperty('node.collector.imageRef');
  });

  it('tell nobody outside that they run', () => {
    expect(trivy()['trivy.configFile']).toBe('scan:\n  disable-telemetry: true\n  skip-version-check: true\n');
  });
});

describe('a scan', () => {
  it('runs as nobody, without a right and without a token', () => {
    expect(JSON.parse(scans()['scanJob.podTemplatePodSecurityContext'] ?? '')).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(JSON.parse(scans()['scanJob.podTemplateContainerSecurityContext'] ?? '')).toMatchObject({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    });
    expect(scans()).not.toHaveProperty('scanJob.automountServiceAccountToken');
    expect(environment()['OPERATOR_SERVICE_ACCOUNT']).toBe('trivy-scan');
    expect(JSON.stringify(rendered().objects.filter(({ kind }) => kind.endsWith('Binding')))).not.toContain('trivy-scan');
  });

  it('has limits, and is found by its network policy', () => {
    expect(trivy({ scan: { cpu: '50m', memory: '256Mi', cpuLimit: '1' } })).toMatchObject({
      'trivy.resources.requests.memory': '256Mi',
      'trivy.resources.limits.memory': '256Mi',
      'trivy.resources.limits.ephemeral-storage': '8Gi',
    });
    expect(scans()['scanJob.podTemplateLabels']).toBe('app.kubernetes.io/name=trivy-scan');
  });

  it('reaches the server and registries alone', () => {
    const egress = (settings: Readonly<Record<string, unknown>>) => JSON.stringify(rendered(settings, mirror).object('NetworkPolicy', 'trivy-scan')['spec']);

    expect(egress({})).toContain('"ports":[{"port":443,"protocol":"TCP"},{"port":5000,"protocol":"TCP"}]');
    expect(egress({})).not.toContain('6443');
    expect(egress({ registryNetworks: ['10.9.0.0/24'], registryPorts: [8443] })).toContain(
      '{"ports":[{"port":443,"protocol":"TCP"},{"port":5000,"protocol":"TCP"},{"port":8443,"protocol":"TCP"}],"to":[{"ipBlock":{"cidr":"10.9.0.0/24"}}]}',
    );
    expect(egress({ registryNetworks: ['10.9.0.0/24'] })).not.toContain('0.0.0.0/0');
  });

  it("trusts the site's certificates", () => {
    expect(JSON.parse(scans()['scanJob.customVolumesMount'] ?? '')).toEqual([{ name: 'trust', mountPath: '/etc/ssl/certs', readOnly: true }]);
  });

  it('starts nothing on nodes', () => {
    expect(environment()).toMatchObject({ OPERATOR_INFRA_ASSESSMENT_SCANNER_ENABLED: 'false', OPERATOR_CLUSTER_COMPLIANCE_ENABLED: 'false' });
  });
});

describe("the operator's rights", () => {
  it('hold no Secret and no account of others', () => {
    const resources = rulesOf('ClusterRole', 'trivy-operator').flatMap((rule) => rule.resources);

    for (const none of ['secrets', 'serviceaccounts', 'nodes/proxy', 'pods/log']) expect(resources).not.toContain(none);
    expect(environment()['OPERATOR_ACCESS_GLOBAL_SECRETS_SERVICE_ACCOUNTS']).toBe('false');
  });

  it('let it write nothing but reports outside its own namespace', () => {
    const writing = rulesOf('ClusterRole', 'trivy-operator').filter(({ verbs }) => verbs.some((verb) => !['get', 'list', 'watch'].includes(verb)));

    expect(writing.map(({ apiGroups }) => apiGroups)).toEqual([['aquasecurity.github.io']]);
    expect(rendered().object('Role', 'trivy-operator').metadata.namespace).toBe('trivy-system');
  });

  it('show a namespace’s reports to whoever sees it, and where secrets are to whoever may change it', () => {
    expect(rendered().object('ClusterRole', 'trivy-reports-view').metadata.labels).toMatchObject({ 'rbac.authorization.k8s.io/aggregate-to-view': 'true' });
    expect(rendered().object('ClusterRole', 'trivy-reports-edit').metadata.labels).not.toHaveProperty('rbac.authorization.k8s.io/aggregate-to-view');
    expect(rulesOf('ClusterRole', 'trivy-reports-view').flatMap((rule) => rule.resources)).not.toContain('exposedsecretreports');
  });

  it('add nothing to roles of tenants where there are none', () => {
    expect(rendered().objects.filter(({ metadata }) => metadata.name.startsWith('polder-tenant'))).toEqual([]);
  });
});

describe('an account for registries', () => {
  it('is one of the platform, for scans and for the server', () => {
    const settings = { registryCredentials: 'registries' };
    const server = JSON.stringify(rendered(settings).object('Deployment', 'trivy-server'));

    expect(environment(settings)['OPERATOR_PRIVATE_REGISTRY_SCAN_SECRETS_NAMES']).toBe('{"trivy-system":"registries"}');
    expect(server).toContain('{"name":"DOCKER_CONFIG","value":"/docker"}');
    expect(server).toContain('{"items":[{"key":".dockerconfigjson","path":"config.json"}],"secretName":"registries"}');
  });

  it('is none where none is named', () => {
    expect(environment()['OPERATOR_PRIVATE_REGISTRY_SCAN_SECRETS_NAMES']).toBe('{}');
    expect(JSON.stringify(rendered().object('Deployment', 'trivy-server'))).not.toContain('DOCKER_CONFIG');
  });
});

describe('an accepted vulnerability', () => {
  const accepted = { id: 'CVE-2026-12345', owner: 'Team Platform', until: '2027-01-31', reason: 'the function is not called' };

  it('is reported again from its day on', () => {
    expect(trivy({ accepted: [accepted] })['trivy.ignoreFile']).toBe('# Team Platform: the function is not called\nCVE-2026-12345 exp:2027-01-31\n');
    expect(trivy()).not.toHaveProperty('trivy.ignoreFile');
  });

  it('cannot bring more lines with it', () => {
    expect(() => trivy({ accepted: [{ ...accepted, reason: 'x\nCVE-2026-1' }] })).toThrow('has more than one line; write one');
  });
});

describe('the age of the database', () => {
  /** What the script's exit says when the server tells this day. */
  async function isYoung(updated: string): Promise<boolean> {
    const body = JSON.stringify({
      Version: '0.72.0',
      VulnerabilityDB: { Version: 2, NextUpdate: '2026-01-01T00:00:00Z', UpdatedAt: updated },
      JavaDB: { UpdatedAt: '2020-01-01T00:00:00Z' },
    });
    const server = createServer((_request, response) => response.end(`${body}\n`));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { readonly port: number };
    try {
      const { execFile } = await import('node:child_process');
      return await new Promise((resolve) =>
        execFile('/bin/sh', ['-c', ageScript], { env: { ...process.env, SERVER: `http://127.0.0.1:${port}`, AGE: '172800' } }, (error) =>
          resolve(error === null),
        ),
      );
    } finally {
      server.close();
    }
  }
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  const hasWget = (() => {
    try {
      return execFileSync('/bin/sh', ['-c', 'command -v wget']).length > 0;
    } catch {
      return false;
    }
  })();

  it.runIf(hasWget)('is young for two days, and old then or when nobody tells', async () => {
    expect(await isYoung(ago(1))).toBe(true);
    expect(await isYoung(ago(3))).toBe(false);
    expect(await isYoung('')).toBe(false);
  });
});

describe('running it', () => {
  it('makes roles and configuration one choice', () => {
    expect(() => rendered({ reports: { configuration: false, rbac: true } })).toThrow('roles are looked at with the configuration alone');
  });

  it('shows the namespace of the workload in its metrics', () => {
    expect(JSON.stringify(rendered().object('ServiceMonitor', 'trivy-operator'))).toContain('"honorLabels":true');
  });

  it('gives tenants their reports in a restricted namespace of its own', () => {
    expect(
      rendered()
        .objects.map(({ metadata }) => metadata.namespace)
        .filter((name) => name !== undefined && name !== 'trivy-system'),
    ).toEqual([]);
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s, with a mirror too', (profile) => {
    expect(rendered({}, { profile }).objects.length).toBeGreaterThan(0);
    expect(JSON.stringify(rendered({}, { profile, mirrors: { registry: 'registry.example.nl' } }).objects)).toContain(
      'registry.example.nl/ghcr.io/aquasecurity/trivy-operator:0.32.0',
    );
  });
});
