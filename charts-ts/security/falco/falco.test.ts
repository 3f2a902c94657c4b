import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { conditionMistakes } from './config.ts';
import { isField } from './fields.ts';
import { lists, macros } from './rules/words.ts';
import { always, platformRules } from './rules.ts';

const metrics = { provides: { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } } };

function rendered(settings: Readonly<Record<string, unknown>> = {}, changes: Readonly<Record<string, unknown>> = {}) {
  return renderComponent({ name: 'falco' }, { ...metrics, ...changes, components: { falco: settings } });
}

interface Entry {
  readonly rule?: string;
  readonly list?: string;
  readonly items?: readonly (string | number)[];
  readonly condition?: string;
  readonly tags?: readonly string[];
  readonly output?: string;
}

const rulesIn = (settings?: Readonly<Record<string, unknown>>, changes?: Readonly<Record<string, unknown>>) => {
  const { data } = rendered(settings, changes).object('ConfigMap', 'falco') as unknown as { data: Readonly<Record<string, string>> };
  return load(data['rules.yaml'] ?? '') as readonly Entry[];
};
const settingsIn = (settings?: Readonly<Record<string, unknown>>) => {
  const { data } = rendered(settings).object('ConfigMap', 'falco') as unknown as { data: Readonly<Record<string, string>> };
  return load(data['falco.yaml'] ?? '') as Readonly<Record<string, unknown>>;
};
const list = (name: string, changes?: Readonly<Record<string, unknown>>) => rulesIn({}, changes).find((entry) => entry.list === name)?.items;
const condition = (name: string, settings?: Readonly<Record<string, unknown>>) => rulesIn(settings).find(({ rule }) => rule === name)?.condition;

interface Pod {
  readonly hostPID?: boolean;
  readonly hostNetwork?: boolean;
  readonly tolerations: unknown;
  readonly volumes: readonly { readonly hostPath?: { readonly path: string } }[];
  readonly automountServiceAccountToken: boolean;
  readonly containers: readonly {
    readonly securityContext: unknown;
    readonly volumeMounts: readonly { readonly name: string; readonly readOnly?: boolean }[];
  }[];
}
const daemonSet = (settings?: Readonly<Record<string, unknown>>) =>
  rendered(settings).object('DaemonSet', 'falco') as unknown as {
    metadata: { annotations: Readonly<Record<string, string>> };
    spec: { template: { metadata: { annotations: Readonly<Record<string, string>> }; spec: Pod } };
  };

describe('each rule of the platform', () => {
  const words = [...Object.keys(lists), 'own_networks', 'platform_namespaces', 'node_namespaces', 'inner_namespaces'];

  it.each(platformRules.map((rule) => [rule.name, rule] as const))('%s: is one that Falco can read', (_name, rule) => {
    expect(conditionMistakes(rule.condition, words)).toEqual([]);
    expect((rule.shows ?? []).filter((field) => !isField(field))).toEqual([]);
    expect(rule.condition).toMatch(/started|opened_to_|removed|connected_out|evt\.type/);
  });

  it('has a name of its own, says why, and names technique and control', () => {
    expect(new Set(platformRules.map(({ name }) => name)).size).toBe(platformRules.length);
    for (const { why, mitre, bio } of platformRules) {
      expect(why).not.toBe('');
      expect(mitre.technique).toMatch(/^T\d{4}(\.\d{3})?$/);
      expect(bio).toMatch(/^8\.\d{1,2}$/);
    }
  });

  it('uses every word that there is', () => {
    const text = [...platformRules.map((rule) => rule.condition), ...Object.values(macros)].join(' ');
    for (const word of [...words, ...Object.keys(macros)]) expect(text).toMatch(new RegExp(`\\b${word}\\b`));
  });

  it.each(Object.entries(macros))('word %s is one that Falco can read', (_name, text) => expect(conditionMistakes(text, words)).toEqual([]));

  it('shows fields that there are', () => expect(always.filter((field) => !isField(field))).toEqual([]));

  it('has tags that can be labels of metrics', () => {
    for (const { rule, tags = [] } of rulesIn()) if (rule !== undefined) for (const tag of tags) expect(tag).toMatch(/^[A-Za-z][A-Za-z0-9_]*$/);
  });
});

