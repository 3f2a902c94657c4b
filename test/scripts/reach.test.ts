import { afterAll, describe, expect, it } from 'vitest';
import { command, type Done } from '../support/command.ts';
import { exampleFleet } from '../support/fleet.ts';
import { folder } from '../support/folder.ts';

const root = folder(exampleFleet, afterAll);

function reach(...args: readonly string[]): Promise<Done> {
  return command('reach', ['--root', root, ...args]);
}

describe('reach', () => {
  it('says that a connection is allowed, by which policy at each end, and where these stand', async () => {
    expect(await reach('odc/prod-1', 'traefik/traefik', 'argocd/argocd-server:8080')).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        'traefik/traefik to argocd/argocd-server on TCP 8080: allowed',
        '  out of traefik/traefik: allowed on TCP 8080 by',
        '    traefik/traefik  platform/odc/prod-1/traefik/networkpolicy.traefik.traefik.yaml',
        '  into argocd/argocd-server: allowed on TCP 8080 by',
        '    argocd/argocd-server  platform/odc/prod-1/argo-cd/networkpolicy.argocd.argocd-server.yaml',
        '',
      ].join('\n'),
    });
  });

  it('says with exit code 1 that one is denied, and which policies have no rule for it', async () => {
    const { code, stdout } = await reach('odc/prod-1', 'traefik/traefik', 'argocd/argocd-valkey:6379');

    expect(code).toBe(1);
    expect(stdout).toContain('traefik/traefik to argocd/argocd-valkey on TCP 6379: denied\n');
    expect(stdout).toContain('  into argocd/argocd-valkey: denied, no rule of these policies allows it\n    argocd/default-deny  platform/odc/prod-1/base/');
  });

  it('lists all that one end may reach, and who may reach it', async () => {
    const { code, stdout } = await reach('odc/prod-1', 'argocd/argocd-repo-server');

    expect(code).toBe(0);
    expect(stdout).toMatch(/^argocd\/argocd-repo-server may reach +on\n/);
    expect(stdout).toMatch(/\nmay reach argocd\/argocd-repo-server +on\n/);
  });

  it('lists only who may reach an end, as JSON', async () => {
    const { code, stdout } = await reach('odc/prod-1', '--to', 'argocd/argocd-valkey', '--json');

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual([
      {
        end: 'argocd/argocd-valkey',
        direction: 'from',
        connections: ['application-controller', 'repo-server', 'server'].map((name) => ({ with: `argocd/argocd-${name}`, ports: 'TCP 6379' })),
      },
    ]);
  });

  it.each([
    [['odc/prod-1'], 'name a cluster and one end or two'],
    [['odc/prod-1', 'traefik/traefic', 'argocd-server'], 'there is no "traefik/traefic"; did you mean "traefik/traefik"?'],
    [['odc/prod-1', 'traefik:8443', 'argocd-server'], 'traefik:8443 begins the connection, from any port; write a port at the other end only'],
    [['odc/prod-1', 'traefik', '--to', 'argocd-server'], 'name a cluster and one end or two'],
  ])('refuses %j in a line', async (args, words) => {
    const { code, stdout, stderr } = await reach(...args);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(words);
  });
});
