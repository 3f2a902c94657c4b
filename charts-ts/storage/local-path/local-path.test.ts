import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { localPath } from './index.ts';

type Changes = Readonly<Record<string, unknown>>;

function rendered(config: Changes = {}, changes: Changes = {}) {
  return renderComponent(localPath, { ...changes, components: { 'local-path': config } });
}

function files(config: Changes = {}, changes: Changes = {}): Readonly<Record<string, string>> {
  return rendered(config, changes).object('ConfigMap', 'local-path')['data'] as Readonly<Record<string, string>>;
}

describe('the class', () => {
  it('is what claims get that name none, and waits until the node of the pod is known', () => {
    expect(rendered().object('StorageClass', 'local-path')).toMatchObject({
      metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true', defaultVolumeType: 'local' } },
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
  });

  it('may stand beside another default', () => {
    expect(rendered({ default: false }).object('StorageClass', 'local-path').metadata.annotations).toEqual({ defaultVolumeType: 'local' });
  });

  it('is answered by no provisioner that kind or k3s brings', () => {
    expect(rendered().object('StorageClass', 'local-path')['provisioner']).toBe('polder.internal/local-path');
    expect(JSON.stringify(rendered().object('Deployment', 'local-path'))).toContain('--provisioner-name=polder.internal/local-path');
  });
});

describe('a volume', () => {
  it('stands in one folder on every node', () => {
    expect(JSON.parse(files({ path: '/mnt/data/volumes' })['config.json'] ?? '')).toMatchObject({
      nodePathMap: [{ node: 'DEFAULT_PATH_FOR_NON_LISTED_NODES', paths: ['/mnt/data/volumes'] }],
    });
  });

  it.each(['/', '/var', 'var/lib', '/var/lib/..', '/var/lib/', '/var lib/x'])('does not stand in "%s"', (path) => {
    expect(localPath.config.safeParse({ path }).error?.issues[0]?.message).toMatch(/is not a folder below another; write it like/);
  });
});

describe('the pod that makes its folder', () => {
  it('has its image from the registry of the site', () => {
    const changes = { mirrors: { registry: 'registry.example.nl' } };

    expect(load(files({}, changes)['helperPod.yaml'] ?? '')).toMatchObject({
      spec: { containers: [{ image: expect.stringMatching(/^registry\.example\.nl\/docker\.io\/library\/busybox:/) }] },
    });
    expect(JSON.stringify(rendered({}, changes).object('Deployment', 'local-path'))).toContain('--helper-image=registry.example.nl/docker.io/library/busybox:');
  });

  it('is one that the provisioner takes: named as it expects, and adding nothing that it refuses', () => {
    const pod = load(files()['helperPod.yaml'] ?? '') as { readonly spec: { readonly containers: readonly Changes[] } };

    expect(pod.spec.containers.map(({ name }) => name)).toEqual(['helper-pod']);
    expect(JSON.stringify(pod)).not.toMatch(/"add"|privileged|runAsUser|volumeMounts|hostNetwork|serviceAccountName|nodeName/);
  });

  it('can do no more as root than make folders and remove them with what is in them', () => {
    expect(load(files()['helperPod.yaml'] ?? '')).toMatchObject({
      spec: {
        automountServiceAccountToken: false,
        containers: [
          {
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: expect.not.arrayContaining(['DAC_OVERRIDE', 'FOWNER']) },
            },
          },
        ],
      },
    });
  });

  it('shows why it deviates, on the object that describes it', () => {
    expect(rendered().object('ConfigMap', 'local-path').metadata.annotations?.['polder.internal/exception']).toMatch(
      /host-path: .+root-user: .+capabilities: /,
    );
  });
});

describe('the provisioner', () => {
  it('itself has no folder of the node, and starts pods in its own namespace only', () => {
    expect(JSON.stringify(rendered().object('Deployment', 'local-path'))).not.toContain('hostPath');
    expect(JSON.stringify(rendered().object('ClusterRole', 'local-path'))).not.toContain('"pods"');
  });

  it('is what a lab has, and no other cluster by itself', () => {
    expect(localPath.enabledIn).toEqual(['lab']);
    expect(localPath.offers({ cluster: {} as never, config: localPath.config.parse({}) })).toEqual([
      { id: 'block-storage', value: { storageClass: 'local-path' } },
    ]);
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s', (profile) => {
    expect(rendered({}, { profile }).objects.length).toBeGreaterThan(0);
  });
});