describe('what rules know of the cluster', () => {
  it('is its networks', () => {
    expect(list('own_networks')).toEqual(['10.42.0.0/16', '10.43.0.0/16', '10.20.0.0/24', '127.0.0.0/8', '::1/128']);
  });

  it('is which namespaces are part of the node', () => {
    expect(list('node_namespaces')).toEqual(['falco', 'kube-node-lease', 'kube-public', 'kube-system']);
    expect(list('platform_namespaces')).toEqual(expect.arrayContaining(['argocd', 'cert-manager', 'falco']));
  });

  it('is which namespaces never speak with the outside', () => {
    expect(list('inner_namespaces')).toEqual(['falco']);
  });
});

describe("the site's own rules", () => {
  const own = {
    'Compiler run in a container': { why: 'nobody builds here', condition: 'started and in_container and proc.name in (our_compilers)', tags: ['T1027'] },
  };

  it('stand beside the others, with the same fields', () => {
    const found = rulesIn({ rules: own, lists: { our_compilers: ['gcc'] } }).find(({ rule }) => rule === 'Compiler run in a container');

    expect(found).toMatchObject({ tags: ['site', 'T1027'], priority: 'WARNING', source: 'syscall' });
    expect(found?.output).toContain('k8s.pod.name=%k8s.pod.name');
  });

  it.each([
    ['proc.nme = x', 'has "proc.nme", which is no field of Falco\'s'],
    ['started and proc.name startwith x', 'has "startwith" where an operator belongs; did you mean "startswith"?'],
    ['startd', 'has "startd", which is neither a field nor a word of the platform; did you mean "started"?'],
    [
      'started and proc.name in (shell_program)',
      'has "shell_program", which is no list; did you mean "shell_programs"?; put a value that is meant in double quotes',
    ],
    ['started and (proc.name = x', 'has its end where ")" belongs'],
    ['started or', 'ends where a field or a macro belongs'],
    ['started proc.name = x', 'has "proc.name" where "and", "or" or its end belongs'],
    ['proc.name = "x', 'has a quote or a sign that is never closed'],
    ['proc.name in x', 'has "x" where "(" belongs'],
  ])('are refused where Falco would not start: %s', (text, message) => {
    expect(() => rendered({ rules: { 'Compiler run in a container': { why: 'x', condition: text } } })).toThrow(message);
  });

  it('may not take the name of one of the platform', () => {
    expect(() => rendered({ rules: { 'Log removed': { why: 'x', condition: 'started' } } })).toThrow(
      '"Log removed" is a rule of the platform; choose another name',
    );
  });
});

describe('an exception', () => {
  const exception = {
    rule: 'Package manager in a container',
    namespaces: ['build'],
    programs: ['apk'],
    owner: 'Team Bouw',
    until: '2027-03-01',
    reason: 'old image',
  };

  it('narrows its rule alone, and ends by itself', () => {
    expect(condition(exception.rule, { exceptions: [exception] })).toBe(
      '(started and in_container and proc.name in (package_programs)) and not (k8s.ns.name in ("build") and proc.name in ("apk") and evt.rawtime.s < 1803859200)',
    );
    expect(new Date(1_803_859_200_000).toISOString()).toBe('2027-03-01T00:00:00.000Z');
    expect(condition('Log removed', { exceptions: [exception] })).toBe(condition('Log removed'));
  });

  it('turns a rule off, until its day, where it names nothing', () => {
    const off = { rule: 'Log removed', owner: 'Team Platform', until: '2027-01-01', reason: 'tuning' };

    expect(condition('Log removed', { exceptions: [off] })).toMatch(/ and not \(evt\.rawtime\.s < 1798761600\)$/);
  });

  it('makes a condition that Falco can read', () => {
    expect(
      conditionMistakes(condition(exception.rule, { exceptions: [{ ...exception, images: ['registry.example.nl/team/app'] }] }) ?? '', Object.keys(lists)),
    ).toEqual([]);
  });

  it('shows whose it is', () => {
    expect(rendered({ exceptions: [exception] }).object('ConfigMap', 'falco').metadata.annotations).toEqual({
      'polder.internal/exemptions': 'Package manager in a container until 2027-03-01, Team Bouw: old image',
    });
  });

  it('is of a rule that there is', () => {
    expect(() => rendered({ exceptions: [{ ...exception, rule: 'Log remove' }] })).toThrow('"Log remove" is no rule; did you mean "Log removed"?');
  });
});

