import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checks } from '../../charts-ts/checks/checks.ts';
import { render } from '../../charts-ts/render.ts';
import { fake, fakeCluster, makes } from '../support/fakes.ts';

const folder = join(import.meta.dirname, '../../charts-ts/checks');

describe('the list of checks', () => {
  it('has every check of the folder', () => {
    const found = readdirSync(folder).filter((file) => file.endsWith('.ts') && readFileSync(join(folder, file), 'utf8').includes(': Check = '));

    expect(checks).toHaveLength(found.length);
    expect(new Set(checks).size).toBe(found.length);
  });

  it('runs when a cluster is rendered: all problems are told, at a place that a person can change', () => {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'web' } };
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'key' }, stringData: { a: 'b' } };
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' } } };
    const catalogue = [fake('web', { build: makes(namespace, secret, service) })];

    const rendered = render(catalogue, fakeCluster(catalogue));

    expect(rendered).toMatchObject({
      ok: false,
      problems: [
        {
          file: 'clusters/site/example/cluster.yaml',
          path: 'components.web',
          message: expect.stringContaining('Secret/web/key (charts-ts/base/web): a Secret in Git'),
        },
        {
          file: 'clusters/site/example/cluster.yaml',
          path: 'components.web',
          message: expect.stringContaining('Service/web/web (charts-ts/base/web): its selector'),
        },
      ],
    });
  });
});
