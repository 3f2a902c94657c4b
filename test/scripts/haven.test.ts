import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { command, type Done } from '../support/command.ts';
import { clusterFile, exampleFleet } from '../support/fleet.ts';
import { folder } from '../support/folder.ts';

const met = 'provides: { shared-storage: { storageClass: files }, resource-metrics: {}, log-collection: {} }\n';
const root = folder({ ...exampleFleet, 'clusters/odc/prod-2/cluster.yaml': `${clusterFile('prod-2.example.nl')}${met}` }, afterAll);

const node = {
  kind: 'Node',
  metadata: { name: 'one', labels: { 'topology.kubernetes.io/zone': 'zone-a', 'node-role.kubernetes.io/control-plane': '' } },
  status: { addresses: [{ type: 'InternalIP' }], nodeInfo: { osImage: 'Talos (v1.12.0)' } },
};
const answers: readonly (readonly [string, string])[] = [
  ['current-context', 'lab'],
  ['version', JSON.stringify({ serverVersion: { gitVersion: 'v1.36.2' } })],
  ['get nodes', JSON.stringify({ items: [node] })],
  ['get storageclasses', JSON.stringify({ items: [{ kind: 'StorageClass', metadata: { name: 'files' }, provisioner: 'nfs.csi.k8s.io' }] })],
  ['get daemonsets', JSON.stringify({ items: [] })],
  ['get apiservices', ''],
  ['api-versions', 'apps/v1\nrbac.authorization.k8s.io/v1'],
];

/** Runs the command with a kubectl that gives these answers, and no other. */
function haven(args: readonly string[], known = answers): Promise<Done> {
  const cases = known.map(([question, answer]) => `*"${question}"*) cat <<'END'\n${answer}\nEND\n;;`).join('\n');
  const tools = folder({ kubectl: `#!/bin/sh\ncase "$*" in\n${cases}\n*) echo "The connection to the server was refused" >&2; exit 1 ;;\nesac\n` });
  chmodSync(join(tools, 'kubectl'), 0o755);
  return command('haven', ['--root', root, ...args], { PATH: `${tools}:${process.env['PATH']}` });
}

describe('haven', () => {
  it('tells each check with its reason and what to do, with exit code 1 when one is not met', async () => {
    const { code, stdout } = await haven(['odc/prod-1']);

    expect(code).toBe(1);
    expect(stdout).toContain('  not met             rwxvolumes: ReadWriteMany persistent volumes support\n');
    expect(stdout).toContain('to do: turn on rook-ceph');
    expect(stdout).toMatch(/\n15 required checks: .*\d not met/);
  });

  it('ends with exit code 0 when none is not met, and still leaves the word to the checker', async () => {
    const { code, stdout } = await haven(['odc/prod-2']);

    expect(code).toBe(0);
    expect(stdout).toContain('Only the Haven Compliancy Checker says whether a cluster complies');
  });

  it('tells the same as JSON', async () => {
    const { stdout } = await haven(['odc/prod-2', '--json']);

    expect(JSON.parse(stdout)).toMatchObject({
      cluster: 'odc/prod-2',
      checks: expect.arrayContaining([expect.objectContaining({ check: 'autocerts', verdict: 'met by the stack' })]),
    });
  });

  it('reads the running cluster too, and tells where it differs from what is told of it', async () => {
    const { code, stdout } = await haven(['odc/prod-2', '--live']);

    expect(code).toBe(1);
    expect(stdout).toContain('odc/prod-2, as it runs\n');
    expect(stdout).toContain('met by the cluster  nodehardening:');
    expect(stdout).toContain('What is told of it is not so:\n  nodes: 3 are told, and 1 are there\n');
  });

  it('refuses in a line when the cluster does not answer', async () => {
    expect(await haven(['odc/prod-2', '--live'], answers.slice(0, 1))).toEqual({
      code: 1,
      stdout: '',
      stderr: 'kubectl version -o json failed: The connection to the server was refused\n',
    });
  });

  it.each([
    [['odc/prod-3'], 'there is no cluster "odc/prod-3"'],
    [[], 'name one cluster'],
    [['odc/prod-1', '--context', 'lab'], 'write --live too'],
    [['odc/prod-1', '--lve'], 'unknown option --lve; did you mean "live"?'],
  ])('refuses %j in a line', async (args, words) => {
    const { code, stderr } = await haven(args);

    expect(code).toBe(1);
    expect(stderr).toContain(words);
  });
});