describe('running it', () => {
  it('is with the least that its eBPF program needs', () => {
    const { spec } = daemonSet().spec.template;

    expect(spec.containers[0]?.securityContext).toMatchObject({
      privileged: false,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'], add: ['BPF', 'PERFMON', 'SYS_PTRACE', 'SYS_RESOURCE'] },
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(spec.hostPID).toBeUndefined();
    expect(spec.hostNetwork).toBeUndefined();
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(spec.containers[0]?.volumeMounts.every(({ readOnly }) => readOnly === true)).toBe(true);
    for (const rule of ['host-path', 'capabilities', 'root-user']) expect(daemonSet().metadata.annotations['polder.internal/exception']).toContain(rule);
  });

  it('is on every node, and speaks with nobody', () => {
    expect(daemonSet().spec.template.spec.tolerations).toEqual([{ operator: 'Exists' }]);
    expect(rendered().object('NetworkPolicy', 'falco')['spec']).not.toHaveProperty('egress');
  });

  it('knows what the distribution has', () => {
    const folders = (distribution: string) => JSON.stringify(rendered({}, { distribution }).object('DaemonSet', 'falco')['spec']);

    expect(folders('rke2')).toContain('"path":"/run/k3s/containerd"');
    expect(folders('talos')).toContain('"path":"/run/containerd"');
  });

  it.each([
    ['containerd', '/run/containerd', '/run/containerd/containerd.sock'],
    ['rke2', '/run/k3s/containerd', '/run/k3s/containerd/containerd.sock'],
    ['cri-o', '/run/crio', '/run/crio/crio.sock'],
  ])('finds the socket of %s', (runtime, folder, socket) => {
    expect(daemonSet({ runtime }).spec.template.spec.volumes.map(({ hostPath }) => hostPath?.path)).toContain(folder);
    expect(JSON.stringify(settingsIn({ runtime }))).toContain(`"sockets":["${socket}"]`);
  });

  it('downloads nothing, logs JSON on stdout and counts for Prometheus', () => {
    expect(settingsIn()).toMatchObject({
      config_files: [],
      rules_files: ['/etc/falco/rules.yaml'],
      engine: { kind: 'modern_ebpf' },
      json_output: true,
      stdout_output: { enabled: true },
      syslog_output: { enabled: false },
      webserver: { prometheus_metrics_enabled: true },
      metrics: { enabled: true, rules_counters_enabled: true, output_rule: false },
    });
    expect(settingsIn()).not.toHaveProperty('http_output');
  });

  it('starts anew when a rule changes, so that no counter is set back unseen', () => {
    const checksum = (settings?: Readonly<Record<string, unknown>>) =>
      daemonSet(settings).spec.template.metadata.annotations['polder.internal/config-checksum'];

    expect(checksum()).not.toBe(checksum({ lists: { our_programs: ['x'] } }));
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s, with a mirror too', (profile) => {
    expect(rendered({}, { profile }).objects.length).toBeGreaterThan(0);
    expect(JSON.stringify(rendered({}, { profile, mirrors: { registry: 'registry.example.nl' } }).objects)).toContain(
      'registry.example.nl/docker.io/falcosecurity/falco:0.45.0',
    );
  });
});
