import { beforeAll, describe, expect, it } from 'vitest';
import { manifests } from '../support/kubectl.ts';
import { tenantDeployment } from '../support/tenant-repositories.ts';
import { type Running, running } from './running.ts';

/** Of a tenant in clusters/lab/e2e/tenants. */
const namespace = 'winkel-productie';

describe('the policies of the API server', () => {
  let world: Running;

  beforeAll(async () => {
    world = await running();
  });

  const deployment = (image: string, container: object = {}) => tenantDeployment({ name: 'app', namespace, image }, { container });
  const apply = (object: object) => world.cluster.kubectl(['apply', '--dry-run=server', '--filename', '-'], manifests(object));

  it('take a tenant’s program of the site’s registry', async () => {
    expect(await apply(deployment(world.probe))).toContain('created');
  });

  it.each([
    ['an image from elsewhere', 'docker.io/library/nginx:1.29', {}, /registry/],
    ['no requests and limits', undefined, { resources: {} }, /request|limit/],
    ['no probes', undefined, { readinessProbe: null, livenessProbe: null }, /probe/i],
  ])('refuse %s in a tenant’s namespace', async (_, image, more, words) => {
    await expect(apply(deployment(image ?? world.probe, more))).rejects.toThrow(words);
  });
});
