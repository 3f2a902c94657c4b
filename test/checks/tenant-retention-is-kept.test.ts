import { describe, expect, it } from 'vitest';
import { catalogue } from '../../charts-ts/catalogue.ts';
import { problemText } from '../../charts-ts/config/problem.ts';
import type { AnyComponent } from '../../charts-ts/kit/component.ts';
import { render } from '../../charts-ts/render.ts';
import { exampleCluster } from '../support/render.ts';
import { exampleTenants } from '../support/tenants.ts';

const file = 'clusters/tenants/winkel.yaml:1:1';

function problems(retention: object, components: object): string[] {
  const changes = {
    backups: { endpoint: 'https://s3.elsewhere.example.nl', bucket: 'backups' },
    provides: { 'block-storage': { storageClass: 'fast' } },
    components,
  };
  const done = render(catalogue as readonly AnyComponent[], exampleCluster(changes, {}, exampleTenants({ winkel: { retention } })));
  return done.ok ? [] : done.problems.map(problemText);
}

describe('what a tenant’s file says is kept', () => {
  it.each([
    [
      'logs for longer than VictoriaLogs keeps any',
      { logs: '90d' },
      { 'victoria-logs': { enabled: true, retention: '30d' } },
      `${file} retention.logs: 90d is longer than site/example keeps logs (30d), and VictoriaLogs has one retention for all; write at most 30d, or raise components.victoria-logs.retention there`,
    ],
    [
      'logs for hours where Loki deletes by days',
      { logs: '12h' },
      { loki: { enabled: true }, alloy: { enabled: true } },
      `${file} retention.logs: 12h is not a number of whole days, and Loki on site/example deletes by days; write it like 30d`,
    ],
    [
      'backups where there are none',
      { backups: '7d' },
      {},
      `${file} retention.backups: site/example makes no backups; turn on velero there, or remove this key`,
    ],
    [
      'an archive where there is none',
      { archive: '90d' },
      {},
      `${file} retention.archive: site/example makes no archive of who left; turn on velero there, or remove this key`,
    ],
  ])('cannot be %s', (_, retention, components, told) => {
    expect(problems(retention, components)).toEqual([told]);
  });

  it('may be shorter, as long as the store, longer in Loki, or unsaid', () => {
    const victoria = { 'victoria-logs': { enabled: true, retention: '10d' } };

    expect(problems({ logs: '10d' }, victoria)).toEqual([]);
    expect(problems({ logs: '36h' }, victoria)).toEqual([]);
    expect(problems({}, victoria)).toEqual([]);
    expect(problems({ logs: '400d', backups: '7d' }, { loki: { enabled: true }, alloy: { enabled: true }, velero: { enabled: true } })).toEqual([]);
  });
});
