import { beforeAll, describe, expect, it } from 'vitest';
import { type Running, running } from './running.ts';

describe('a cluster from nothing', () => {
  let world: Running;
  beforeAll(async () => {
    world = await running();
  });

  it('is bootstrapped until every Application is Synced and Healthy, by Argo CD in pods', () => {
    expect(world.bootstrap.output).toContain('is Synced and Healthy. What to do next:');
    expect(world.bootstrap.code).toBe(0);
  });
});
